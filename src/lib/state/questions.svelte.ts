/** The question browser: the pool, what a person has marked in it, and what is being looked for. */
import type { Question } from '$lib/domain/question';
import {
  findQuestions,
  NO_FILTER,
  searchEntry,
  type QuestionFilter,
  type SearchEntry
} from '$lib/domain/question-search';
import { allQuestions } from '$lib/questions/pool';
import { readFavouriteIds, saveFavourite } from '$lib/storage/favourites';
import { readPractisedIds } from '$lib/storage/takes';
import { AppError } from './problem';

class Questions {
  /** Kept while the page lives, so that coming back finds the list as it was left. */
  filter = $state<QuestionFilter>({ ...NO_FILTER });
  favourites = $state.raw<ReadonlySet<string>>(new Set());
  practised = $state.raw<ReadonlySet<string>>(new Set());

  #entries = $state.raw<readonly SearchEntry[]>([]);
  readonly found = $derived<readonly Question[]>(
    findQuestions(this.#entries, this.filter, { favourites: this.favourites, practised: this.practised })
  );

  /** Whether the pool is here. */
  get opened(): boolean {
    return this.#entries.length > 0;
  }

  /**
   * Reads the pool, once, and the marks, each time.
   * @throws {AppError} if the pool cannot be loaded
   * @throws {StorageError} if the marks cannot be read; the questions are there all the same
   */
  async open(): Promise<void> {
    if (!this.opened) {
      const pool = await allQuestions().catch((cause: unknown) => {
        throw new AppError('pool', { cause });
      });
      this.#entries = pool.map(searchEntry);
    }
    this.favourites = new Set(await readFavouriteIds());
    this.practised = new Set(await readPractisedIds());
  }

  /** Stars a question, or takes its star away. @throws {StorageError} and leaves the star as it was */
  async toggleFavourite(id: string): Promise<void> {
    const starred = !this.favourites.has(id);
    await saveFavourite(id, starred, new Date().toISOString());
    const others = [...this.favourites].filter((other) => other !== id);
    this.favourites = new Set(starred ? [...others, id] : others);
  }

  /** Shows every question again. */
  clearFilter(): void {
    this.filter = { ...NO_FILTER };
  }
}

/** The one question browser of this page. */
export const questions = new Questions();
