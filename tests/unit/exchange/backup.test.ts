/** Back-ups: every store comes back as it was, recordings too; what is damaged or foreign is refused whole. */
import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKUP_SCHEMA } from '$lib/domain/documents/kinds';
import { isBackup, PAGE_SIZE, readBackup, writeBackup } from '$lib/exchange/backup/backup';
import { packBlobs, unpackBlobs } from '$lib/exchange/backup/media';
import { BACKUP_STORES, type KeyedRecord } from '$lib/exchange/backup/stores';
import { ZipReader } from '$lib/exchange/zip';
import { exampleTake } from '../../support/examples';
import {
  draft,
  favourite,
  own,
  practiceMark,
  received,
  session,
  setting,
  take
} from '../domain/documents/arbitraries';

const at = '2026-11-22T10:00:00.000Z';

type Contents = Readonly<Record<string, readonly KeyedRecord[]>>;

async function* pagesOf(contents: Contents, store: string, size: number): AsyncGenerator<KeyedRecord[]> {
  const records = contents[store] ?? [];
  for (let start = 0; start < records.length; start += size) {
    yield await Promise.resolve(records.slice(start, start + size));
  }
}

const write = (contents: Contents, media = true) =>
  writeBackup({ at, media, pages: (store, size) => pagesOf(contents, store, size) });

async function read(blob: Blob): Promise<Contents> {
  const zip = await ZipReader.open(blob);
  expect(isBackup(zip)).toBe(true);
  return Object.fromEntries((await readBackup(zip)).map(({ store, records }) => [store.name, records]));
}

/** The back-up with a file in it replaced. */
async function tampered(blob: Blob, name: string, change: (text: string) => string): Promise<Blob> {
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  const file = files[name];
  if (!file) throw new Error(`no ${name}`);
  return new Blob([zipSync({ ...files, [name]: strToU8(change(strFromU8(file))) })]);
}

const records = fc.record({
  takes: fc.array(
    take.map((value) => ({ key: value.id, value })),
    { maxLength: 4 }
  ),
  sessions: fc.array(
    session.map((value) => ({ key: value.id, value })),
    { maxLength: 3 }
  ),
  drafts: fc.array(
    draft.map((value) => ({ key: [value.sessionId, value.questionId], value })),
    { maxLength: 3 }
  ),
  settings: fc.array(setting, { maxLength: 3 }),
  ownQuestions: fc.array(
    own.map((value) => ({ key: value.id, value })),
    { maxLength: 2 }
  ),
  practiceMarks: fc.array(
    practiceMark.map((value) => ({ key: value.questionId, value })),
    { maxLength: 2 }
  ),
  received: fc.array(
    received.map((value) => ({ key: value.id, value })),
    { maxLength: 2 }
  ),
  favourites: fc.array(
    favourite.map((value) => ({ key: value.questionId, value })),
    { maxLength: 3 }
  )
});

describe('back-ups', () => {
  it('hold every store, and give every record back', async () => {
    expect.hasAssertions();
    const [sample] = fc.sample(records, { numRuns: 1, seed: 1 });
    const plain = BACKUP_STORES.filter(({ media }) => !media);
    expect(Object.keys(sample ?? {}).sort()).toEqual(plain.map(({ name }) => name).sort());
    await fc.assert(
      fc.asyncProperty(records, async (contents) => {
        const { blob, count } = await write(contents);
        expect(await read(blob)).toEqual({ ...contents, recordings: [] });
        expect(count).toBe(Object.values(contents).flat().length);
      }),
      { seed: 20261122, numRuns: 30 }
    );
  });

  it('are written in parts, each of them a file of results by itself', async () => {
    const takes = Array.from({ length: PAGE_SIZE + 1 }, (_, index) => ({
      key: `t${index}`,
      value: exampleTake({ id: `t${index}` })
    }));
    const { blob, name } = await write({ takes });
    expect(name).toBe('interview-buddy_20261122-1000.zip');
    const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
    expect(Object.keys(files).sort()).toEqual(['backup.json', 'takes/00001.json', 'takes/00002.json']);
    expect((await read(blob)).takes).toHaveLength(PAGE_SIZE + 1);
  });

  it('are written in shorter parts where records are long, so that each can be read again', async () => {
    const recommended_answer = '긴 답변입니다. '.repeat(20_000);
    const takes = Array.from({ length: 120 }, (_, index) => ({
      key: `t${index}`,
      value: exampleTake({ id: `t${index}`, question: { recommended_answer } })
    }));
    const { blob } = await write({ takes });
    const parts = (await ZipReader.open(blob)).entries.filter(({ name }) => name.startsWith('takes/'));
    expect(parts.length).toBeGreaterThan(1);
    expect((await read(blob)).takes).toHaveLength(120);
  });

  it('leave what was decided for one device there, and never take it from a file', async () => {
    const settings = [
      { key: 'remoteSpeech', value: 'allowed' },
      { key: 'workingFolder', value: null },
      { key: 'rubric', value: 'buddy-1' }
    ];
    const { blob } = await write({ settings });
    const forged = await tampered(blob, 'settings/00001.json', (text) =>
      text.replace('rubric', 'remoteSpeech')
    );
    expect((await read(blob)).settings).toEqual([{ key: 'rubric', value: 'buddy-1' }]);
    expect((await read(forged)).settings).toEqual([]);
  });

  it('leave out what cannot be kept in a file, such as a folder somebody has chosen', async () => {
    class FolderHandle {
      readonly kind = 'directory';
    }
    const settings = [
      { key: 'folder', value: new FolderHandle() },
      { key: 'rubric', value: 'buddy-2' }
    ];
    const { blob } = await write({ settings });
    expect((await read(blob)).settings).toEqual([{ key: 'rubric', value: 'buddy-2' }]);
  });

  it('can always be restored: a record that no reader would take leaves the others alone', async () => {
    const grown = { x: Array(100_001).fill(0) };
    const takes = [
      exampleTake({ id: 'whole' }),
      // Grown by imports, one after the other.
      exampleTake({ id: 'crowded', answer: '남습니다.', extra: grown }),
      exampleTake({ id: 'endless', answer: '가'.repeat(200_001) })
    ].map((value) => ({ key: value.id, value }));
    const sound = { takeId: 't1', parts: [new Blob(['x'])], bytes: 1, createdAt: 'yesterday' };
    const recordings = [
      { key: 't1', value: sound },
      { key: 't2', value: { ...sound, takeId: 't2', createdAt: at } }
    ];
    const { blob, count, incomplete } = await write({ takes, recordings });
    expect([count, incomplete]).toEqual([3, 3]);
    const back = await read(blob);
    expect(back.takes?.map(({ key }) => key)).toEqual(['whole', 'crowded']);
    expect(back.takes?.[1]?.value).toMatchObject({ answer: '남습니다.', evaluation: null });
    expect(back.recordings?.map(({ key }) => key)).toEqual(['t2']);
    const files = Object.keys(unzipSync(new Uint8Array(await blob.arrayBuffer())));
    expect(files.filter((name) => name.includes('media'))).toHaveLength(1);
  });

  it('are refused whole if a part is wrong, missing or short, and the place is named', async () => {
    const favourites = [{ key: 'q1', value: { questionId: 'q1', addedAt: at } }];
    const { blob } = await write({ favourites });
    const wrong = await tampered(blob, 'favourites/00001.json', (text) => text.replace(at, 'gestern'));
    await expect(read(wrong)).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path: 'favourites/00001.json.0.addedAt' }]
    });
    const short = await tampered(blob, 'favourites/00001.json', () => '[]');
    await expect(read(short)).rejects.toMatchObject({ code: 'bad-archive' });
    const other = await tampered(blob, 'backup.json', (text) => text.replace('favourites/00001', 'gone'));
    await expect(read(other)).rejects.toMatchObject({ code: 'bad-archive' });
  });
});

