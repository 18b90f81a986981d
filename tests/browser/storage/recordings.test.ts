/** Recordings in a real browser: sound in and out, sizes, deletion with and without the take, migration, a full disk. */
import { deleteDB } from 'idb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Take } from '$lib/domain/take';
import { closeDatabase } from '$lib/storage/database';
import {
  deleteAllRecordings,
  deleteRecording,
  readRecording,
  recordingsUse,
  saveRecording,
  type StoredRecording
} from '$lib/storage/recordings';
import { DATABASE_NAME } from '$lib/storage/schema';
import { addTakes, countTakes, deleteTake, readTake } from '$lib/storage/takes';
import { exampleTake } from '../../support/examples';
import { openOldDatabase } from '../../support/old-database';

function take(id: string): Take {
  return exampleTake({
    id,
    form: 'spoken',
    speech: { recorded: 30, speaking: 22.5, pauses: 2, paused: 3.1, longestPause: 1.9 }
  });
}

function recording(takeId: string, ...parts: string[]): StoredRecording {
  const blobs = parts.map((part) => new Blob([part], { type: 'audio/webm' }));
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  return { takeId, parts: blobs, bytes, createdAt: '2026-11-22T09:01:01.000Z' };
}

async function sounds(takeId: string): Promise<string[] | undefined> {
  const found = await readRecording(takeId);
  return found && Promise.all(found.parts.map((part) => part.text()));
}

beforeEach(async () => {
  await closeDatabase();
  await deleteDB(DATABASE_NAME);
});

describe('recordings', () => {
  it('give back what was recorded, part by part, after the database was closed', async () => {
    await addTakes([take('t1')]);
    await saveRecording(recording('t1', 'first', 'second'));
    await closeDatabase();
    expect(await sounds('t1')).toEqual(['first', 'second']);
    expect((await readRecording('t1'))?.parts[0]?.type).toBe('audio/webm');
    expect(await readTake('t1')).toEqual(take('t1'));
  });

  it('are counted, and deleted one by one or all at once, while the takes stay', async () => {
    await addTakes([take('t1'), take('t2'), take('t3')]);
    expect(await recordingsUse()).toEqual({ count: 0, bytes: 0 });
    await saveRecording(recording('t1', '12345'));
    await saveRecording(recording('t2', '12345'));
    await saveRecording(recording('t3', '123'));
    expect(await recordingsUse()).toEqual({ count: 3, bytes: 13 });
    await deleteRecording('t1');
    expect(await recordingsUse()).toEqual({ count: 2, bytes: 8 });
    await deleteAllRecordings();
    expect(await recordingsUse()).toEqual({ count: 0, bytes: 0 });
    expect(await countTakes()).toBe(3);
  });

  it('go with their take, and do not come for one that is gone', async () => {
    await addTakes([take('t1'), take('t2')]);
    await saveRecording(recording('t1', 'one'));
    await saveRecording(recording('t2', 'two'));
    await deleteTake('t1');
    await saveRecording(recording('t1', 'late'));
    expect(await readRecording('t1')).toBeUndefined();
    expect(await sounds('t2')).toEqual(['two']);
  });

  it('that do not fit are refused as such, and the take is untouched', async () => {
    await addTakes([take('t1')]);
    const put = IDBObjectStore.prototype.put;
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
      key?: IDBValidKey
    ) {
      if (this.name === 'recordings') throw new DOMException('The disk is full.', 'QuotaExceededError');
      return put.call(this, value, key);
    });
    await expect(saveRecording(recording('t1', 'one'))).rejects.toMatchObject({ code: 'full' });
    full.mockRestore();
    expect(await readRecording('t1')).toBeUndefined();
    expect(await readTake('t1')).toEqual(take('t1'));
  });

  it('have their place in a database of version 3, with everything that was in it', async () => {
    const old = await openOldDatabase(3);
    const typed = take('t1');
    delete typed.speech;
    await old.put('takes', typed);
    old.close();
    expect(await readTake('t1')).toEqual(typed);
    await saveRecording(recording('t1', 'one'));
    expect(await sounds('t1')).toEqual(['one']);
  });
});
