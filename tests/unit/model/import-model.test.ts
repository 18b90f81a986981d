/** Models that people bring: from folders and ZIP files, honest, broken and hostile. */
import { readdirSync, readFileSync } from 'node:fs';
import { zipSync, strToU8, type Zippable } from 'fflate';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { ModelError } from '$lib/model/engine';
import { storeModel, takeInModel, type ImportStep } from '$lib/model/import-model';
import { openPackage, type ModelSource } from '$lib/model/model-package';
import type { LoadEnvironment } from '$lib/model/load-model';
import { parseManifest } from '$lib/model/manifest';
import { sessionOpener } from '$lib/model/session';
import { ModelStore } from '$lib/model/store';
import { checkPath, readZipDirectory, unpack } from '$lib/model/zip';
import { MemoryCache } from './memory-cache';

const MODELS_URL = 'https://example.org/app/models/';
const folder = new URL('../../fixtures/two-head-model/', import.meta.url);

/** Files of the two-head model by path. */
const files = (): Record<string, Uint8Array<ArrayBuffer>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = `${entry.parentPath}/${entry.name}`.split('/two-head-model/').at(-1) ?? '';
        return [
          path.replace(/^\/+/, ''),
          new Uint8Array(readFileSync(new URL(path.replace(/^\/+/, ''), folder)))
        ];
      })
  );

const zip = (entries: Zippable, level: 0 | 6 = 6): ModelSource => ({
  kind: 'zip',
  file: new Blob([zipSync(entries, { level }) as Uint8Array<ArrayBuffer>])
});
const picked = (entries: Record<string, Uint8Array<ArrayBuffer>>, under = 'my model/'): ModelSource => ({
  kind: 'folder',
  files: Object.entries(entries).map(([path, bytes]) => ({ path: under + path, file: new Blob([bytes]) }))
});

let cache: MemoryCache;
let store: ModelStore;

beforeEach(() => {
  cache = new MemoryCache();
  store = new ModelStore(MODELS_URL, cache as unknown as Cache);
});

const never = new AbortController().signal;
const ignore = () => undefined;

async function failure(work: Promise<unknown>): Promise<ModelError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error('It was taken in.');
}

