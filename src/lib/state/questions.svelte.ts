/** The question browser: the pool, a person's own questions, what is marked in them, and what is being looked for. */
import { DocumentError } from '$lib/domain/documents/document';
import {
  draftOf,
  EMPTY_DRAFT,
  OWN_LIMITS,
  ownId,
  ownQuestion,
  questionKey,
  type OwnQuestion,
  type OwnQuestionDraft
} from '$lib/domain/own-question';
import type { Question } from '$lib/domain/question';
import {
  findQuestions,
  NO_FILTER,
  searchEntry,
  type QuestionFilter,
  type SearchEntry
} from '$lib/domain/question-search';
import { questionCollection, readQuestions } from '$lib/exchange/questions';
import { decodeText } from '$lib/exchange/text-file';
import { m } from '$lib/i18n/catalogue';
import { afterPaint } from '$lib/platform/after-paint';
import { downloadText } from '$lib/platform/download';
import { requestPersistence } from '$lib/platform/persistence';
import { allQuestions, firstQuestions } from '$lib/questions/pool';
import { readFavouriteIds, saveFavourite } from '$lib/storage/favourites';
import { deleteOwnQuestion, readOwnQuestions, saveOwnQuestions } from '$lib/storage/own-questions';
import { markPractised, readPractice, unmarkPractised, type Practice } from '$lib/storage/practice';
import { AppError } from './problem';

/** Largest file of questions that is read, in bytes. */
const FILE_LIMIT = 5_000_000;

/** What became of questions that were brought. */
export interface QuestionImport {
  added: number;
  /** Questions that were here already, in the pool or among the person's own. */
  known: number;
  refused: { file: string; reason: string }[];
}

/** Where a question with the same wording is. */
export type Duplicate = 'own' | 'pool';

const now = () => new Date().toISOString();

class Questions {
  /** Kept while the page lives, so that coming back finds the list as it was left. */
  filter = $state<QuestionFilter>({ ...NO_FILTER });
  favourites = $state.raw<ReadonlySet<string>>(new Set());
  /** What is known of every practised question, by id. */
  practice = $state.raw<ReadonlyMap<string, Practice>>(new Map());
  own = $state.raw<readonly OwnQuestion[]>([]);
  /** The question deleted last, until another is changed: it can be brought back. */
  deleted = $state.raw<OwnQuestion | null>(null);

