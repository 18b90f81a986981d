/** The IndexedDB schema and its migrations. Every version that ever shipped is migrated here, one step at a time. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { ReceivedShare } from '$lib/domain/received-share';
import type { Draft, Take } from '$lib/domain/take';
import type { SessionRecord } from '$lib/domain/session';
import type { StoredRecording } from './recordings';

/** Name of the database. The origin may be shared with other sites of the same host, hence the prefix. */
export const DATABASE_NAME = 'interview-buddy';

/** Raise it with every change of the schema, and add a step to {@link migrate}. */
export const DATABASE_VERSION = 4;

/** Everything the app keeps. */
export interface BuddySchema extends DBSchema {
  takes: {
    key: string;
    value: Take;
    indexes: { 'by-created': [string, string]; 'by-session': string; 'by-question': string };
  };
  sessions: {
    key: string;
    value: SessionRecord;
    indexes: { 'by-started': string };
  };
  /** Key: [session id, question id]. */
  drafts: { key: [string, string]; value: Draft };
  settings: { key: string; value: unknown };
  /** Questions a person has starred. */
  favourites: { key: string; value: Favourite };
  /** What others shared with the person. */
  received: { key: string; value: ReceivedShare };
  /** The sound of answers, apart from them: a list of takes never reads it. Key: take id. */
  recordings: { key: string; value: StoredRecording; indexes: { 'by-bytes': number } };
}

/** A starred question. */
export interface Favourite {
  questionId: string;
  /** ISO 8601. */
  addedAt: string;
}

export type BuddyDatabase = IDBPDatabase<BuddySchema>;

/**
 * Brings a database from any older version to the current one, inside the upgrade's own transaction: it must not wait
 * for anything else, or the transaction commits half-way.
 */
export async function migrate(
  db: BuddyDatabase,
  oldVersion: number,
  transaction: IDBPTransaction<BuddySchema, StoreNames<BuddySchema>[], 'versionchange'>
): Promise<void> {
  if (oldVersion < 1) {
    const takes = db.createObjectStore('takes', { keyPath: 'id' });
    // The id makes the order total: imported takes may share a time.
    takes.createIndex('by-created', ['createdAt', 'id']);
    takes.createIndex('by-session', 'sessionId');
    takes.createIndex('by-question', 'question.id');
    const sessions = db.createObjectStore('sessions', { keyPath: 'id' });
    sessions.createIndex('by-started', 'startedAt');
    db.createObjectStore('drafts', { keyPath: ['sessionId', 'questionId'] });
    db.createObjectStore('settings');
  }
  if (oldVersion < 2) {
    db.createObjectStore('favourites', { keyPath: 'questionId' });
    // Sessions had no clock: none of them had time limits.
    let cursor = await transaction.objectStore('sessions').openCursor();
    while (cursor) {
      await cursor.update({ ...cursor.value, clock: null });
      cursor = await cursor.continue();
    }
  }
  if (oldVersion < 3) db.createObjectStore('received', { keyPath: 'id' });
  if (oldVersion < 4) {
    db.createObjectStore('recordings', { keyPath: 'takeId' }).createIndex('by-bytes', 'bytes');
  }
}
