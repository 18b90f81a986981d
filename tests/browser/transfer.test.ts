/** Imports against a real database: all or nothing per file, idempotent, and from every version that ever shipped. */
import { deleteDB, openDB } from 'idb';
import { strToU8, zipSync } from 'fflate';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import { EMPTY_DRAFT, ownQuestion } from '$lib/domain/own-question';
import { receive } from '$lib/domain/received-share';
import { createShare, SHARE_ITEMS } from '$lib/domain/share';
import type { Take } from '$lib/domain/take';
import { resultCollection, resultFile } from '$lib/exchange/results';
import { writeBackup } from '$lib/exchange/backup/backup';
import { importFiles, ImportFailure } from '$lib/state/transfer/import-job';
import { mergeRecords, readPages, type StoreName } from '$lib/storage/bulk';
import { closeDatabase } from '$lib/storage/database';
import { saveFavourite } from '$lib/storage/favourites';
import { DATABASE_NAME, DATABASE_VERSION } from '$lib/storage/schema';
import { saveOwnQuestions } from '$lib/storage/own-questions';
import { markPractised } from '$lib/storage/practice';
import { saveReceived } from '$lib/storage/received';
import { saveRecording } from '$lib/storage/recordings';
import { readSetting, saveSetting } from '$lib/storage/settings';
import { addTakes, countTakes, readRecentSessions, readTake, saveDraft, saveTake } from '$lib/storage/takes';
import { EXAMPLE_ANSWER, exampleSession, exampleTake } from '../support/examples';
import { openOldDatabase, sessionOfVersion1 } from '../support/old-database';

const now = '2026-11-22T12:00:00.000Z';

function take(id: string): Take {
  return exampleTake({ id, question: { gt_emotion: null }, answer: `${EXAMPLE_ANSWER} ${id}` });
}

const session = exampleSession({
  questionIds: ['q1'],
  takeIds: { q1: 't1' },
  startedAt: now,
  updatedAt: now
});

const file = (name: string, content: string | Uint8Array<ArrayBuffer> | Blob) => new File([content], name);
const run = (...files: File[]) =>
  importFiles(files, { now, questions: () => Promise.resolve([]), onProgress: () => undefined });

/** What all stores hold, by key; sound as text. */
async function everything(): Promise<Record<string, Record<string, unknown>>> {
  const db = await openDB(DATABASE_NAME);
  const stores: Record<string, Record<string, unknown>> = {};
  for (const name of db.objectStoreNames) {
    const keys = await db.getAllKeys(name);
    const values = (await db.getAll(name)) as unknown[];
    const kept = (stores[name] = {} as Record<string, unknown>);
    for (const [index, key] of keys.entries()) {
      const value = values[index] as { parts?: Blob[] };
      const parts =
        value?.parts && (await Promise.all(value.parts.map(async (part) => [part.type, await part.text()])));
      kept[JSON.stringify(key)] = parts ? { ...value, parts } : value;
    }
  }
  db.close();
  return stores;
}

/** Stores and indexes with their keys, in the order of their names. */
async function shape(): Promise<unknown> {
  const db = await openDB(DATABASE_NAME);
  const stores = [...db.objectStoreNames].map((name) => {
    const store = db.transaction(name).store;
    const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath]);
    return [name, store.keyPath, indexes];
  });
  db.close();
  return stores;
}

async function backup(media = true): Promise<File> {
  const { name, blob } = await writeBackup({
    at: now,
    media,
    pages: (store, size) => readPages(store as StoreName, size)
  });
  return file(name, blob);
}

beforeEach(async () => {
  await closeDatabase();
  await deleteDB(DATABASE_NAME);
});

