/** Storage in a real browser: transactions, paging, drafts, two tabs, a newer version, deletion. */
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import { receive } from '$lib/domain/received-share';
import type { Share } from '$lib/domain/share';
import type { SessionRecord } from '$lib/domain/session';
import type { Take } from '$lib/domain/take';
import { EMPTY_DRAFT, ownId, ownQuestion } from '$lib/domain/own-question';
import { closeDatabase, deleteDatabase, listenToDatabase } from '$lib/storage/database';
import { toStorageError } from '$lib/storage/errors';
import { readFavouriteIds, saveFavourite } from '$lib/storage/favourites';
import { countTakesSince, readRecentScored, readScoreRows, readWithheldTimes } from '$lib/storage/reports';
import { DATABASE_NAME, DATABASE_VERSION } from '$lib/storage/schema';
import { addNotes, deleteReceived, findReceived, readReceived, saveReceived } from '$lib/storage/received';
import {
  deleteOwnQuestion,
  readOwnQuestion,
  readOwnQuestions,
  saveOwnQuestions
} from '$lib/storage/own-questions';
import { markPractised, readPractice, unmarkPractised } from '$lib/storage/practice';
import { readSetting, saveSetting } from '$lib/storage/settings';
import {
  addTakes,
  countTakes,
  deleteTake,
  readDraft,
  readQuestionTakes,
  readRecentTakes,
  readSession,
  readSessionTakes,
  readTake,
  readTakeIds,
  readTakes,
  saveDraft,
  saveTake,
  updateTake
} from '$lib/storage/takes';
import { exampleEvaluation, exampleSession, exampleTake, exampleWithheld } from '../../support/examples';
import { openOldDatabase, sessionOfVersion1 } from '../../support/old-database';

const session = exampleSession();

function take(id: string, createdAt = '2026-11-22T09:01:00.000Z', questionId = 'q1'): Take {
  return exampleTake({ id, createdAt, question: { id: questionId } });
}

/** A take with a score, in which the quality makes the difference. */
function scored(id: string, createdAt: string, total: number): Take {
  const score = { total, intent: 24, emotion: 16, length: 20, quality: total - 60 };
  return { ...take(id, createdAt), evaluation: exampleEvaluation({ score }) };
}

beforeEach(async () => {
  await closeDatabase();
  await deleteDB(DATABASE_NAME);
});

afterEach(() => listenToDatabase({}));