  #pool = $state.raw<readonly SearchEntry[]>([]);
  readonly #keys = $derived(new Set(this.#pool.map(({ question }) => questionKey(question.text))));
  readonly #ownKeys = $derived(new Map(this.own.map(({ id, text }) => [questionKey(text), id])));
  /** The person's own first, the newest at the top. */
  readonly #entries = $derived([...this.own.map(searchEntry).reverse(), ...this.#pool]);
  readonly found = $derived<readonly Question[]>(
    findQuestions(this.#entries, this.filter, {
      favourites: this.favourites,
      practised: new Set(this.practice.keys())
    })
  );

  /** Whether the whole pool is here. */
  opened = $state(false);

  /**
   * Reads the pool, once, and what is the person's, each time.
   * @throws {AppError} if the pool cannot be loaded
   * @throws {StorageError} if the marks cannot be read; the questions are there all the same
   */
  async open(): Promise<void> {
    if (!this.opened) {
      try {
        // The page first; then one file alone, so that there is something to read while a slow line brings the rest.
        await afterPaint();
        this.#pool = (await firstQuestions()).map(searchEntry);
        await afterPaint();
        this.#pool = (await allQuestions()).map(searchEntry);
        this.opened = true;
      } catch (cause) {
        throw new AppError('pool', { cause });
      }
    }
    this.own = await readOwnQuestions();
    this.favourites = new Set(await readFavouriteIds());
    this.practice = await readPractice();
  }

  /** Stars a question, or takes its star away. @throws {StorageError} and leaves the star as it was */
  async toggleFavourite(id: string): Promise<void> {
    const starred = !this.favourites.has(id);
    await saveFavourite(id, starred, now());
    const others = [...this.favourites].filter((other) => other !== id);
    this.favourites = new Set(starred ? [...others, id] : others);
  }

  /** Marks a question as practised away from the app. @throws {StorageError} */
  async mark(id: string): Promise<void> {
    await markPractised(id, now());
    this.practice = await readPractice();
  }

  /** Takes the last mark of a question back. @throws {StorageError} */
  async unmark(id: string): Promise<void> {
    await unmarkPractised(id);
    this.practice = await readPractice();
  }

  /** Shows every question again. */
  clearFilter(): void {
    this.filter = { ...NO_FILTER };
  }

  /** @returns a draft of the question; an empty one for a new question */
  draft(question: Question | null): OwnQuestionDraft {
    return question ? draftOf(question) : { ...EMPTY_DRAFT };
  }

  /** @param exceptId the question that is edited. @returns where there is a question with this wording, or null */
  duplicate(text: string, exceptId: string | null): Duplicate | null {
    const key = questionKey(text);
    if (key === '') return null;
    const own = this.#ownKeys.get(key);
    if (own !== undefined && own !== exceptId) return 'own';
    return this.#keys.has(key) ? 'pool' : null;
  }

  /**
   * Saves a draft without problems.
   * @param id of the question that is edited; null for a new one
   * @throws {AppError} if there are too many. @throws {StorageError}
   */
  async save(draft: OwnQuestionDraft, id: string | null): Promise<void> {
    const before = this.own.find((question) => question.id === id);
    if (!before && this.own.length >= OWN_LIMITS.questions) throw new AppError('too-many-questions');
    const at = now();
    await saveOwnQuestions([
      ownQuestion(draft, before?.id ?? ownId(crypto.randomUUID()), before?.createdAt ?? at, at)
    ]);
    this.deleted = null;
    this.own = await readOwnQuestions();
    void requestPersistence();
  }

  /** Deletes a question of the person's own; answers to it stay. @throws {StorageError} */
  async remove(id: string): Promise<void> {
    const question = this.own.find((other) => other.id === id);
    await deleteOwnQuestion(id);
    this.deleted = question ?? null;
    this.own = await readOwnQuestions();
  }

  /** Brings back the question deleted last. @throws {StorageError} */
  async restore(): Promise<void> {
    if (!this.deleted) return;
    await saveOwnQuestions([this.deleted]);
    this.deleted = null;
    this.own = await readOwnQuestions();
  }

  /**
   * Brings questions from files: each file wholly or not at all; questions that are here already are left alone.
   * @throws {StorageError} what was brought before it stays
   */
  async importFiles(files: readonly File[]): Promise<QuestionImport> {
    const report: QuestionImport = { added: 0, known: 0, refused: [] };
    for (const file of files) {
      if (file.size > FILE_LIMIT) {
        const reason = m['problem_file-too-large']({ limit: FILE_LIMIT / 1e6 });
        report.refused.push({ file: file.name, reason });
        continue;
      }
      const text = decodeText(new Uint8Array(await file.arrayBuffer()));
      await this.#take(text, file.name, report);
    }
    return report;
  }

  /** Brings questions from pasted text, all or none. @throws {StorageError} */
  async importText(text: string): Promise<QuestionImport> {
    const report: QuestionImport = { added: 0, known: 0, refused: [] };
    await this.#take(text, '', report);
    return report;
  }

  async #take(text: string, name: string, report: QuestionImport): Promise<void> {
    const refuse = (reason: string) =>
      report.refused.push({ file: name === '' ? m.own_import_pasted() : name, reason });
    let drafts: OwnQuestionDraft[];
    try {
      drafts = readQuestions(text, name);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      refuse(error.message);
      return;
    }
    const keys = drafts.map((draft) => questionKey(draft.text));
    const fresh = drafts.filter(
      (draft, index) => keys.indexOf(keys[index] ?? '') === index && this.duplicate(draft.text, null) === null
    );
    if (this.own.length + fresh.length > OWN_LIMITS.questions) {
      refuse(m['problem_too-many-questions']());
      return;
    }
    const at = now();
    const added = fresh.map((draft) => ownQuestion(draft, ownId(crypto.randomUUID()), at, at));
    await saveOwnQuestions(added);
    this.deleted = null;
    this.own = await readOwnQuestions();
    report.added += added.length;
    report.known += drafts.length - added.length;
  }

  /** Hands the person a file with every question of their own. */
  exportOwn(): void {
    const { name, text } = questionCollection(this.own, now());
    downloadText(name, text);
  }

  /** Forgets what is the person's, after everything was deleted. */
  forget(): void {
    this.clearFilter();
    this.own = [];
    this.deleted = null;
    this.favourites = new Set();
    this.practice = new Map();
  }
}

/** The one question browser of this page. */
export const questions = new Questions();
