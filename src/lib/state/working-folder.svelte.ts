/** The working folder in the page: watches a folder on the person's disk, or works through files that were picked. */
import { DocumentError, serialize } from '$lib/domain/documents/document';
import { documentMessage } from '$lib/domain/documents/messages-en';
import { toQuestionDocument } from '$lib/domain/documents/question-answer';
import { serializeResult, toResultDocument } from '$lib/domain/documents/result';
import { DirectoryFolder, isLockedByCli, missingFolders } from '$lib/exchange/directory-folder';
import { QuestionDraw, readAnswer, readUser } from '$lib/exchange/folder-documents';
import { PickedFolder } from '$lib/exchange/picked-folder';
import {
  WorkingFolder,
  type FolderEvent,
  type FolderFiles,
  type FolderName,
  type Made
} from '$lib/exchange/working-folder';
import { m } from '$lib/i18n/catalogue';
import { getLocale } from '$lib/i18n/paraglide/runtime';
import {
  allowDirectory,
  canPickDirectory,
  observeDirectory,
  pickDirectory,
  withTabLock
} from '$lib/platform/directories';
import { downloadBlob } from '$lib/platform/download';
import { findQuestionByText } from '$lib/questions/known';
import { questionsFor } from '$lib/questions/pool';
import { readSetting, saveSetting } from '$lib/storage/settings';
import { evaluateTake } from './evaluation';
import { AppError, toProblem, type AppProblemCode, type Problem } from './problem';

/** Shortest and longest wait between two looks, in milliseconds; the wait grows while nothing happens. */
const WAIT_MS = { shortest: 2_000, longest: 30_000, growth: 1.5 } as const;

/** Entries of the log that are kept, latest first. */
const LOG_SIZE = 300;

/** Key of the setting that holds the folder, and name of the lock between tabs. */
const SETTING = 'workingFolder';
const TAB_LOCK = 'interview-buddy:working-folder';

/** A line of the log. */
export interface FolderLogEntry {
  /** Running number. */
  id: number;
  /** ISO 8601. */
  at: string;
  event: FolderEvent['event'];
  /** Path of the file it is about, such as `answer/kim.json`. */
  from: string;
  /** Path of the file made; null if the file was refused. */
  to: string | null;
  /** What came of it, or what is wrong and where. */
  note: string;
  /** Code of what is wrong. */
  code: string | null;
}

/** What the browser says of folders, by the name of its error. */
const DENIALS: Readonly<Record<string, AppProblemCode>> = {
  NotAllowedError: 'folder-denied',
  SecurityError: 'folder-denied',
  NoModificationAllowedError: 'folder-denied',
  NotFoundError: 'folder-gone'
};

/** @returns the error with a code that people are told, if it is the browser's own */
function translated(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name === 'AbortError') return error;
  return new AppError(DENIALS[error.name] ?? 'folder-failed', { cause: error });
}

/** @returns a question document of the pool @throws {DocumentError | AppError} */
async function makeQuestion(draw: QuestionDraw, document: unknown): Promise<Made> {
  const profile = readUser(document);
  const pool = await questionsFor(profile.occupation).catch((cause: unknown) => {
    throw new AppError('pool', { cause });
  });
  const question = draw.draw(pool, profile);
  if (!question) throw new AppError('no-question');
  return { text: serialize(toQuestionDocument(profile, question.text)), note: question.text };
}

/** @returns a result document, by the page's own model and rubric @throws {DocumentError | ModelError} */
async function makeResult(document: unknown, at: string): Promise<Made> {
  const take = await readAnswer(document, { at, form: 'typed', findQuestion: findQuestionByText });
  const judged = await evaluateTake(take);
  const note =
    judged.evaluation?.status === 'scored'
      ? m.folder_log_score({ total: judged.evaluation.score.total, grade: judged.evaluation.grade })
      : m.folder_log_withheld();
  return { text: serializeResult(toResultDocument(judged)), note };
}

/** @returns what is wrong with a document, for a person, a line for every path */
function faults(error: unknown): string {
  if (!(error instanceof DocumentError)) return m['problem_no-question']();
  return error.issues
    .map(({ path, message }) => [path, documentMessage(getLocale(), message)])
    .map(([path, message]) => (path === '' ? message : `${path}: ${message}`))
    .join('\n');
}

class WorkingFolderState {
  /**
   * `none`: no folder chosen; `confirm`: folders in it are missing, and may be made; `paused`: chosen, nobody watches;
   * `watching`; `picked`: works through files that were picked.
   */
  status = $state<'none' | 'confirm' | 'paused' | 'watching' | 'picked'>('none');
  /** Name of the folder chosen. */
  name = $state('');
  /** Folders that would be made. */
  missing = $state.raw<readonly FolderName[]>([]);
  /** What happened, latest first. */
  log = $state.raw<readonly FolderLogEntry[]>([]);
  /** Files made and refused since the page was opened. */
  counts = $state({ question: 0, result: 0, refused: 0 });
  /** Files that are still being copied. */
  arriving = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** Whether there was nothing to do in the files that were picked. */
  nothingPicked = $state(false);
  #handle: FileSystemDirectoryHandle | null = null;
  #stop: AbortController | null = null;
  #entries = 0;

  /** Whether this browser lets people pick a folder. */
  get supported(): boolean {
    return canPickDirectory();
  }

