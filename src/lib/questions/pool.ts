/**
 * The question pool: one lazily loaded file per occupation, the common ones, and whatever other files somebody has put
 * into `pool/` before the build, such as the one that `prepare` makes of AI Hub's data. A file is named as its ids begin.
 */
import type { Question, QuestionFile } from '$lib/domain/question';
import { OCCUPATIONS, type Occupation } from '$lib/domain/vocabulary';

/** Loads a file of the pool. */
type Load = () => Promise<QuestionFile>;

const COMMON = 'common';
const OWN = OCCUPATIONS.map((code) => code.toLowerCase());

/** @returns the part of the pool that a path or an id belongs to, such as `ict` */
function partOf(pathOrId: string): string {
  return /([a-z]+)(?:\.json$|-)/.exec(pathOrId)?.[1] ?? '';
}

/** A pool made of files. */
export class QuestionPool {
  readonly #files: ReadonlyMap<string, Load>;
  readonly #loaded = new Map<string, Promise<readonly Question[]>>();

  /** @param files loaders by path, such as `./pool/ict.json` */
  constructor(files: Readonly<Record<string, Load>>) {
    this.#files = new Map(Object.entries(files).map(([path, load]) => [partOf(path), load]));
  }

  #load(part: string): Promise<readonly Question[]> {
    const known = this.#loaded.get(part);
    if (known) return known;
    const read = this.#files.get(part);
    if (!read) return Promise.reject(new Error(`The question pool has no file ${part}.json.`));
    const questions = read().then((file) => file.questions);
    this.#loaded.set(part, questions);
    // A failed load is forgotten, so that the next call tries again.
    questions.catch(() => this.#loaded.delete(part));
    return questions;
  }

  /** Files beside those of the occupations and the common one. */
  get #others(): string[] {
    return [...this.#files.keys()].filter((part) => part !== COMMON && !OWN.includes(part)).sort();
  }

  async #loadAll(parts: readonly string[]): Promise<Question[]> {
    return (await Promise.all(parts.map((part) => this.#load(part)))).flat();
  }

  /**
   * @returns the questions for an occupation: its own, the common ones, then those of other files that name it.
   * Rejects if a file cannot be loaded
   */
  async questionsFor(occupation: Occupation): Promise<Question[]> {
    const [ours, others] = await Promise.all([
      this.#loadAll([occupation.toLowerCase(), COMMON]),
      this.#loadAll(this.#others)
    ]);
    return [...ours, ...others.filter(({ occupations }) => occupations.includes(occupation))];
  }

  /** @returns the questions that {@link allQuestions} begins with. Rejects if their file cannot be loaded. */
  firstQuestions(): Promise<readonly Question[]> {
    return this.#load(OWN[0] ?? COMMON);
  }

  /** @returns every question of the pool. Rejects if a file cannot be loaded. */
  allQuestions(): Promise<Question[]> {
    return this.#loadAll([...OWN, COMMON, ...this.#others]);
  }

  /** @returns the question with this id, or undefined. Rejects if its file cannot be loaded. */
  async findQuestion(id: string): Promise<Question | undefined> {
    const part = partOf(id);
    if (!this.#files.has(part)) return undefined;
    return (await this.#load(part)).find((question) => question.id === id);
  }
}

const bundled = new QuestionPool(import.meta.glob<QuestionFile>('./pool/*.json', { import: 'default' }));

/** {@link QuestionPool.questionsFor} of the bundled pool. */
export const questionsFor = (occupation: Occupation): Promise<Question[]> => bundled.questionsFor(occupation);

/** {@link QuestionPool.firstQuestions} of the bundled pool. */
export const firstQuestions = (): Promise<readonly Question[]> => bundled.firstQuestions();

/** {@link QuestionPool.allQuestions} of the bundled pool. */
export const allQuestions = (): Promise<Question[]> => bundled.allQuestions();

/** {@link QuestionPool.findQuestion} of the bundled pool. */
export const findQuestion = (id: string): Promise<Question | undefined> => bundled.findQuestion(id);