describe('back-ups of every version that was ever written', () => {
  const versions = Array.from({ length: BACKUP_SCHEMA.version }, (_, index) => index + 1);

  it.each(versions)('version %i is read to the last record', async (version) => {
    const folder = 'tests/fixtures/backups';
    const expected = JSON.parse(readFileSync(`${folder}/v${version}.json`, 'utf8')) as Contents;
    const { recordings = [], ...others } = await read(new Blob([readFileSync(`${folder}/v${version}.zip`)]));
    const { recordings: sounds, ...records } = expected;
    expect(others).toEqual(records);
    for (const [name, { length }] of Object.entries(expected))
      expect([name, length > 0]).toEqual([name, true]);
    const heard = recordings.map(async ({ key, value }) => {
      const { parts, ...rest } = value as { parts: Blob[] };
      const texts = await Promise.all(parts.map(async (part) => [part.type, await part.text()]));
      return { key, value: { ...rest, parts: texts } };
    });
    expect(await Promise.all(heard)).toEqual(sounds);
  });
});

describe('recordings', () => {
  it('stand beside the records and come back with their type', async () => {
    const files = new Map<string, Blob>();
    const sound = new Blob([Uint8Array.of(1, 2, 3)], { type: 'audio/webm;codecs=opus' });
    const record = { takeId: 't1', parts: [sound, sound], bytes: 6 };
    const packed = packBlobs(record, (blob) => {
      const name = `f${files.size}`;
      files.set(name, blob);
      return name;
    });
    expect(JSON.parse(JSON.stringify(packed))).toEqual(packed);
    const file = async (name: string) => {
      const blob = files.get(name);
      return blob ? new Uint8Array(await blob.arrayBuffer()) : null;
    };
    const back = (await unpackBlobs(packed, file)) as typeof record;
    expect(back).toMatchObject({ takeId: 't1', bytes: 6 });
    expect(back.parts.map(({ type, size }) => [type, size])).toEqual([
      [sound.type, 3],
      [sound.type, 3]
    ]);
    await expect(unpackBlobs({ $file: 'gone' }, file)).rejects.toMatchObject({ code: 'bad-archive' });
  });

  it('are in a back-up if a person wants them there', async () => {
    const sound = new Blob([Uint8Array.of(1, 2, 3)], { type: 'audio/webm' });
    const value = { takeId: 't1', parts: [sound], bytes: 3, createdAt: at };
    const recordings = [{ key: 't1', value }];
    const [back] = (await read((await write({ recordings })).blob)).recordings ?? [];
    expect(back).toMatchObject({ key: 't1', value: { takeId: 't1', bytes: 3, createdAt: at } });
    const [part] = (back?.value as typeof value).parts;
    expect(part?.type).toBe('audio/webm');
    expect(new Uint8Array((await part?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    const without = await read((await write({ recordings }, false)).blob);
    expect(without).not.toHaveProperty('recordings');
  });

  it('never become a page, whatever type they claim', async () => {
    const page = await unpackBlobs({ $file: 'x', type: 'text/html' }, () =>
      Promise.resolve(new Uint8Array(1))
    );
    expect((page as Blob).type).toBe('');
  });
});
