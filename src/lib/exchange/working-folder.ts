/**
 * The working folder of the original product: `user/` becomes `question/`, `answer/` becomes `result/`, once each. What
 * is to be done is decided here, from listings; the command line and the page are two file systems under it.
 *
 * What is done is what has its file: nothing else is remembered, so that a run that was ended anywhere goes on where it
 * was. Nobody's file is ever changed or deleted.
 */
import { DocumentError } from '$lib/domain/documents/document';

/** The folders of a working folder. */
export const FOLDERS = ['user', 'question', 'answer', 'result'] as const;
export type FolderName = (typeof FOLDERS)[number];

/** What is made of what. */
export type StageName = 'question' | 'result';

/** Where a stage reads and writes. */
export interface Stage {
  name: StageName;
  from: FolderName;
  to: FolderName;
  /** What the names of the files made begin with. */
  prefix: string;
}

/** The stages, in the order they are done. */
export const STAGES: readonly Stage[] = [
  { name: 'question', from: 'user', to: 'question', prefix: 'q_' },
  { name: 'result', from: 'answer', to: 'result', prefix: 'result_' }
];

/** How long a file that is no JSON yet must have been left alone before it counts as broken, in milliseconds. */
export const SETTLE_MS = 5_000;

/**
 * @param name of a file, without folder
 * @returns whether it is a document that is whole: hidden ones are still being copied by rsync and others, and other
 * endings are other people's business
 */
export function isDocument(name: string): boolean {
  return /^[^.].*\.json$/i.test(name);
}

/** @returns the name of the file that a stage makes of a file, such as `q_kim.json` of `kim.json` */
export function outputName({ prefix }: Stage, name: string): string {
  return `${prefix}${name.replace(/\.json$/i, '')}.json`;
}

/**
 * Decides what a stage has to do. Names are compared in one Unicode form, because some systems change it on the way.
 * @param sources names in the folder it reads
 * @param outputs names in the folder it writes
 * @returns the sources that have no output yet, by name
 */
export function waitingFor(stage: Stage, sources: readonly string[], outputs: readonly string[]): string[] {
  const done = new Set(outputs.map((name) => name.normalize('NFC')));
  return sources
    .filter((name) => isDocument(name) && !done.has(outputName(stage, name).normalize('NFC')))
    .sort();
}

/** What tells whether a file has changed. */
export interface FileState {
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** A file system under a working folder. Whatever it rejects with, but for a document's own faults, ends the work. */
export interface FolderFiles {
  /** @returns names in a folder */
  list(folder: FolderName): Promise<string[]>;
  /** @returns null if the file is gone */
  stateOf(folder: FolderName, name: string): Promise<FileState | null>;
  /** @returns the parsed document. Rejects if it cannot be read */
  read(folder: FolderName, name: string): Promise<unknown>;
  /** Writes a file whole or not at all, never over another. @returns whether it was written; false if there is one */
  write(folder: FolderName, name: string, text: string): Promise<boolean>;
}

/** A document that was made. */
export interface Made {
  /** The file's text. */
  text: string;
  /** What is told of it, in a few words. */
  note: string;
}

/** Something that happened to a file. */
export type FolderEvent =
  | { event: StageName; stage: Stage; name: string; output: string; note: string }
  | { event: 'refused'; stage: Stage; name: string; error: unknown };

/** How the documents are made, and who is told. */
export interface FolderWork {
  /** Makes a stage's document. @param modifiedAt when the file was last changed, ISO 8601 */
  make: Readonly<Record<StageName, (document: unknown, modifiedAt: string) => Promise<Made>>>;
  /** Whether an error is about the document, which is then left where it is; any other ends the work. */
  refuses(error: unknown): boolean;
  tell(event: FolderEvent): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends the work after the file under way. */
  signal: AbortSignal;
}

/** Whether a file is no JSON: JSON cut short is never whole JSON, so one that is being copied shows itself like this. */
function isCut(error: unknown): boolean {
  if (error instanceof DocumentError) return error.code === 'not-json';
  return error instanceof Error && error.cause !== undefined && isCut(error.cause);
}

/** The work on one folder. */
export class WorkingFolder {
  /** Files made and refused. */
  readonly counts = { question: 0, result: 0, refused: 0 };
  /** Files that were not whole yet at the last pass. */
  arriving = 0;
  readonly #files: FolderFiles;
  readonly #work: FolderWork;
  /** Refused files as they were when they were refused: told once, and tried again when they change. */
  readonly #refused = new Map<string, string>();

  constructor(files: FolderFiles, work: FolderWork) {
    this.#files = files;
    this.#work = work;
  }

  /**
   * Does everything that is waiting.
   * @returns how many files were made. Rejects if the model or a folder fails
   */
  async pass(): Promise<number> {
    const before = this.counts.question + this.counts.result;
    this.arriving = 0;
    for (const stage of STAGES) {
      const outputs = await this.#files.list(stage.to);
      for (const name of waitingFor(stage, await this.#files.list(stage.from), outputs)) {
        if (this.#work.signal.aborted) break;
        await this.#process(stage, name);
      }
    }
    return this.counts.question + this.counts.result - before;
  }

  async #process(stage: Stage, name: string): Promise<void> {
    const state = await this.#files.stateOf(stage.from, name);
    const key = `${stage.from}/${name}`;
    const stamp = state && `${state.size} ${state.modified}`;
    // Gone again, or refused and unchanged since.
    if (state === null || stamp === null || this.#refused.get(key) === stamp) return;
    let made: Made;
    try {
      const document = await this.#files.read(stage.from, name);
      made = await this.#work.make[stage.name](document, new Date(state.modified).toISOString());
    } catch (error) {
      if ((await this.#files.stateOf(stage.from, name)) === null) return;
      if (!this.#work.refuses(error)) throw error;
      if (isCut(error) && this.#work.now() - state.modified < SETTLE_MS) {
        this.arriving++;
        return;
      }
      this.#refused.set(key, stamp);
      this.counts.refused++;
      await this.#work.tell({ event: 'refused', stage, name, error });
      return;
    }
    const output = outputName(stage, name);
    // Somebody else's program may have made it in the meantime.
    if (!(await this.#files.write(stage.to, output, made.text))) return;
    this.counts[stage.name]++;
    await this.#work.tell({ event: stage.name, stage, name, output, note: made.note });
  }
}