describe('imports', () => {
  it('store each file whole or not at all; the good ones beside a bad one come in', async () => {
    const good = resultFile(take('t1'));
    const mixed = resultCollection([take('t2'), take('t3')], now).text.replace('"t3"', '3');
    const report = await run(
      file('good.json', good.text),
      file('mixed.json', mixed),
      file('other.json', '{')
    );
    expect(report).toMatchObject({ added: 1, known: 0, merged: 0 });
    expect(report.refused.map(({ file, code }) => [file, code])).toEqual([
      ['mixed.json', 'invalid'],
      ['other.json', 'not-json']
    ]);
    expect(await countTakes()).toBe(1);
  });

  it('are idempotent, and bring a mentor’s notes to a take that is here', async () => {
    const { text } = resultFile(take('t1'));
    expect(await run(file('a.json', text), file('b.json', text))).toMatchObject({ added: 1, known: 1 });
    const note = { id: 'n1', author: '멘토', text: '좋습니다.', created_at: now, sentence: 0 };
    const noted = JSON.stringify({ ...(JSON.parse(text) as object), reviewer_notes: [note] });
    expect(await run(file('noted.json', noted))).toMatchObject({ added: 0, merged: 1, known: 0 });
    expect((await readTake('t1'))?.reviewerNotes).toHaveLength(1);
  });

  it('leave nothing behind if storing fails in the middle of a file', async () => {
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    let calls = 0;
    put.mockImplementation(function (this: IDBObjectStore, value: unknown) {
      if (++calls === 700) throw new DOMException('no room', 'QuotaExceededError');
      return IDBObjectStore.prototype.add.call(this, value);
    });
    const takes = Array.from({ length: 1000 }, (_, index) => take(`t${index}`));
    const failure: unknown = await run(file('many.json', resultCollection(takes, now).text)).catch(
      (error: unknown) => error
    );
    put.mockRestore();
    expect(failure).toBeInstanceOf(ImportFailure);
    expect((failure as ImportFailure).cause).toMatchObject({ code: 'full' });
    expect((failure as ImportFailure).report.added).toBe(0);
    expect(await countTakes()).toBe(0);
  });

  it('make an interview of a question file, once, and take a profile over', async () => {
    const user = { ...DEFAULT_PROFILE, occupation: 'ICT' };
    const question = file(
      'q.json',
      JSON.stringify({ user_info: user, question: { text: '왜 이 일입니까?' } })
    );
    expect(await run(question, file('u.json', JSON.stringify(user)))).toMatchObject({
      interviews: 1,
      profile: true
    });
    expect(await run(question)).toMatchObject({ interviews: 0 });
    const [session] = await readRecentSessions(5);
    expect(session).toMatchObject({
      status: 'running',
      questions: [{ text: '왜 이 일입니까?' }],
      startedAt: now
    });
    expect(await readSetting('profile', (value) => value)).toEqual(user);
  });

  it('read a zip file by file', async () => {
    const zip = zipSync({
      'result/a.json': strToU8(resultFile(take('t1')).text),
      'result/b.json': strToU8('[]x'),
      'readme.txt': strToU8('글')
    });
    const report = await run(file('folder.zip', zip as Uint8Array<ArrayBuffer>));
    expect(report).toMatchObject({ added: 1, ignored: 1, refused: [{ file: 'folder.zip/result/b.json' }] });
  });
});

