/** Imports and back-ups as a page sees them: one at a time, in a worker, with progress, and cancelled at any moment. */
import { documentMessage } from '$lib/domain/documents/messages-en';
import { getLocale } from '$lib/i18n/paraglide/runtime';
import { controlled } from '$lib/platform/service-worker';
import { downloadBlob } from '$lib/platform/download';
import { BACKUP_STORES } from '$lib/exchange/backup/stores';
import { allQuestions } from '$lib/questions/pool';
import { StorageError } from '$lib/storage/errors';
import { preferences } from './preferences.svelte';
import { AppError, toProblem, type Problem } from './problem';
import type { TransferErrorData, TransferMessage, TransferReply } from './transfer/protocol';
import type { ImportProgress, ImportRefusal, ImportReport } from './transfer/report';

export type { ImportProgress, ImportRefusal, ImportReport };

/** How long the first job may wait for the service worker, which holds workers to the policy, in milliseconds. */
const CONTROL_MS = 5000;

/** Where a back-up that is being written stands. */
export interface BackupProgress {
  records: number;
  total: number;
}

function errorOf({ code, message }: TransferErrorData): Error {
  if (code === 'pool' || code === 'backup-too-large' || code === 'unknown') {
    return new AppError(code, { cause: new Error(message) });
  }
  return new StorageError(code, message);
}

class Transfer {
  /** Of the import that runs; null if none does. */
  importing = $state.raw<ImportProgress | null>(null);
  /** Of the back-up that is being written; null if none is. */
  backingUp = $state.raw<BackupProgress | null>(null);
  /** Of the last import that ended, or was stopped. */
  report = $state.raw<ImportReport | null>(null);
  stopped = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Records that the last back-up could not take whole. */
  incomplete = $state(0);

  #files: readonly File[] = [];
  #worker: Worker | null = null;

  /** Whether a job runs. */
  get busy(): boolean {
    return this.importing !== null || this.backingUp !== null;
  }

  /**
   * Imports files. What becomes of them stands in {@link report} and {@link problem}; while another job runs they are
   * refused.
   */
  async import(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (!first) return;
    if (this.busy) return this.fail(new AppError('transfer-busy'));
    this.#begin();
    this.#files = files;
    this.importing = { file: first.name, files: [0, files.length], phase: 'reading', steps: [0, 1] };
    await this.#run({ type: 'import', files, now: new Date().toISOString() });
    // A profile may have come with the files.
    if (this.report?.profile || this.report?.restored) await preferences.restore().catch(() => undefined);
  }

  /**
   * Writes a back-up of everything and hands it to the person.
   * @param media whether recordings go into it
   */
  async backUp(media: boolean): Promise<void> {
    if (this.busy) return;
    this.#begin();
    this.backingUp = { records: 0, total: 0 };
    await this.#run({ type: 'backup', media, now: new Date().toISOString() });
  }

  /** Stops the job that runs: the file in work counts as a whole or not at all. */
  cancel(): void {
    if (!this.busy) return;
    this.stopped = true;
    this.#end?.();
  }

  /** Tells of files that could not even be taken in. */
  fail(error: unknown): void {
    this.problem = toProblem(error);
  }

  /** @returns a refused file of the last import; undefined for one within an archive */
  fileOf({ at }: ImportRefusal): File | undefined {
    return at === null ? undefined : this.#files[at];
  }

  #end: (() => void) | null = null;

  #begin(): void {
    this.report = null;
    this.problem = null;
    this.stopped = false;
    this.incomplete = 0;
    this.#files = [];
  }

  async #run(message: TransferMessage): Promise<void> {
    try {
      await controlled(CONTROL_MS);
      if (this.busy && !this.stopped) await this.#ask(message);
    } catch (error) {
      this.problem = toProblem(error);
    } finally {
      this.#worker?.terminate();
      this.#worker = null;
      this.#end = null;
      this.importing = null;
      this.backingUp = null;
    }
  }

  #ask(message: TransferMessage): Promise<void> {
    const worker = new Worker(new URL('./transfer/worker.ts', import.meta.url), {
      type: 'module',
      name: 'interview-buddy:transfer'
    });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      this.#end = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new AppError('transfer-failed', { cause: new Error(event.message) }));
      };
      worker.onmessage = ({ data }: MessageEvent<TransferReply>) => {
        switch (data.type) {
          case 'progress':
            this.importing = data.progress;
            return;
          case 'written':
            this.backingUp = { records: data.records, total: data.total };
            return;
          case 'ask-questions':
            allQuestions().then(
              (questions) => worker.postMessage({ type: 'questions', questions } satisfies TransferMessage),
              () => worker.postMessage({ type: 'questions-failed' } satisfies TransferMessage)
            );
            return;
          case 'imported':
            this.report = data.report;
            resolve();
            return;
          case 'backed-up':
            this.incomplete = data.incomplete;
            downloadBlob(data.name, data.blob);
            resolve();
            return;
          case 'failed':
            this.report = data.report;
            reject(errorOf(data.error));
        }
      };
      worker.postMessage(message);
    });
  }
}

/** Whether a back-up can hold recordings. */
export const backupHoldsMedia = BACKUP_STORES.some(({ media }) => media);

/** @returns what is wrong with a refused file, a line per path, in the person's language */
export function refusalLines({ issues }: ImportRefusal): string[] {
  return issues.map(({ path, message }) => {
    const text = documentMessage(getLocale(), message);
    return path === '' ? text : `${path}: ${text}`;
  });
}

/** The one transfer of this page. */
export const transfer = new Transfer();
