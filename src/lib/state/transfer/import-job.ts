/** Imports files: recognises, checks and stores them, each whole or not at all. Runs in the worker. */
import { DocumentError } from '$lib/domain/documents/document';
import { mergeTakes } from '$lib/domain/merge-takes';
import type { Profile } from '$lib/domain/profile';
import { bareQuestion, type Question } from '$lib/domain/question';
import { questionsByText } from '$lib/domain/question-by-text';
import { startSession, type SessionRecord } from '$lib/domain/session';
import type { Take } from '$lib/domain/take';
import { isBackup, readBackup } from '$lib/exchange/backup/backup';
import { decodeText, MOST_TEXT_BYTES } from '$lib/exchange/text-file';
import { fingerprint } from '$lib/exchange/fingerprint';
import { readDocuments, type Imported } from '$lib/exchange/import';
import { isZip, ZipReader, type ZipEntry } from '$lib/exchange/zip';
import { mergeRecords, type Merge, type StoreName } from '$lib/storage/bulk';
import { emptyReport, type ImportProgress, type ImportReport, type RefusalCode } from './report';

/** What an import is given by the page. */
export interface ImportOptions {
  /** Time of the import, ISO 8601. */
  now: string;
  /** Gives the pool's questions; asked for only if a file carries a question or an answer without a result. */
  questions: () => Promise<readonly Question[]>;
  onProgress: (progress: ImportProgress) => void;
}

/** An import that failed while it stored: what came before stays. */
export class ImportFailure extends Error {
  readonly report: ImportReport;

  /** @param report of the files that were imported @param cause what failed */
  constructor(report: ImportReport, cause: unknown) {
    super('The import failed.', { cause });
    this.name = 'ImportFailure';
    this.report = report;
  }
}

/** Most refusals that are told one by one. */
const MOST_REFUSALS = 100;

/** Takes and interviews that wait to be stored in one transaction: a zip of thousands of files is not as many of them. */
const BATCH = 2000;

/**
 * Imports files, each whole or not at all.
 * @throws {ImportFailure} if something could not be stored
 */
export async function importFiles(files: readonly File[], options: ImportOptions): Promise<ImportReport> {
  const job = new ImportJob(files.length, options);
  try {
    for (const file of files) await job.add(file);
    await job.finish();
  } catch (cause) {
    throw new ImportFailure(job.report, cause);
  }
  return job.report;
}

class ImportJob {
  readonly report = emptyReport();
  readonly #options: ImportOptions;
  readonly #total: number;
  #done = 0;
  #file = '';
  #takes: Take[] = [];
  #sessions: SessionRecord[] = [];
  #profile: Profile | null = null;
  #finder: Promise<ReturnType<typeof questionsByText>> | null = null;

  constructor(total: number, options: ImportOptions) {
    this.#total = total;
    this.#options = options;
  }