describe('back-ups', () => {
  it('restore into an empty database what was there, and change nothing when it is there', async () => {
    await addTakes([take('t1'), take('t2')]);
    await saveFavourite('q1', true, now);
    await mergeRecords([
      { store: 'settings', records: [{ key: 'rubric', value: 'buddy-1' }], merge: (own: never) => own }
    ]);
    const saved = await backup();
    expect(await run(saved)).toMatchObject({ added: 0, known: 2, restored: 0 });
    await closeDatabase();
    await deleteDB(DATABASE_NAME);
    expect(await run(saved)).toMatchObject({ added: 2, restored: 2, refused: [] });
    expect(await readTake('t2')).toEqual(take('t2'));
    expect(await readSetting('rubric', (value) => value)).toBe('buddy-1');
  });

  it.each([true, false])(
    'take every store to another device (with sound: %s), and no device’s own settings',
    async (media) => {
      const share = createShare('r1', [take('of-a-friend')], '지인', SHARE_ITEMS);
      const sound = new Blob(['sound'], { type: 'audio/webm;codecs=opus' });
      const directory = await navigator.storage.getDirectory();
      await saveTake(take('t1'), session);
      await saveDraft({ sessionId: 's1', questionId: 'q2', text: '쓰는 중', form: 'typed', updatedAt: now });
      await saveFavourite('q1', true, now);
      await saveOwnQuestions([ownQuestion({ ...EMPTY_DRAFT, text: '왜 이 일입니까?' }, 'own-1', now, now)]);
      await markPractised('q1', now);
      await saveReceived(receive(share, undefined, now));
      await saveRecording({ takeId: 't1', parts: [sound], bytes: sound.size, createdAt: now });
      await saveSetting('rubric', 'buddy-1');
      const ofTheDevice = {
        workingFolder: directory,
        remoteSpeech: 'allowed',
        record: true,
        backend: 'wasm'
      };
      for (const [key, value] of Object.entries(ofTheDevice)) await saveSetting(key, value);
      const before = await everything();
      for (const [name, records] of Object.entries(before))
        expect([name, Object.keys(records)]).not.toEqual([name, []]);

      const saved = await backup(media);
      expect(await run(saved)).toMatchObject({ added: 0, merged: 0, known: 1, restored: 0, refused: [] });
      expect(await everything()).toEqual(before);

      await closeDatabase();
      await deleteDB(DATABASE_NAME);
      const there = { ...before, settings: { '"rubric"': 'buddy-1' }, ...(!media && { recordings: {} }) };
      expect(await run(saved)).toMatchObject({ added: 1, restored: media ? 8 : 7, refused: [] });
      expect(await everything()).toEqual(there);
      expect(await run(saved)).toMatchObject({ added: 0, merged: 0, known: 1, restored: 0, refused: [] });
      expect(await everything()).toEqual(there);
    }
  );

  it('come together with what the other device has', async () => {
    await addTakes([take('t1')]);
    await saveSetting('rubric', 'buddy-1');
    await saveDraft({ sessionId: 's1', questionId: 'q1', text: '먼저', form: 'typed', updatedAt: now });
    await markPractised('q1', now);
    const saved = await backup();
    await closeDatabase();
    await deleteDB(DATABASE_NAME);
    const later = '2026-11-23T12:00:00.000Z';
    await addTakes([{ ...take('t1'), answer: '여기의 답변입니다.' }, take('t2')]);
    await saveSetting('rubric', 'buddy-2');
    await saveDraft({ sessionId: 's1', questionId: 'q1', text: '나중', form: 'typed', updatedAt: later });
    await markPractised('q1', later);
    expect(await run(saved)).toMatchObject({ added: 0, known: 1, restored: 1 });
    expect(await everything()).toMatchObject({
      takes: { '"t1"': { answer: '여기의 답변입니다.' }, '"t2"': take('t2') },
      settings: { '"rubric"': 'buddy-2' },
      drafts: { '["s1","q1"]': { text: '나중' } },
      practiceMarks: { '"q1"': { times: [now, later] } }
    });
  });

  it('of a database of every version that ever shipped hold what was in it', async () => {
    // Each older version as it was made then; a new one is added here with its stores.
    expect(DATABASE_VERSION).toBe(6);
    for (let version = 1; version <= DATABASE_VERSION; version++) {
      await closeDatabase();
      await deleteDB(DATABASE_NAME);
      const old = await openOldDatabase(version);
      await old.put('takes', take('t1'));
      await old.put('sessions', version >= 2 ? session : sessionOfVersion1(session));
      await old.put('drafts', {
        sessionId: 's1',
        questionId: 'q1',
        text: '쓰는 중',
        form: 'typed',
        updatedAt: now
      });
      await old.put('settings', 'buddy-1', 'rubric');
      if (version >= 2) await old.put('favourites', { questionId: 'q1', addedAt: now });
      if (version >= 5) await old.put('practiceMarks', { questionId: 'q1', times: [now] });
      old.close();
      const saved = await backup();
      // What an older database has become is what a new one is, to the last index.
      const brought = await shape();
      await closeDatabase();
      await deleteDB(DATABASE_NAME);
      expect(await run(saved)).toMatchObject({
        added: 1,
        restored: 3 + Number(version >= 2) + Number(version >= 5),
        refused: []
      });
      expect(await readRecentSessions(1)).toEqual([session]);
      expect(await readTake('t1')).toEqual(take('t1'));
      expect(brought).toEqual(await shape());
    }
  });
});
