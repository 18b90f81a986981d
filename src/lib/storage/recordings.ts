/** Recordings of answers: kept apart from the takes, so that they can be counted and deleted by themselves. */
import { withDatabase, write } from './database';

/** The sound of one answer. */
export interface StoredRecording {
  takeId: string;
  /** In order; more than one if the microphone was given back in between. */
  parts: Blob[];
  /** Size of all parts together. */
  bytes: number;
  /** ISO 8601. */
  createdAt: string;
}

/** What all recordings together take. */
export interface RecordingsUse {
  count: number;
  bytes: number;
}

/**
 * Saves the recording of a take; on disk when it resolves. A take that was deleted meanwhile gets none.
 * @throws {StorageError} `full` if there is no room for it
 */
export function saveRecording(recording: StoredRecording): Promise<void> {
  return write(['takes', 'recordings'], async (transaction) => {
    const take = await transaction.objectStore('takes').getKey(recording.takeId);
    if (take !== undefined) await transaction.objectStore('recordings').put(recording);
  });
}

/** @returns the recording of a take, or undefined if there is none. @throws {StorageError} */
export function readRecording(takeId: string): Promise<StoredRecording | undefined> {
  return withDatabase((db) => db.get('recordings', takeId));
}

/** Deletes the recording of a take; the take stays. @throws {StorageError} */
export function deleteRecording(takeId: string): Promise<void> {
  return withDatabase((db) => db.delete('recordings', takeId));
}

/** Deletes every recording; the takes stay. @throws {StorageError} */
export function deleteAllRecordings(): Promise<void> {
  return withDatabase((db) => db.clear('recordings'));
}

/** @returns how many recordings there are and how much they take. Reads only keys, no sound. @throws {StorageError} */
export function recordingsUse(): Promise<RecordingsUse> {
  return withDatabase(async (db) => {
    const use: RecordingsUse = { count: 0, bytes: 0 };
    let cursor = await db.transaction('recordings').store.index('by-bytes').openKeyCursor();
    while (cursor) {
      use.count += 1;
      use.bytes += cursor.key;
      cursor = await cursor.continue();
    }
    return use;
  });
}