  /** Imports a file, or every file of an archive; a back-up is one file. */
  async add(file: File): Promise<void> {
    this.#file = file.name;
    this.#tell('reading', 0, 1);
    const at = new Date(file.lastModified).toISOString();
    await this.#orRefuse(file.name, this.#done, async () => {
      if (!(await isZip(file))) {
        if (file.size > MOST_TEXT_BYTES) throw tooLarge();
        await this.#addText(new Uint8Array(await file.arrayBuffer()), at);
        return;
      }
      const zip = await ZipReader.open(file);
      if (isBackup(zip)) await this.#restore(zip);
      else await this.#addEntries(zip, file.name, at);
    });
    this.#done += 1;
  }

  /** Stores what still waits. */
  async finish(): Promise<void> {
    await this.#store();
  }

  #tell(phase: ImportProgress['phase'], done: number, total: number): void {
    this.#options.onProgress({
      file: this.#file,
      files: [this.#done, this.#total],
      phase,
      steps: [done, total]
    });
  }

  /** Runs work on a file; if the file is to blame for its failure, it is refused and the others go on. */
  async #orRefuse(name: string, at: number | null, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = refusalCode(error);
      if (code === null) throw error;
      const { refused } = this.report;
      if (refused.length >= MOST_REFUSALS) this.report.moreRefused += 1;
      else refused.push({ file: name, at, code, issues: error instanceof DocumentError ? error.issues : [] });
    }
  }

  async #addEntries(zip: ZipReader, archive: string, at: string): Promise<void> {
    const documents = zip.entries.filter(({ name }) => isDocument(name));
    this.report.ignored += zip.entries.length - documents.length;
    for (const [index, entry] of documents.entries()) {
      this.#tell('reading', index, documents.length);
      await this.#orRefuse(`${archive}/${entry.name}`, null, () => this.#addEntry(zip, entry, at));
    }
  }

  async #addEntry(zip: ZipReader, entry: ZipEntry, at: string): Promise<void> {
    await this.#addText(await zip.read(entry), at);
  }

  async #addText(bytes: Uint8Array, at: string): Promise<void> {
    const imported = await readDocuments(decodeText(bytes), {
      at,
      findQuestion: (text, profile) => this.#find(text, profile),
      onRead: (read, total) => this.#tell('reading', read, total)
    });
    // Only now, when the whole file has turned out to be right, does any of it count.
    for (const each of imported) {
      if (each.kind === 'take') this.#takes.push(each.take);
      else if (each.kind === 'profile') this.#profile = each.profile;
    }
    this.#sessions.push(...(await this.#sessionsOf(imported)));
    if (this.#takes.length + this.#sessions.length >= BATCH) await this.#store();
  }

  async #find(text: string, profile: Profile): Promise<Question | undefined> {
    this.#finder ??= this.#options.questions().then(questionsByText);
    return (await this.#finder)(text, profile);
  }

  /** A question file is an interview that waits to be held: its questions for one profile, in their order. */
  async #sessionsOf(imported: readonly Imported[]): Promise<SessionRecord[]> {
    const asked = imported.filter((each) => each.kind === 'question').map(({ document }) => document);
    const profiles = new Map(asked.map(({ user_info }) => [JSON.stringify(user_info), user_info]));
    const sessions: SessionRecord[] = [];
    for (const [key, profile] of profiles) {
      const texts = asked
        .filter(({ user_info }) => JSON.stringify(user_info) === key)
        .map(({ question }) => question.text);
      const questions: Question[] = [];
      for (const text of new Set(texts))
        questions.push((await this.#find(text, profile)) ?? (await own(text, profile)));
      sessions.push(
        startSession({
          id: `import-${await fingerprint(JSON.stringify([profile, texts]))}`,
          setting: 'practice',
          profile,
          questionIds: questions.map(({ id }) => id),
          questions: questions.filter(({ id }) => id.startsWith('import-')),
          at: this.#options.now
        })
      );
    }
    return sessions;
  }

  async #store(): Promise<void> {
    const [takes, sessions, profile] = [this.#takes, this.#sessions, this.#profile];
    [this.#takes, this.#sessions, this.#profile] = [[], [], null];
    const merges: Merge[] = [];
    if (takes.length > 0) {
      merges.push({
        store: 'takes',
        records: takes.map((take) => ({ key: take.id, value: take })),
        merge: mergeTakes
      });
    }
    if (sessions.length > 0) {
      const records = sessions.map((session) => ({ key: session.id, value: session }));
      merges.push({ store: 'sessions', records, merge: (own: never) => own });
    }
    if (profile) {
      const records = [{ key: 'profile', value: profile }];
      merges.push({ store: 'settings', records, merge: (_own: never, theirs: never) => theirs });
    }
    const total = takes.length + sessions.length;
    const counts = await mergeRecords(merges, (written) => this.#tell('saving', written, total));
    this.#countTakes(takes.length, counts.get('takes'));
    this.report.interviews += counts.get('sessions')?.added ?? 0;
    this.report.profile ||= profile !== null;
  }

  #countTakes(all: number, { added, merged } = { added: 0, merged: 0 }): void {
    this.report.added += added;
    this.report.merged += merged;
    this.report.known += all - added - merged;
  }

  async #restore(zip: ZipReader): Promise<void> {
    const stores = await readBackup(zip, (read, total) => this.#tell('reading', read, total));
    const total = stores.reduce((sum, { records }) => sum + records.length, 0);
    const merges = stores.map(({ store, records }) => ({
      store: store.name as StoreName,
      records,
      merge: store.merge
    }));
    const counts = await mergeRecords(merges, (written) => this.#tell('saving', written, total));
    for (const { store, records } of stores) {
      const count = counts.get(store.name as StoreName);
      if (store.name === 'takes') this.#countTakes(records.length, count);
      else this.report.restored += (count?.added ?? 0) + (count?.merged ?? 0);
    }
  }
}

function tooLarge(): DocumentError {
  return new DocumentError('too-large', [{ path: '', message: '파일이 너무 큽니다.' }]);
}

/** @returns why the file is to blame for an error; null if it is not */
function refusalCode(error: unknown): RefusalCode | null {
  if (error instanceof DocumentError) return error.code;
  // The file was moved, or is a folder.
  if (error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)) {
    return 'unreadable';
  }
  return null;
}

/** JSON files, but for those that systems hide in archives. */
function isDocument(name: string): boolean {
  return /\.json$/i.test(name) && !/(^|\/)(__MACOSX\/|\.)/.test(name);
}

/** A question of which only the text is known. */
async function own(text: string, { occupation, experience }: Profile): Promise<Question> {
  return {
    ...bareQuestion(text),
    id: `import-${(await fingerprint(text)).slice(0, 16)}`,
    occupations: [occupation],
    experience: [experience],
    difficulty: 2,
    looks_for: '',
    follow_ups: [],
    model_answer: []
  };
}
