/** Brings and takes with patience: what may go well a little later is tried again, ever later, and not for ever. */
import { setTimeout as wait } from 'node:timers/promises';
import { isPassing, RemoteError } from './failure';
import type { RemoteFolder } from './rsync';

/** Longest wait between two attempts, in seconds. */
const LONGEST_WAIT = 60;

/** What happens on the way. */
export type RemoteEvent =
  | { event: 'pulled' | 'pushed'; count: number }
  | { event: 'retry'; error: RemoteError; seconds: number; attempt: number }
  /** Some files could not be moved; the others were. */
  | { event: 'unmoved'; error: RemoteError };

/** How it is done, and who is told. */
export interface SyncWork {
  /** Attempts after the first, in a row. */
  retries: number;
  signal: AbortSignal;
  tell(event: RemoteEvent): Promise<void>;
}

/** Waits, or returns early when the program is asked to end. @param ms milliseconds */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** Keeps a folder here and one on another computer in step. */
export class RemoteSync {
  /** Whether some file could not be moved. */
  unmoved = false;
  readonly #folder: RemoteFolder;
  readonly #work: SyncWork;
  /** Whether something may be here that is not there yet; at first nobody knows. */
  #unsent = true;
  /** What was last said of files that could not be moved, to say it once. */
  #said = '';

  constructor(folder: RemoteFolder, work: SyncWork) {
    this.#folder = folder;
    this.#work = work;
  }

  /** Brings what is new there. @throws {RemoteError} */
  async pull(): Promise<void> {
    const count = await this.#patiently(() => this.#folder.pull(this.#work.signal));
    if (count) await this.#work.tell({ event: 'pulled', count });
  }

  /** Takes there what was made here. @param made how many files were made since the last time @throws {RemoteError} */
  async push(made: number): Promise<void> {
    this.#unsent ||= made > 0;
    if (!this.#unsent) return;
    const count = await this.#patiently(() => this.#folder.push(this.#work.signal));
    if (count === null) return;
    this.#unsent = false;
    if (count > 0) await this.#work.tell({ event: 'pushed', count });
  }

  /** @returns what the work returns; null if it was ended, or left something undone that is tried again next time */
  async #patiently(work: () => Promise<number>): Promise<number | null> {
    const { retries, signal, tell } = this.#work;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) break;
        if (!(error instanceof RemoteError)) throw error;
        if (error.code === 'files') {
          this.unmoved = true;
          if (error.message !== this.#said) await tell({ event: 'unmoved', error });
          this.#said = error.message;
          return null;
        }
        if (!isPassing(error.code) || attempt > retries) throw error;
        const seconds = Math.min(LONGEST_WAIT, 2 ** (attempt - 1));
        await tell({ event: 'retry', error, seconds, attempt });
        await pause(seconds * 1000, signal);
      }
    }
    return null;
  }
}
