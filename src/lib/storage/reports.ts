/** What reports read: scores out of an index alone, however many takes there are, and a few takes in full. */
import { unwrap } from 'idb';
import type { ScoreRow } from '$lib/domain/report';
import { isScored, type ScoredTake } from '$lib/domain/take';
import { withDatabase } from './database';
import type { ScoreKey } from './schema';

/** @returns the range of keys from a time on; null for all */
function since(from: string | null): IDBKeyRange | null {
  return from === null ? null : IDBKeyRange.lowerBound([from]);
}

function rowOf(key: ScoreKey): ScoreRow {
  const [createdAt, id, total, intent, emotion, length, quality, asked, occupation, questionId, rubric] = key;
  return {
    createdAt,
    id,
    total,
    intent,
    emotion,
    length,
    quality,
    asked: asked || null,
    occupation,
    questionId,
    rubric
  };
}

/**
 * @param from first time that counts, ISO 8601; null for all
 * @returns a row per take that has a score, oldest first
 * @throws {StorageError}
 */
export function readScoreRows(from: string | null): Promise<ScoreRow[]> {
  return withDatabase((db) => {
    // Ten thousand promises and proxies take longer than the reading: the bare request, for once.
    const index = unwrap(db.transaction('takes').store.index('by-score'));
    const request = index.openKeyCursor(since(from));
    const rows: ScoreRow[] = [];
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(request.error ?? new Error('The scores could not be read.'));
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve(rows);
        rows.push(rowOf(cursor.key as ScoreKey));
        cursor.continue();
      };
    });
  });
}

/**
 * @param from first time that counts, ISO 8601; null for all
 * @returns times of the takes whose score was withheld, oldest first
 * @throws {StorageError}
 */
export function readWithheldTimes(from: string | null): Promise<string[]> {
  return withDatabase(async (db) => {
    const times: string[] = [];
    const index = db.transaction('takes').store.index('by-withheld');
    let cursor = await index.openKeyCursor(since(from));
    while (cursor) {
      times.push(cursor.key[0]);
      cursor = await cursor.continue();
    }
    return times;
  });
}

/**
 * @param limit most takes to return
 * @param from first time that counts, ISO 8601; null for all
 * @returns the latest takes that have a score, newest first
 * @throws {StorageError}
 */
export function readRecentScored(limit: number, from: string | null): Promise<ScoredTake[]> {
  return withDatabase(async (db) => {
    const takes: ScoredTake[] = [];
    const index = db.transaction('takes').store.index('by-score');
    let cursor = await index.openCursor(since(from), 'prev');
    while (cursor && takes.length < limit) {
      if (isScored(cursor.value)) takes.push(cursor.value);
      cursor = await cursor.continue();
    }
    return takes;
  });
}

/** @param from first time that counts, ISO 8601; null for all @returns how many takes there are. @throws {StorageError} */
export function countTakesSince(from: string | null): Promise<number> {
  return withDatabase((db) => db.countFromIndex('takes', 'by-created', since(from)));
}