  /** Finds the folder of last time. A folder that is being watched stays so. */
  async restore(): Promise<void> {
    if (this.status !== 'none') return;
    await this.#attempt(async () => {
      const handle = await readSetting(SETTING, (value) =>
        value instanceof FileSystemDirectoryHandle ? value : undefined
      );
      if (handle && this.status === 'none') this.#choose(handle);
    });
  }

  /** Lets the person choose a folder, and watches it, once all four folders are there. Only inside a click. */
  async choose(): Promise<void> {
    await this.#attempt(async () => {
      const handle = await pickDirectory(TAB_LOCK.replace(':', '-'));
      if (!handle) return;
      await saveSetting(SETTING, handle);
      this.#choose(handle);
      await this.#begin(handle);
    });
  }

  /** Goes on with the folder chosen, asking for permission where that is needed. Only inside a click. */
  async resume(): Promise<void> {
    const handle = this.#handle;
    if (handle) await this.#attempt(() => this.#begin(handle));
  }

  /** Makes the folders that are missing, and watches. */
  async makeFolders(): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    await this.#attempt(async () => {
      await new DirectoryFolder(handle).make();
      this.status = 'paused';
      void this.#watch(handle);
    });
  }

  /** Ends watching, or working, after the file under way. */
  stop(): void {
    this.#stop?.abort();
  }

  /** Ends everything and lets go of the folder; nothing in it changes. */
  async forget(): Promise<void> {
    this.stop();
    this.#handle = null;
    this.name = '';
    this.status = 'none';
    await this.#attempt(() => saveSetting(SETTING, null));
  }

  /** Works through files that were picked, and hands the person a zip with what was made. */
  async convert(picked: readonly File[]): Promise<void> {
    this.nothingPicked = false;
    await this.#attempt(async () => {
      const files = await PickedFolder.of(picked);
      const stop = new AbortController();
      this.#stop = stop;
      this.status = 'picked';
      try {
        // Whatever is not whole now will not become so.
        await this.#work(files, stop.signal, () => Number.MAX_SAFE_INTEGER).pass();
      } finally {
        this.status = this.#handle ? 'paused' : 'none';
        const zip = files.zip();
        if (zip) downloadBlob('interview-buddy.zip', new Blob([zip], { type: 'application/zip' }));
        else this.nothingPicked = this.problem === null && files.size === 0;
      }
    });
  }

  #choose(handle: FileSystemDirectoryHandle): void {
    this.stop();
    this.#handle = handle;
    this.name = handle.name;
    this.status = 'paused';
  }

  async #begin(handle: FileSystemDirectoryHandle): Promise<void> {
    if (!(await allowDirectory(handle))) throw new AppError('folder-denied');
    this.missing = await missingFolders(handle);
    if (this.missing.length > 0) this.status = 'confirm';
    else void this.#watch(handle);
  }

  async #watch(handle: FileSystemDirectoryHandle): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const { signal } = stop;
    await this.#attempt(async () => {
      if (await isLockedByCli(handle)) throw new AppError('folder-busy-cli');
      const watched = await withTabLock(TAB_LOCK, async () => {
        this.status = 'watching';
        await this.#look(handle, signal);
        return true;
      });
      if (watched === null) throw new AppError('folder-busy');
    });
    // Another folder may have been chosen in the meantime.
    if (this.#stop === stop && this.#handle) this.status = 'paused';
  }

  /** Looks until it is ended: at once after a change where the browser tells of it, and ever less often where nothing happens. */
  async #look(handle: FileSystemDirectoryHandle, signal: AbortSignal): Promise<void> {
    const work = this.#work(new DirectoryFolder(handle), signal, Date.now);
    let changed = true;
    let wake = (): void => undefined;
    const end = await observeDirectory(handle, () => {
      changed = true;
      wake();
    });
    signal.addEventListener('abort', () => wake());
    let wait: number = WAIT_MS.shortest;
    try {
      while (!signal.aborted) {
        changed = false;
        const made = await work.pass();
        this.arriving = work.arriving;
        const busy = made > 0 || work.arriving > 0;
        wait = busy ? WAIT_MS.shortest : Math.min(WAIT_MS.longest, wait * WAIT_MS.growth);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, changed || signal.aborted ? 0 : wait);
        });
      }
    } finally {
      end();
    }
  }

  #work(files: FolderFiles, signal: AbortSignal, now: () => number): WorkingFolder {
    const draw = new QuestionDraw(Math.random);
    return new WorkingFolder(files, {
      make: { question: (document) => makeQuestion(draw, document), result: makeResult },
      refuses: (error) =>
        error instanceof DocumentError || (error instanceof AppError && error.code === 'no-question'),
      tell: (event) => {
        this.#tell(event);
        return Promise.resolve();
      },
      now,
      signal
    });
  }

  #tell(happened: FolderEvent): void {
    const { event, stage, name } = happened;
    this.counts[event]++;
    const refused = event === 'refused';
    const entry: FolderLogEntry = {
      id: this.#entries++,
      at: new Date().toISOString(),
      event,
      from: `${stage.from}/${name}`,
      to: refused ? null : `${stage.to}/${happened.output}`,
      note: refused ? faults(happened.error) : happened.note,
      code: refused ? (happened.error as DocumentError | AppError).code : null
    };
    this.log = [entry, ...this.log].slice(0, LOG_SIZE);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = toProblem(translated(error));
    }
  }
}

/** The one working folder of this page. */
export const workingFolder = new WorkingFolderState();
