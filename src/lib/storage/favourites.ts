/** Starred questions, by question id. */
import { withDatabase, write } from './database';

/** @returns ids of the starred questions. @throws {StorageError} */
export function readFavouriteIds(): Promise<string[]> {
  return withDatabase((db) => db.getAllKeys('favourites'));
}

/**
 * Stars a question, or takes its star away.
 * @param at time of the change, ISO 8601
 * @throws {StorageError}
 */
export function saveFavourite(questionId: string, starred: boolean, at: string): Promise<void> {
  return write(['favourites'], async (transaction) => {
    const store = transaction.objectStore('favourites');
    if (starred) await store.put({ questionId, addedAt: at });
    else await store.delete(questionId);
  });
}
