import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelError } from '$lib/model/engine';
import { manifestFile, parseManifest, type Manifest } from '$lib/model/manifest';
import { MODEL_CACHE, ModelStore } from '$lib/model/store';
import { FIXTURES_URL, tinyJson } from './tiny-model';

const fetchFromServer = globalThis.fetch;
let manifest: Manifest;
let store: ModelStore;

beforeEach(async () => {
  await caches.delete(MODEL_CACHE);
  manifest = parseManifest(await tinyJson('manifest.json'));
  store = await ModelStore.open(FIXTURES_URL);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Replaces the network. */
function network(answer: (url: string) => Response | Promise<Response>): ReturnType<typeof vi.fn> {
  const fake = vi.fn((url: string) => Promise.resolve(answer(url)));
  vi.stubGlobal('fetch', fake);
  return fake;
}

const offline = () => network(() => Promise.reject(new TypeError('Failed to fetch')));

async function readAll(): Promise<number> {
  let bytes = 0;
  for (const file of manifest.files) await store.read('tiny-model', file, (more) => (bytes += more));
  return bytes;
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ModelError ? error.code : String(error))
  );

const total = () => manifest.files.reduce((sum, file) => sum + file.bytes, 0);

describe('download', () => {
  it('reports every byte, keeps the file by its hash, and reads it back without a network', async () => {
    expect(await readAll()).toBe(total());
    const fake = offline();
    expect(await readAll()).toBe(total());
    expect(fake).not.toHaveBeenCalled();
    const keys = (await (await caches.open(MODEL_CACHE)).keys()).map(({ url }) => url);
    expect(keys.sort()).toEqual(manifest.files.map(({ sha256 }) => `${FIXTURES_URL}sha256/${sha256}`).sort());
  });

  it('can be tried again after it has failed', async () => {
    const file = manifestFile(manifest, 'config.json');
    offline();
    expect(await code(store.read('tiny-model', file, () => undefined))).toBe('download-failed');
    network(() => new Response('busy', { status: 503 }));
    expect(await code(store.read('tiny-model', file, () => undefined))).toBe('download-failed');
    vi.unstubAllGlobals();
    expect(await store.read('tiny-model', file, () => undefined)).toHaveLength(file.bytes);
  });

  it('fails when the connection breaks half-way, and keeps nothing', async () => {
    const file = manifestFile(manifest, 'onnx/model_quantized.onnx');
    network(async (url) => {
      const whole = new Uint8Array(await (await fetchFromServer(url)).arrayBuffer());
      let sent = false;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (sent) controller.error(new TypeError('network error'));
          else controller.enqueue(whole.slice(0, 1000));
          sent = true;
        }
      });
      return new Response(body);
    });
    let bytes = 0;
    expect(await code(store.read('tiny-model', file, (more) => (bytes += more)))).toBe('download-failed');
    expect(bytes).toBe(1000);
    expect(await store.has(file)).toBe(false);
  });

  it('refuses a corrupt file, keeps nothing, and works when the server is right again', async () => {
    const file = manifestFile(manifest, 'onnx/model_quantized.onnx');
    network(async (url) => {
      const bytes = new Uint8Array(await (await fetchFromServer(url)).arrayBuffer());
      bytes[1234] = (bytes[1234] ?? 0) ^ 1;
      return new Response(bytes);
    });
    expect(await code(store.read('tiny-model', file, () => undefined))).toBe('corrupt-file');
    expect(await store.has(file)).toBe(false);
    network(() => new Response('<!doctype html>'));
    expect(await code(store.read('tiny-model', file, () => undefined))).toBe('corrupt-file');
    vi.unstubAllGlobals();
    expect(await store.read('tiny-model', file, () => undefined)).toHaveLength(file.bytes);
    expect(await store.has(file)).toBe(true);
  });

  it('stops when it is aborted', async () => {
    const signal = AbortSignal.abort();
    const file = manifestFile(manifest, 'config.json');
    expect(await code(store.read('tiny-model', file, () => undefined, { signal }))).toBe('aborted');
    expect(await code(store.manifest('tiny-model', { signal }))).toBe('aborted');
  });

  it('fetches again when asked to refresh', async () => {
    const file = manifestFile(manifest, 'config.json');
    await store.read('tiny-model', file, () => undefined);
    const fake = network((url) => fetchFromServer(url));
    await store.read('tiny-model', file, () => undefined, { refresh: true });
    expect(fake).toHaveBeenCalledOnce();
  });

  it('still gives the file when the disk is full', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const put = vi
      .spyOn(Cache.prototype, 'put')
      .mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    expect(await readAll()).toBe(total());
    expect(await store.commit(manifest, manifest.files)).toBe(false);
    expect(warn).toHaveBeenCalled();
    put.mockRestore();
    warn.mockRestore();
  });
});

describe('manifest', () => {
  it('comes from the network, and from the device when there is none', async () => {
    expect(await store.manifest('tiny-model')).toEqual({ manifest, offline: false });
    await readAll();
    expect(await store.commit(manifest, manifest.files)).toBe(true);
    offline();
    expect(await store.manifest('tiny-model')).toEqual({ manifest, offline: true });
    network(() => new Response('<html>로그인하세요</html>'));
    expect(await store.manifest('tiny-model')).toEqual({ manifest, offline: true });
  });

  it('cannot be had offline before the model was ever ready', async () => {
    await store.manifest('tiny-model');
    offline();
    expect(await code(store.manifest('tiny-model'))).toBe('download-failed');
  });

  it('of a new version is seen, and its predecessor is cleared away only when the new one is ready', async () => {
    await readAll();
    await store.commit(manifest, manifest.files);
    const fp16 = manifestFile(manifest, 'onnx/model_fp16.onnx');
    const next: Manifest = {
      ...manifest,
      version: '0.0.2',
      runtimes: { wasm: 'onnx/model_quantized.onnx' },
      files: manifest.files.filter((file) => file !== fp16)
    };
    expect(await store.has(fp16)).toBe(true);
    expect(await store.commit(next, next.files)).toBe(true);
    expect(await store.has(fp16)).toBe(false);
    expect(await store.list()).toMatchObject([{ version: '0.0.2', bytes: expect.any(Number) as number }]);
  });
});

describe('what is kept', () => {
  it('is listed with its size, and deleted', async () => {
    expect(await store.list()).toEqual([]);
    await readAll();
    await store.commit(manifest, manifest.files);
    await store.remember('tiny-model', 'speed', { wasm: 1, webgpu: 2 });
    expect(await store.recall('speed')).toEqual({ wasm: 1, webgpu: 2 });
    const [listed, ...others] = await store.list();
    expect(others).toEqual([]);
    expect(listed).toMatchObject({
      id: 'tiny-model',
      version: '0.0.1',
      name: 'Tiny test model',
      nameKo: '시험용 모델'
    });
    expect(listed?.bytes).toBeGreaterThan(total());
    expect(listed?.bytes).toBeLessThan(total() + 3000);
    await store.delete('tiny-model');
    expect(await store.list()).toEqual([]);
    expect(await store.recall('speed')).toBeNull();
    expect(await (await caches.open(MODEL_CACHE)).keys()).toEqual([]);
  });

  it('of another deployment on the same origin is left alone', async () => {
    const other = await ModelStore.open(new URL('/other/models/', location.href).href);
    await other.remember('interview-kobert', 'speed', { wasm: 1, webgpu: 2 });
    await readAll();
    await store.deleteAll();
    expect(await store.has(manifestFile(manifest, 'config.json'))).toBe(false);
    expect(await other.recall('speed')).toEqual({ wasm: 1, webgpu: 2 });
  });
});
