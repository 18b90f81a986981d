/** Takes and sessions: what people answered, in the order they answered it. */
import type { SessionRecord } from '$lib/domain/session';
import { mergeTakes } from '$lib/domain/merge-takes';
import type { Draft, Take } from '$lib/domain/take';
import { mergeRecords, type MergeCounts } from './bulk';
import { withDatabase, write } from './database';

/**
 * Saves a take with its session and removes its draft: all or nothing, and on disk when it resolves.
 * @throws {StorageError}
 */
export function saveTake(take: Take, session: SessionRecord): Promise<void> {
  return write(['takes', 'sessions', 'drafts'], async (transaction) => {
    await transaction.objectStore('takes').put(take);
    await transaction.objectStore('sessions').put(session);
    await transaction.objectStore('drafts').delete([take.sessionId, take.question.id]);
  });
}

/**
 * Saves takes that came from a file, all or nothing. To a take whose id is there already only what it lacks is added.
 * @throws {StorageError}
 */
export async function addTakes(takes: readonly Take[]): Promise<MergeCounts> {
  const records = takes.map((take) => ({ key: take.id, value: take }));
  const counts = await mergeRecords([{ store: 'takes', records, merge: mergeTakes }]);
  return counts.get('takes') ?? { added: 0, merged: 0 };
}

/** @returns the take, or undefined if there is none. @throws {StorageError} */
export function readTake(id: string): Promise<Take | undefined> {
  return withDatabase((db) => db.get('takes', id));
}

/** @returns ids of all takes, newest first: keys of an index, no take is read. @throws {StorageError} */
export function readTakeIds(): Promise<string[]> {
  return withDatabase(async (db) => (await db.getAllKeysFromIndex('takes', 'by-created')).reverse());
}

/** @returns the takes with these ids, in their order; undefined for one that is gone. @throws {StorageError} */
export function readTakes(ids: readonly string[]): Promise<(Take | undefined)[]> {
  return withDatabase((db) => {
    const { store } = db.transaction('takes');
    return Promise.all(ids.map((id) => store.get(id)));
  });
}

/**
 * Reads a page of takes, newest first, by the index: never the whole store.
 * @param limit most takes to return
 * @param before last take of the page before; absent for the first page
 * @throws {StorageError}
 */
export function readRecentTakes(limit: number, before?: Pick<Take, 'createdAt' | 'id'>): Promise<Take[]> {
  return withDatabase(async (db) => {
    const range = before ? IDBKeyRange.upperBound([before.createdAt, before.id], true) : null;
    const takes: Take[] = [];
    let cursor = await db.transaction('takes').store.index('by-created').openCursor(range, 'prev');
    while (cursor && takes.length < limit) {
      takes.push(cursor.value);
      cursor = await cursor.continue();
    }
    return takes;
  });
}

/**
 * Replaces a take that is there, after it was evaluated. A take that was deleted meanwhile stays deleted.
 * @throws {StorageError}
 */
export function updateTake(take: Take): Promise<void> {
  return write(['takes'], async (transaction) => {
    const store = transaction.objectStore('takes');
    if ((await store.getKey(take.id)) !== undefined) await store.put(take);
  });
}

/** @returns takes of a session, oldest first. @throws {StorageError} */
export function readSessionTakes(sessionId: string): Promise<Take[]> {
  return withDatabase(async (db) => {
    const takes = await db.getAllFromIndex('takes', 'by-session', sessionId);
    return takes.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  });
}

/** @returns takes of a question, oldest first. @throws {StorageError} */
export function readQuestionTakes(questionId: string): Promise<Take[]> {
  return withDatabase(async (db) => {
    const takes = await db.getAllFromIndex('takes', 'by-question', questionId);
    return takes.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  });
}

/** @returns how many takes there are. @throws {StorageError} */
export function countTakes(): Promise<number> {
  return withDatabase((db) => db.count('takes'));
}

/** Deletes a take and its recording: both or neither. @throws {StorageError} */
export function deleteTake(id: string): Promise<void> {
  return write(['takes', 'recordings'], async (transaction) => {
    await transaction.objectStore('takes').delete(id);
    await transaction.objectStore('recordings').delete(id);
  });
}

/** Saves a session. @throws {StorageError} */
export function saveSession(session: SessionRecord): Promise<void> {
  return withDatabase(async (db) => {
    await db.put('sessions', session);
  });
}

/** @returns the session, or undefined if there is none. @throws {StorageError} */
export function readSession(id: string): Promise<SessionRecord | undefined> {
  return withDatabase((db) => db.get('sessions', id));
}

/** @returns sessions, newest first, at most `limit`. @throws {StorageError} */
export function readRecentSessions(limit: number): Promise<SessionRecord[]> {
  return withDatabase(async (db) => {
    const sessions: SessionRecord[] = [];
    let cursor = await db.transaction('sessions').store.index('by-started').openCursor(null, 'prev');
    while (cursor && sessions.length < limit) {
      sessions.push(cursor.value);
      cursor = await cursor.continue();
    }
    return sessions;
  });
}

/** Keeps what is being written. @throws {StorageError} */
export function saveDraft(draft: Draft): Promise<void> {
  return withDatabase(async (db) => {
    await db.put('drafts', draft);
  });
}

/** @returns the draft of a question in a session, or undefined. @throws {StorageError} */
export function readDraft(sessionId: string, questionId: string): Promise<Draft | undefined> {
  return withDatabase((db) => db.get('drafts', [sessionId, questionId]));
}