describe('a model that is whole', () => {
  test.each([
    ['a folder', picked(files())],
    ['a folder chosen bare', picked(files(), '')],
    ['a packed ZIP file', zip(files())],
    ['a stored ZIP file', zip(files(), 0)],
    [
      'a ZIP file of a folder among others',
      zip({
        __MACOSX: { 'manifest.json': strToU8('{}') },
        out: { 'two-head': files() as unknown as Zippable, 'notes.txt': strToU8('x') }
      })
    ]
  ])('is kept from %s, with progress, and found again', async (_, source) => {
    const steps: ImportStep[] = [];
    const { modelId, known, manifest } = await storeModel(source, store, (step) => steps.push(step), never);
    expect(known).toBe(false);
    expect(modelId).toMatch(/^imported\/[0-9a-f]{16}$/);
    const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(steps[0]).toEqual({ phase: 'verify', loaded: 0, total });
    expect(steps.at(-1)).toEqual({ phase: 'verify', loaded: total, total });
    expect(await store.list()).toMatchObject([{ modelId, id: 'two-head-model', version: '1.2.3' }]);
    expect((await store.manifest(modelId)).manifest).toEqual(manifest);
    // Not kept: what running it does not need.
    expect(cache.entries.size).toBe(
      1 + manifest.files.filter(({ path }) => !/special|_config/.test(path)).length
    );
    expect(await storeModel(source, store, ignore, never)).toMatchObject({ modelId, known: true });
  });

  it('opens, with what it lacks said, and evaluates the answer alone', async () => {
    const environment: LoadEnvironment = {
      store,
      probe: () =>
        Promise.resolve({
          webAssembly: true,
          crossOriginIsolated: false,
          cores: 1,
          jspi: false,
          webgpu: null
        }),
      openSession: sessionOpener(null),
      now: () => 0,
      allowSoftwareAdapter: false
    };
    const { model, known } = await takeInModel(zip(files()), environment, ignore, never);
    expect(known).toBe(false);
    expect(model).toMatchObject({
      id: 'two-head-model',
      cached: true,
      heads: { quality: false, relevance: false, role: false, embedding: false }
    });
    const wrong = files();
    const config = JSON.parse(new TextDecoder().decode(wrong['config.json'])) as {
      interview: { self_check: { expected: Record<string, Record<string, number[]>> } };
    };
    const expected = config.interview.self_check.expected['onnx/model_quantized.onnx'];
    if (expected) expected.intent_logits = [9, 9, 9, 9, 9];
    const { createHash } = await import('node:crypto');
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    wrong['config.json'] = bytes;
    const manifest = JSON.parse(new TextDecoder().decode(wrong['manifest.json'])) as {
      files: { path: string; bytes: number; sha256: string }[];
    };
    manifest.files = manifest.files.map((file) =>
      file.path === 'config.json'
        ? { path: file.path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
        : file
    );
    wrong['manifest.json'] = new TextEncoder().encode(JSON.stringify(manifest));
    expect((await failure(takeInModel(zip(wrong), environment, ignore, never))).code).toBe(
      'self-check-failed'
    );
    expect(await store.list()).toHaveLength(1);
    expect(cache.entries.size).toBe(5);
  });
});

describe('a model that is not whole', () => {
  const cases: [string, (all: Record<string, Uint8Array<ArrayBuffer>>) => void, string, RegExp][] = [
    [
      'with a changed file',
      (all) => {
        const bytes = all['onnx/model_quantized.onnx'];
        if (bytes) bytes[999] = (bytes[999] ?? 0) ^ 1;
      },
      'corrupt-file',
      /^onnx\/model_quantized\.onnx: SHA-256 /
    ],
    [
      'with a cut file',
      (all) => {
        all['tokenizer.json'] = all['tokenizer.json']?.slice(0, 100) ?? new Uint8Array();
      },
      'corrupt-file',
      /^tokenizer\.json: 100 of \d+ bytes$/
    ],
    [
      'with a file missing',
      (all) => {
        delete all['README.md'];
      },
      'corrupt-file',
      /^README\.md: missing$/
    ],
    [
      'without its manifest',
      (all) => {
        delete all['manifest.json'];
      },
      'not-a-model',
      /manifest\.json/
    ],
    [
      'with a manifest that is no JSON',
      (all) => {
        all['manifest.json'] = strToU8('<!doctype html>') as Uint8Array<ArrayBuffer>;
      },
      'invalid-model',
      /manifest\.json/
    ],
    [
      'with a manifest of a path outside',
      (all) => {
        const text = new TextDecoder().decode(all['manifest.json']).replace('"README.md"', '"../README.md"');
        all['manifest.json'] = strToU8(text) as Uint8Array<ArrayBuffer>;
      },
      'invalid-model',
      /must be a relative path/
    ],
    [
      'that promises too much',
      (all) => {
        const text = new TextDecoder().decode(all['manifest.json']).replace(/"bytes": 41958/, '"bytes": 9e9');
        all['manifest.json'] = strToU8(text) as Uint8Array<ArrayBuffer>;
      },
      'too-large',
      /^9000\d+ of 2000000000 bytes$/
    ]
  ];
  test.each(cases)('%s is refused, and nothing of it stays', async (_, damage, code, detail) => {
    const damaged = files();
    damage(damaged);
    for (const source of [picked(damaged), zip(damaged)]) {
      const error = await failure(storeModel(source, store, ignore, never));
      expect(error.code).toBe(code);
      expect(error.detail).toMatch(detail);
      expect(cache.entries.size).toBe(0);
    }
  });

  it('is refused where the disk is full, and where nothing can be kept', async () => {
    cache.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    expect((await failure(storeModel(picked(files()), store, ignore, never))).code).toBe('not-stored');
    const denied = new ModelStore(MODELS_URL, null);
    expect((await failure(storeModel(picked(files()), denied, ignore, never))).code).toBe('not-stored');
  });

  it('leaves a model that shares its files whole', async () => {
    const { modelId } = await storeModel(picked(files()), store, ignore, never);
    const before = cache.entries.size;
    const damaged = files();
    damaged['README.md'] = strToU8('x'.repeat(307)) as Uint8Array<ArrayBuffer>;
    const text = new TextDecoder().decode(damaged['manifest.json']).replace('1.2.3', '1.2.4');
    damaged['manifest.json'] = strToU8(text) as Uint8Array<ArrayBuffer>;
    expect((await failure(storeModel(picked(damaged), store, ignore, never))).code).toBe('corrupt-file');
    expect(cache.entries.size).toBe(before);
    expect(await store.holds(modelId)).toBe(true);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const stop = () => controller.abort();
    expect((await failure(storeModel(zip(files()), store, stop, controller.signal))).code).toBe('aborted');
    expect(cache.entries.size).toBe(0);
  });
});

describe('files that models share', () => {
  it('stay until the last of them is deleted', async () => {
    const { modelId: first, manifest } = await storeModel(picked(files()), store, ignore, never);
    const other = files();
    const text = new TextDecoder().decode(other['manifest.json']).replace('1.2.3', '2.0.0');
    other['manifest.json'] = strToU8(text) as Uint8Array<ArrayBuffer>;
    const { modelId: second } = await storeModel(picked(other), store, ignore, never);
    expect(second).not.toBe(first);
    await store.delete(first);
    for (const file of manifest.files.filter(({ path }) => /onnx|tokenizer\.json|config\.json$/.test(path)))
      if (!/tokenizer_config/.test(file.path)) expect(await store.has(file)).toBe(true);
    expect(await store.list()).toMatchObject([{ modelId: second }]);
    expect(await store.size()).toBe((await store.list())[0]?.bytes);
    await store.delete(second);
    expect(cache.entries.size).toBe(0);
  });

  it('of an import that was killed half-way are swept away, and nothing else', async () => {
    await storeModel(picked(files()), store, ignore, never);
    const before = cache.entries.size;
    const bytes = strToU8('half') as Uint8Array<ArrayBuffer>;
    await store.put('imported/dead', { path: 'x', bytes: 4, sha256: 'f'.repeat(64) }, bytes);
    await store.sweep();
    expect(cache.entries.size).toBe(before);
  });

  it('are never looked for on a server: what is gone is gone', async () => {
    const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files()['manifest.json'])));
    const gone = { code: 'not-kept' };
    await expect(store.manifest('imported/0123456789abcdef')).rejects.toMatchObject(gone);
    const [file] = manifest.files;
    if (!file) throw new Error('The fixture lists no file.');
    await expect(store.read('imported/0123456789abcdef', file, ignore)).rejects.toMatchObject(gone);
  });
});