describe('takes', () => {
  it('saves a take with its session and removes the draft, in one transaction', async () => {
    await saveDraft({ sessionId: 's1', questionId: 'q1', text: '로그를', form: 'typed', updatedAt: 'x' });
    await saveTake(take('t1'), { ...session, takeIds: { q1: 't1' } });
    expect(await readTake('t1')).toEqual(take('t1'));
    expect((await readSession('s1'))?.takeIds).toEqual({ q1: 't1' });
    expect(await readDraft('s1', 'q1')).toBeUndefined();
  });

  it('keeps nothing of a save that fails half-way', async () => {
    const unclonable = { ...session, profile: () => undefined } as unknown as SessionRecord;
    await expect(saveTake(take('t1'), unclonable)).rejects.toMatchObject({ name: 'StorageError' });
    expect(await readTake('t1')).toBeUndefined();
  });

  it('pages newest first, without gaps or repeats when times are equal', async () => {
    const times = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
    await addTakes(times.map((time, index) => take(`t${index}`, time)));
    const first = await readRecentTakes(2);
    expect(first.map(({ id }) => id)).toEqual(['t2', 't1']);
    const second = await readRecentTakes(2, first.at(-1));
    expect(second.map(({ id }) => id)).toEqual(['t0']);
  });

  it('adds what is new and leaves what is known', async () => {
    await addTakes([take('t1')]);
    const changed = { ...take('t1'), answer: '다른 글' };
    expect(await addTakes([changed, take('t2')])).toEqual({ added: 1, merged: 0 });
    expect((await readTake('t1'))?.answer).toBe('로그를 보고 원인을 찾았습니다.');
    expect(await countTakes()).toBe(2);
  });

  it('does not bring a deleted take back when its evaluation arrives', async () => {
    await addTakes([take('t1')]);
    await deleteTake('t1');
    await updateTake(take('t1'));
    expect(await countTakes()).toBe(0);
  });

  it('reads the takes of a question, whatever the session, in the order they were given', async () => {
    const other = take('c', '2026-01-03T00:00:00.000Z', 'q2');
    const later = { ...take('b', '2026-01-02T00:00:00.000Z'), sessionId: 's2' };
    await addTakes([other, later, take('a', '2026-01-01T00:00:00.000Z')]);
    expect((await readQuestionTakes('q1')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('reads the takes of a session in the order they were given', async () => {
    await addTakes([take('b', '2026-01-02T00:00:00.000Z'), take('a', '2026-01-01T00:00:00.000Z')]);
    expect((await readSessionTakes('s1')).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('what reports read', () => {
  const withheld = { ...take('w', '2026-01-03T00:00:00.000Z'), evaluation: exampleWithheld() };

  beforeEach(async () => {
    await addTakes([
      scored('b', '2026-01-02T00:00:00.000Z', 75),
      scored('a', '2026-01-01T00:00:00.000Z', 70),
      withheld,
      take('pending', '2026-01-04T00:00:00.000Z')
    ]);
  });

  it('is scores alone, oldest first, all or from a time on', async () => {
    const rows = await readScoreRows(null);
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(rows[1]).toEqual({
      id: 'b',
      createdAt: '2026-01-02T00:00:00.000Z',
      total: 75,
      intent: 24,
      emotion: 16,
      length: 20,
      quality: 15,
      asked: null,
      occupation: DEFAULT_PROFILE.occupation,
      questionId: 'q1',
      rubric: 'buddy-2'
    });
    expect((await readScoreRows('2026-01-02')).map(({ id }) => id)).toEqual(['b']);
  });

  it('is the latest takes with a score, times of withheld ones, and a count', async () => {
    expect((await readRecentScored(1, null)).map(({ id }) => id)).toEqual(['b']);
    expect(await readRecentScored(5, '2026-01-03')).toEqual([]);
    expect(await readWithheldTimes(null)).toEqual(['2026-01-03T00:00:00.000Z']);
    expect(await countTakesSince('2026-01-02')).toBe(3);
  });

  it('follows every change by itself', async () => {
    await updateTake(scored('pending', '2026-01-04T00:00:00.000Z', 90));
    await deleteTake('a');
    expect((await readScoreRows(null)).map(({ id }) => id)).toEqual(['b', 'pending']);
  });
});

describe('a list of any length', () => {
  it('has the ids in order, and reads the takes that are asked for', async () => {
    await addTakes([take('a', '2026-01-01'), take('c', '2026-01-03'), take('b', '2026-01-02')]);
    expect(await readTakeIds()).toEqual(['c', 'b', 'a']);
    await deleteTake('b');
    expect((await readTakes(['a', 'b', 'c'])).map((found) => found?.id)).toEqual(['a', undefined, 'c']);
  });
});

describe('marks of questions', () => {
  it('knows how often and when last each question was answered, from keys alone', async () => {
    await addTakes([
      take('a', '2026-01-02T00:00:00.000Z', 'q2'),
      take('b', '2026-01-03T00:00:00.000Z', 'q1'),
      take('c', '2026-01-01T00:00:00.000Z', 'q1'),
      take('d', '2026-01-04T00:00:00.000Z', 'q10')
    ]);
    expect(await readPractice()).toEqual(
      new Map([
        ['q10', { count: 1, marks: 0, last: '2026-01-04T00:00:00.000Z' }],
        ['q2', { count: 1, marks: 0, last: '2026-01-02T00:00:00.000Z' }],
        ['q1', { count: 2, marks: 0, last: '2026-01-03T00:00:00.000Z' }]
      ])
    );
    await deleteTake('a');
    expect([...(await readPractice()).keys()].sort()).toEqual(['q1', 'q10']);
  });

  it('adds what was practised elsewhere, and takes it back mark by mark', async () => {
    await addTakes([take('a', '2026-01-02T00:00:00.000Z', 'q1')]);
    await markPractised('q1', '2026-01-05T00:00:00.000Z');
    await markPractised('q1', '2026-01-04T00:00:00.000Z');
    await markPractised('q9', '2026-01-01T00:00:00.000Z');
    const practice = await readPractice();
    expect(practice.get('q1')).toEqual({ count: 3, marks: 2, last: '2026-01-05T00:00:00.000Z' });
    expect(practice.get('q9')).toEqual({ count: 1, marks: 1, last: '2026-01-01T00:00:00.000Z' });
    for (const id of ['q1', 'q1', 'q1', 'q9']) await unmarkPractised(id);
    expect(await readPractice()).toEqual(
      new Map([['q1', { count: 1, marks: 0, last: '2026-01-02T00:00:00.000Z' }]])
    );
  });

  it('stars and unstars, however often it is told', async () => {
    await saveFavourite('q2', true, 'x');
    await saveFavourite('q1', true, 'x');
    await saveFavourite('q1', true, 'y');
    expect(await readFavouriteIds()).toEqual(['q1', 'q2']);
    await saveFavourite('q1', false, 'z');
    await saveFavourite('q1', false, 'z');
    expect(await readFavouriteIds()).toEqual(['q2']);
  });
});

describe('what others shared', () => {
  const note = {
    id: 'n1',
    author: '선배',
    createdAt: '2026-11-22T10:00:00.000Z',
    text: '좋습니다.',
    sentence: 0
  };
  const share = (id: string): Share => ({
    id,
    from: '',
    items: ['answer'],
    takes: [{ ...take('t1'), answer: '다른 글', reviewerNotes: [note] }, take('t9')]
  });

  it('is kept apart from the person’s own takes, the last changed first, and deleted by its id', async () => {
    await saveReceived(receive(share('a'), undefined, '2026-11-22T10:00:00.000Z'));
    await saveReceived(receive(share('b'), undefined, '2026-11-22T11:00:00.000Z'));
    expect((await readReceived()).map(({ id }) => id)).toEqual(['b', 'a']);
    expect((await findReceived('a'))?.share).toEqual(share('a'));
    expect(await countTakes()).toBe(0);
    await deleteReceived('a');
    expect(await findReceived('a')).toBeUndefined();
  });

  it('gives notes, once, to takes that are here, and changes nothing else of them', async () => {
    await addTakes([take('t1')]);
    expect(await addNotes(share('t1'))).toBe(1);
    expect(await readTake('t1')).toEqual({ ...take('t1'), reviewerNotes: [note] });
    expect(await addNotes(share('t1'))).toBe(0);
    expect(await countTakes()).toBe(1);
  });
});

describe('own questions', () => {
  const question = (id: string, at: string) =>
    ownQuestion({ ...EMPTY_DRAFT, text: `${id} 질문입니다.` }, ownId(id), at, at);

  it('are kept oldest first, changed in place, and deleted without their answers', async () => {
    await saveOwnQuestions([question('b', '2026-01-02'), question('a', '2026-01-01')]);
    expect((await readOwnQuestions()).map(({ id }) => id)).toEqual(['own-a', 'own-b']);
    await saveOwnQuestions([{ ...question('a', '2026-01-01'), looks_for: '협업' }]);
    expect((await readOwnQuestion('own-a'))?.looks_for).toBe('협업');
    await addTakes([take('t1', 'x', 'own-a')]);
    await deleteOwnQuestion('own-a');
    expect(await readOwnQuestion('own-a')).toBeUndefined();
    expect((await readQuestionTakes('own-a')).map(({ id }) => id)).toEqual(['t1']);
  });

  it('are saved all or none', async () => {
    const broken = { ...question('b', 'x'), text: () => undefined } as unknown as ReturnType<typeof question>;
    await expect(saveOwnQuestions([question('a', 'x'), broken])).rejects.toMatchObject({
      name: 'StorageError'
    });
    expect(await readOwnQuestions()).toEqual([]);
  });
});

describe('settings', () => {
  it('gives back what was kept, and nothing for what is unreadable', async () => {
    await saveSetting('rubric', 'buddy-2');
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
    expect(await readSetting('rubric', text)).toBe('buddy-2');
    expect(await readSetting('rubric', number)).toBeUndefined();
    expect(await readSetting('absent', text)).toBeUndefined();
  });
});

describe('the database', () => {
  it('brings a database of version 1 here, with everything in it', async () => {
    const old = await openOldDatabase(1);
    await old.put('takes', take('t1'));
    await old.put('sessions', sessionOfVersion1(session));
    await old.put('settings', 'buddy-1', 'rubric');
    old.close();
    expect(await readTake('t1')).toEqual(take('t1'));
    expect(await readSession('s1')).toEqual(session);
    await saveFavourite('q1', true, 'x');
    expect(await readFavouriteIds()).toEqual(['q1']);
  });

  it('brings a database of version 2 here: everything is in it, answers are counted, own questions can be kept', async () => {
    const old = await openOldDatabase(2);
    await old.put('takes', take('t1'));
    await old.put('sessions', session);
    await old.put('favourites', { questionId: 'q1', addedAt: 'x' });
    old.close();
    expect(await readTake('t1')).toEqual(take('t1'));
    expect(await readSession('s1')).toEqual(session);
    expect(await readFavouriteIds()).toEqual(['q1']);
    expect(await readReceived()).toEqual([]);
    expect((await readPractice()).get('q1')).toMatchObject({ count: 1, marks: 0 });
    expect(await readOwnQuestions()).toEqual([]);
  });

  it('brings a database of version 3 here, and finds the scores in it', async () => {
    const old = await openOldDatabase(3);
    await old.put('takes', scored('t1', '2026-01-01T00:00:00.000Z', 80));
    await old.put('takes', take('t2'));
    old.close();
    expect((await readScoreRows(null)).map(({ id, total }) => [id, total])).toEqual([['t1', 80]]);
    expect(await countTakes()).toBe(2);
  });

  it('brings a database of version 4 here: its answers are counted, with what others shared beside them', async () => {
    const old = await openOldDatabase(4);
    await old.put('takes', take('t1'));
    await old.put('takes', take('t2', '2026-11-22T09:02:00.000Z'));
    await old.put('received', { id: 'r1', updatedAt: 'x' });
    old.close();
    expect((await readPractice()).get('q1')).toEqual({
      count: 2,
      marks: 0,
      last: '2026-11-22T09:02:00.000Z'
    });
    expect((await readReceived()).map(({ id }) => id)).toEqual(['r1']);
    expect(await readOwnQuestions()).toEqual([]);
  });

  it('lets go when a newer version wants it, and says so', async () => {
    const onOutdated = vi.fn();
    listenToDatabase({ onOutdated });
    await countTakes();
    const newer = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
    expect(onOutdated).toHaveBeenCalledOnce();
    newer.close();
    await expect(countTakes()).rejects.toMatchObject({ code: 'newer-version' });
  });

  it('reports an older tab that does not let go, and works once it has', async () => {
    const old = await openDB(DATABASE_NAME, DATABASE_VERSION, {
      upgrade: (db) => db.createObjectStore('old')
    });
    old.close();
    await deleteDB(DATABASE_NAME);
    // A first-ever version that ignores `versionchange` plays the stuck tab.
    const stuck = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(DATABASE_NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore('takes');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no database'));
    });
    const deletion = deleteDatabase();
    stuck.close();
    await expect(deletion).resolves.toBeUndefined();
    expect(await countTakes()).toBe(0);
  });

  it('works again after everything was deleted', async () => {
    await addTakes([take('t1')]);
    await deleteDatabase();
    expect(await countTakes()).toBe(0);
    await addTakes([take('t1')]);
    expect(await countTakes()).toBe(1);
  });

  it('names what the browser says in terms a person can be told', () => {
    expect(toStorageError(new DOMException('full', 'QuotaExceededError')).code).toBe('full');
    expect(toStorageError(new DOMException('newer', 'VersionError')).code).toBe('newer-version');
    expect(toStorageError(new DOMException('no', 'SecurityError')).code).toBe('denied');
    const cause = new Error('odd');
    expect(toStorageError(cause)).toMatchObject({ code: 'failed', cause });
  });
});
