/** Databases as older versions of the app made them: what a migration or a restore meets on a device. */
import { openDB, type IDBPDatabase } from 'idb';
import type { SessionRecord } from '$lib/domain/session';
import { DATABASE_NAME } from '$lib/storage/schema';

/** Key path of the scores' index as version 4 made it. */
const SCORE_PATHS_OF_VERSION_4 = [
  'createdAt',
  'id',
  ...['total', 'intent', 'emotion', 'length', 'quality'].map((part) => `evaluation.score.${part}`),
  'evaluation.score.breakdown.gt_intent',
  'profile.occupation',
  'question.id',
  'evaluation.rubric'
];

/**
 * Makes a database with the stores and indexes of a version, to be filled and closed by the test. A new version is added
 * here with what it brought.
 * @param version 1–6
 */
export function openOldDatabase(version: number): Promise<IDBPDatabase> {
  return openDB(DATABASE_NAME, version, {
    upgrade(db) {
      const takes = db.createObjectStore('takes', { keyPath: 'id' });
      takes.createIndex('by-created', ['createdAt', 'id']);
      takes.createIndex('by-session', 'sessionId');
      takes.createIndex('by-question', 'question.id');
      db.createObjectStore('sessions', { keyPath: 'id' }).createIndex('by-started', 'startedAt');
      db.createObjectStore('drafts', { keyPath: ['sessionId', 'questionId'] });
      db.createObjectStore('settings');
      if (version >= 2) db.createObjectStore('favourites', { keyPath: 'questionId' });
      if (version >= 3) db.createObjectStore('received', { keyPath: 'id' });
      if (version >= 4) {
        takes.createIndex('by-score', SCORE_PATHS_OF_VERSION_4);
        takes.createIndex('by-withheld', ['createdAt', 'evaluation.reason']);
      }
      if (version >= 5) {
        takes.createIndex('by-question-created', ['question.id', 'createdAt']);
        db.createObjectStore('ownQuestions', { keyPath: 'id' });
        db.createObjectStore('practiceMarks', { keyPath: 'questionId' });
      }
      if (version >= 6)
        db.createObjectStore('recordings', { keyPath: 'takeId' }).createIndex('by-bytes', 'bytes');
    }
  });
}

/** @returns a session as version 1 kept it, which knew no clock */
export function sessionOfVersion1(session: SessionRecord): Partial<SessionRecord> {
  const kept: Partial<SessionRecord> = { ...session };
  delete kept.clock;
  return kept;
}