describe('ZIP files from strangers', () => {
  test.each(['../x', 'a/../../x', '/etc/passwd', 'a//b', './a', 'C:/x', 'a\\b', 'a\u0000b', ''])(
    'may not name %j',
    (path) => {
      expect(() => checkPath(path)).toThrow(ModelError);
    }
  );

  test.each(['a', 'a/b.json', 'a..b/c', '모델/가중치.onnx', 'folder/'])('may name %j', (path) => {
    expect(() => checkPath(path)).not.toThrow();
  });

  it('with a path that leads out are refused whole', async () => {
    const source = zip({ ...files(), '../../evil.js': strToU8('x') });
    expect((await failure(openPackage(source))).code).toBe('bad-archive');
  });

  const whole = () => zipSync(files());
  const packed = (bytes: Uint8Array): ModelSource => ({
    kind: 'zip',
    file: new Blob([bytes as Uint8Array<ArrayBuffer>])
  });

  it('cut short, empty, or no ZIP at all, are refused', async () => {
    const bytes = whole();
    for (const broken of [
      bytes.slice(0, bytes.length - 30),
      bytes.slice(2000),
      new Uint8Array(),
      strToU8('PK')
    ]) {
      expect((await failure(storeModel(packed(broken), store, ignore, never))).code).toBe('bad-archive');
    }
    expect(cache.entries.size).toBe(0);
  });

  it('with any byte changed are refused or give the very model', async () => {
    const bytes = whole();
    let refused = 0;
    for (let at = 7; at < bytes.length; at += 1999) {
      const broken = bytes.slice();
      broken[at] = (broken[at] ?? 0) ^ 0x55;
      cache.entries.clear();
      await storeModel(packed(broken), store, ignore, never).catch((error: unknown) => {
        if (!(error instanceof ModelError)) throw error;
        refused++;
        expect(cache.entries.size).toBe(0);
      });
    }
    expect(refused).toBeGreaterThan(10);
  });

  it('that unpack to more than they say are stopped at what they say', async () => {
    const bytes = zipSync({ 'bomb.bin': new Uint8Array(24_000_000) });
    const [entry] = await readZipDirectory(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    if (!entry) throw new Error('The directory is empty.');
    expect(entry.packed).toBeLessThan(100_000);
    let read = 0;
    for await (const piece of unpack(new Blob([bytes as Uint8Array<ArrayBuffer>]), entry)) {
      read += piece.length;
      if (read > 1000) break;
    }
    expect(read).toBeLessThan(24_000_000);
    // The directory promises 307 bytes of README.md; what is packed there is another, larger file.
    const bomb = zipSync({ ...files(), 'README.md': new Uint8Array(5_000_000) });
    const view = new DataView(bomb.buffer);
    for (let at = 0; at < bomb.length - 46; at++) {
      if (view.getUint32(at, true) !== 0x02014b50 || view.getUint32(at + 24, true) !== 5_000_000) continue;
      view.setUint32(at + 24, 307, true);
    }
    const error = await failure(storeModel(packed(bomb), store, ignore, never));
    expect(error).toMatchObject({ code: 'corrupt-file', detail: 'README.md: more than 307 bytes' });
  });

  it('that are encrypted, or have two files of one name, are refused', async () => {
    const encrypted = whole();
    const view = new DataView(encrypted.buffer);
    for (let at = 0; at < encrypted.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint16(at + 8, 1, true);
    }
    expect((await failure(openPackage(packed(encrypted)))).message).toContain('encrypted');
    const double = zipSync({ 'a.json': strToU8('1'), 'b.json': strToU8('2') });
    for (let at = 0; at < double.length - 6; at++) {
      if (new TextDecoder().decode(double.slice(at, at + 6)) === 'b.json') double[at] = 'a'.charCodeAt(0);
    }
    expect((await failure(openPackage(packed(double)))).message).toContain('one name');
  });

  it('with two models are not guessed at', async () => {
    const source = zip({ a: files() as unknown as Zippable, b: files() as unknown as Zippable });
    expect((await failure(openPackage(source))).code).toBe('not-a-model');
  });
});
