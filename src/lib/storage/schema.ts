/** The IndexedDB schema and its migrations. Every version that ever shipped is migrated here, one step at a time. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { OwnQuestion } from '$lib/domain/own-question';
import type { ReceivedShare } from '$lib/domain/received-share';
import type { Draft, Take } from '$lib/domain/take';
import type { SessionRecord } from '$lib/domain/session';
import type { RubricId, WithheldReason } from '$lib/domain/evaluation';
import type { Intent, Occupation } from '$lib/domain/vocabulary';
import type { StoredRecording } from './recordings';

/** Name of the database. The origin may be shared with other sites of the same host, hence the prefix. */
export const DATABASE_NAME = 'interview-buddy';

/** Raise it with every change of the schema, and add a step to {@link migrate}. */
export const DATABASE_VERSION = 6;

/** Everything the app keeps. */
export interface BuddySchema extends DBSchema {
  takes: {
    key: string;
    value: Take;
    indexes: {
      'by-created': [string, string];
      'by-session': string;
      'by-question': string;
      'by-score': ScoreKey;
      'by-withheld': [string, WithheldReason];
      /** [question id, time]: how often and when last a question was answered, without reading answers. */
      'by-question-created': [string, string];
    };
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
  /** Questions a person has written or brought. */
  ownQuestions: { key: string; value: OwnQuestion };
  /** Questions practised away from the app, as the person says. */
  practiceMarks: { key: string; value: PracticeMark };
  /** The sound of answers, apart from them: a list of takes never reads it. Key: take id. */
  recordings: { key: string; value: StoredRecording; indexes: { 'by-bytes': number } };
}

/** How often a person says to have practised a question elsewhere. */
export interface PracticeMark {
  questionId: string;
  /** Times of the marks, oldest first, ISO 8601. */
  times: string[];
}

/** What a report reads of a take that has a score, in the order of {@link SCORE_PATHS}. */
export type ScoreKey = [
  createdAt: string,
  id: string,
  total: number,
  intent: number,
  emotion: number,
  length: number,
  quality: number,
  asked: Intent | '',
  occupation: Occupation,
  questionId: string,
  rubric: RubricId
];

/** Key paths of the index that answers a report by itself: no take is read for it. Takes without a score are not in it. */
const SCORE_PATHS = [
  'createdAt',
  'id',
  'evaluation.score.total',
  'evaluation.score.intent',
  'evaluation.score.emotion',
  'evaluation.score.length',
  'evaluation.score.quality',
  'evaluation.score.breakdown.gt_intent',
  'profile.occupation',
  'question.id',
  'evaluation.rubric'
];

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
    const takes = transaction.objectStore('takes');
    takes.createIndex('by-score', SCORE_PATHS);
    takes.createIndex('by-withheld', ['createdAt', 'evaluation.reason']);
  }
  if (oldVersion < 5) {
    transaction.objectStore('takes').createIndex('by-question-created', ['question.id', 'createdAt']);
    db.createObjectStore('ownQuestions', { keyPath: 'id' });
    db.createObjectStore('practiceMarks', { keyPath: 'questionId' });
  }
  if (oldVersion < 6) {
    db.createObjectStore('recordings', { keyPath: 'takeId' }).createIndex('by-bytes', 'bytes');
  }
}
