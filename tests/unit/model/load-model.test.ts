import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Capabilities } from '$lib/model/capabilities';
import { ModelError, type LoadRequest } from '$lib/model/engine';
import { loadModel, type LoadEnvironment, type LoadStep } from '$lib/model/load-model';
import type { ModelOutputs, OpenSession, SessionOptions } from '$lib/model/session';
import { ModelStore } from '$lib/model/store';
import type { TokenRow } from '$lib/model/windows';
import { MemoryCache } from './memory-cache';
import { sha256, tinyConfig, tinyFile, tinyJson } from '../../parity/tiny-model';

const MODELS_URL = 'https://example.org/app/models/';
const known = tinyConfig().self_check;
const encoder = new TextEncoder();

/** The server: files of the tiny model by path, with changes. */
let served: Map<string, Uint8Array<ArrayBuffer>>;
let fetched: string[];

/** Serves the tiny model with another manifest, as if its files were `bytes` long where given. */
function serve(
  runtimes = { wasm: 'onnx/model_quantized.onnx', webgpu: 'onnx/model_fp16.onnx' },
  padding = 0
): void {
  const files = ['config.json', 'tokenizer.json', ...new Set(Object.values(runtimes))];
  served = new Map(
    files.map((path) => {
      const bytes = tinyFile(path);
      if (!path.endsWith('.onnx')) return [path, bytes];
      const padded = new Uint8Array(bytes.length + padding);
      padded.set(bytes);
      return [path, padded];
    })
  );
  const manifest = {
    ...(tinyJson('manifest.json') as object),
    runtimes,
    files: [...served].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }))
  };
  served.set('manifest.json', encoder.encode(JSON.stringify(manifest)));
}

beforeEach(() => {
  serve();
  fetched = [];
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.slice(`${MODELS_URL}tiny-model/`.length);
    fetched.push(path);
    const bytes = served.get(path);
    return Promise.resolve(bytes ? new Response(bytes) : new Response('', { status: 404 }));
  });
});

const capabilities = (webgpu: Capabilities['webgpu']): Capabilities => ({
  webAssembly: true,
  crossOriginIsolated: true,
  cores: 8,
  jspi: true,
  webgpu
});

/** Sessions that answer the known input as given for their file, and tell when they are released. */
function sessions(behaviour: Partial<Record<'wasm' | 'webgpu', 'wrong' | 'broken' | 'nan' | number>> = {}) {
  const opened: SessionOptions[] = [];
  const released: string[] = [];
  let clock = 0;
  const openSession: OpenSession = (_bytes, options) => {
    opened.push(options);
    const does = behaviour[options.backend];
    if (does === 'broken') return Promise.reject(new ModelError('runtime-failed', 'no memory'));
    const file = options.backend === 'wasm' ? 'onnx/model_quantized.onnx' : 'onnx/model_fp16.onnx';
    return Promise.resolve({
      run: ({ inputIds }: TokenRow): Promise<ModelOutputs> => {
        clock += typeof does === 'number' ? does : 1;
        const off = does === 'wrong' ? 0.5 : does === 'nan' ? NaN : 0;
        const heads = Object.entries(known.expected[file] ?? {}).map(([name, values]) => [
          name,
          { data: Float32Array.from(values, (value) => value + off), dims: [1, values.length] }
        ]);
        const perToken = (width: number) => ({
          data: new Float32Array(inputIds.length * width),
          dims: [1, inputIds.length, width]
        });
        return Promise.resolve({
          ...Object.fromEntries(heads),
          role_logits: perToken(5),
          token_embeddings: perToken(4)
        } as ModelOutputs);
      },
      release: () => {
        released.push(options.backend);
        return Promise.resolve();
      }
    });
  };
  return { opened, released, openSession, now: () => clock };
}

function environment(
  fake: ReturnType<typeof sessions>,
  webgpu: Capabilities['webgpu'] = { software: false, shaderF16: true },
  cache = new MemoryCache()
): LoadEnvironment & { cache: MemoryCache } {
  return {
    cache,
    store: new ModelStore(MODELS_URL, cache as unknown as Cache),
    probe: (options) => Promise.resolve(capabilities(options.webgpu ? webgpu : null)),
    openSession: fake.openSession,
    now: fake.now,
    allowSoftwareAdapter: false
  };
}

const request = (over: Partial<LoadRequest> = {}): LoadRequest => ({
  modelId: 'tiny-model',
  backend: 'auto',
  ...over
});
const ignore = () => undefined;

const failure = (promise: Promise<unknown>): Promise<ModelError> =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => {
      if (error instanceof ModelError) return error;
      throw error;
    }
  );

describe('a small model', () => {
  it('opens on WASM, fetching only what WASM needs, with byte progress', async () => {
    const fake = sessions();
    const steps: LoadStep[] = [];
    const { model } = await loadModel(request(), environment(fake), (step) => steps.push(step));
    expect(fetched).toEqual(['manifest.json', 'config.json', 'tokenizer.json', 'onnx/model_quantized.onnx']);
    expect(model).toMatchObject({
      id: 'tiny-model',
      nameKo: '시험용 모델',
      backend: 'wasm',
      dropped: [],
      threads: 4,
      cached: true,
      sha256: sha256(tinyFile('onnx/model_quantized.onnx')),
      heads: { quality: true, relevance: true, role: true, embedding: true }
    });
    const total = ['config.json', 'tokenizer.json', 'onnx/model_quantized.onnx'].reduce(
      (sum, path) => sum + tinyFile(path).length,
      0
    );
    const downloads = steps.filter((step) => step.phase === 'download');
    expect(downloads.map((step) => step.total)).toEqual(downloads.map(() => total));
    const loaded = downloads.map((step) => step.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(loaded[0]).toBe(0);
    expect(loaded.at(-1)).toBe(total);
    expect(downloads.every((step) => !step.fromCache)).toBe(true);
    expect(steps.slice(downloads.length)).toEqual([
      { phase: 'prepare', step: 'session' },
      { phase: 'prepare', step: 'self-check' }
    ]);
  });

  it('opens from the cache the second time, and again without a network', async () => {
    const first = environment(sessions());
    await loadModel(request(), first, ignore);
    fetched = [];
    const steps: LoadStep[] = [];
    await loadModel(request(), environment(sessions(), null, first.cache), (step) => steps.push(step));
    expect(fetched).toEqual(['manifest.json']);
    expect(steps.find((step) => step.phase === 'download')).toMatchObject({ fromCache: true });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const { model } = await loadModel(request(), environment(sessions(), null, first.cache), ignore);
    expect(model.cached).toBe(true);
  });

  it('fetches everything again when asked to refresh', async () => {
    const first = environment(sessions());
    await loadModel(request(), first, ignore);
    fetched = [];
    await loadModel(request({ refresh: true }), environment(sessions(), null, first.cache), ignore);
    expect(fetched).toHaveLength(4);
  });

  it('says that it is not kept where storage is denied', async () => {
    const denied = { ...environment(sessions()), store: new ModelStore(MODELS_URL, null) };
    expect((await loadModel(request(), denied, ignore)).model.cached).toBe(false);
  });

  it('gives way to WASM, and says so, when WebGPU was asked for and cannot be had', async () => {
    const { model } = await loadModel(request({ backend: 'webgpu' }), environment(sessions(), null), ignore);
    expect(model.backend).toBe('wasm');
    expect(model.dropped).toMatchObject([{ backend: 'webgpu', error: { detail: 'no-adapter' } }]);
  });

  it.each([
    ['wrong', 'self-check-failed'],
    ['nan', 'self-check-failed'],
    ['broken', 'runtime-failed']
  ] as const)('drops a WebGPU that is %s and falls to WASM', async (does, code) => {
    const fake = sessions({ webgpu: does });
    const steps: LoadStep[] = [];
    const { model } = await loadModel(request({ backend: 'webgpu' }), environment(fake), (step) =>
      steps.push(step)
    );
    expect(model.backend).toBe('wasm');
    expect(model.dropped).toMatchObject([{ backend: 'webgpu', error: { code } }]);
    expect(fake.released).toEqual(does === 'broken' ? [] : ['webgpu']);
    const backends = steps.flatMap((step) => (step.phase === 'download' ? [step.backend] : []));
    expect([...new Set(backends)]).toEqual(['webgpu', 'wasm']);
  });

  it('falls to WASM when the WebGPU file cannot be fetched', async () => {
    served.delete('onnx/model_fp16.onnx');
    const { model } = await loadModel(request({ backend: 'webgpu' }), environment(sessions()), ignore);
    expect(model.dropped).toMatchObject([{ error: { code: 'download-failed', detail: 'HTTP 404' } }]);
    expect(model.backend).toBe('wasm');
  });

  it('fails when the last backend gives a wrong answer', async () => {
    const error = await failure(loadModel(request(), environment(sessions({ wasm: 'wrong' })), ignore));
    expect(error.code).toBe('self-check-failed');
    expect(error.detail).toContain('onnx/model_quantized.onnx intent_logits: off by 0.5');
  });

  it('evaluates when it is ready', async () => {
    const { predict } = await loadModel(request(), environment(sessions()), ignore);
    const sentences = ['저는 팀에서 분석했습니다.', '그 결과 시간이 줄었습니다.'];
    const found = await predict({ question: '지원 동기는?', answer: sentences.join(' '), sentences });
    expect(found.sentences.map(({ role }) => role?.S)).toEqual(
      [0.2, 0.2].map((p) => expect.closeTo(p, 6) as number)
    );
    expect(found.windows).toBe(1);
  });
});

describe('a large model on a real adapter', () => {
  beforeEach(() => serve(undefined, 40_000_000));

  it('measures both, keeps the faster, and remembers', async () => {
    const fake = sessions({ wasm: 90, webgpu: 30 });
    const first = environment(fake);
    const steps: LoadStep[] = [];
    const { model } = await loadModel(request(), first, (step) => steps.push(step));
    expect(model.backend).toBe('webgpu');
    expect(model.dropped).toEqual([]);
    expect(fake.released).toEqual(['wasm']);
    expect(fake.opened.map(({ backend }) => backend)).toEqual(['webgpu', 'wasm']);
    expect(steps.at(-1)).toEqual({ phase: 'prepare', step: 'speed-probe' });

    const again = sessions({ wasm: 1, webgpu: 30 });
    const second = await loadModel(request(), environment(again, undefined, first.cache), ignore);
    expect(second.model.backend).toBe('webgpu');
    expect(again.opened).toHaveLength(1);
  });

  it('keeps WASM where it is faster', async () => {
    const fake = sessions({ wasm: 20, webgpu: 30 });
    expect((await loadModel(request(), environment(fake), ignore)).model.backend).toBe('wasm');
    expect(fake.released).toEqual(['webgpu']);
  });

  it('needs no measurement when only one of them works', async () => {
    const { model } = await loadModel(request(), environment(sessions({ webgpu: 'wrong' })), ignore);
    expect(model.backend).toBe('wasm');
    expect(model.dropped).toMatchObject([{ backend: 'webgpu', error: { code: 'self-check-failed' } }]);
  });

  it('keeps WebGPU when WASM is what fails', async () => {
    const { model } = await loadModel(request(), environment(sessions({ wasm: 'broken' })), ignore);
    expect(model.backend).toBe('webgpu');
    expect(model.dropped).toMatchObject([{ backend: 'wasm', error: { code: 'runtime-failed' } }]);
  });
});

describe('a new version that is broken', () => {
  /** Serves version 0.0.2, in which one file is not as the manifest promises. */
  function release(change: (bytes: Map<string, Uint8Array<ArrayBuffer>>) => void): void {
    const manifest = JSON.parse(new TextDecoder().decode(served.get('manifest.json'))) as {
      files: { path: string; sha256: string }[];
    };
    const files = manifest.files.map((file) =>
      file.path.endsWith('quantized.onnx') ? { ...file, sha256: '0'.repeat(64) } : file
    );
    served.set('manifest.json', encoder.encode(JSON.stringify({ ...manifest, version: '0.0.2', files })));
    change(served);
  }

  it.each([
    ['is not there', 'download-failed', (bytes: typeof served) => bytes.delete('onnx/model_quantized.onnx')],
    ['is damaged', 'corrupt-file', () => undefined]
  ] as const)('when a file of it %s, gives way to the older one, and says so', async (_, code, change) => {
    const first = environment(sessions());
    await loadModel(request(), first, ignore);
    release(change);
    const again = environment(sessions(), null, first.cache);
    const { model } = await loadModel(request(), again, ignore);
    expect(model).toMatchObject({
      version: '0.0.1',
      cached: true,
      missed: { version: '0.0.2', error: { code } }
    });
    expect((await again.store.keptManifest('tiny-model'))?.version).toBe('0.0.1');
    serve();
    expect(
      (await loadModel(request(), environment(sessions(), null, first.cache), ignore)).model.missed
    ).toBeNull();
  });

  it('fails with its own error where no older one is kept whole', async () => {
    const first = environment(sessions());
    await loadModel(request(), first, ignore);
    const file = [...first.cache.entries.keys()].find((url) =>
      url.endsWith(sha256(tinyFile('onnx/model_quantized.onnx')))
    );
    await first.cache.delete(file ?? '');
    release((bytes) => bytes.delete('onnx/model_quantized.onnx'));
    const error = await failure(loadModel(request(), environment(sessions(), null, first.cache), ignore));
    expect(error).toMatchObject({ code: 'download-failed', detail: 'HTTP 404' });
  });
});

describe('files that are not what they should be', () => {
  it('refuses a corrupt file and keeps nothing of it', async () => {
    const broken = tinyFile('onnx/model_quantized.onnx');
    broken[100] = (broken[100] ?? 0) ^ 1;
    served.set('onnx/model_quantized.onnx', broken);
    const first = environment(sessions());
    const error = await failure(loadModel(request(), first, ignore));
    expect(error.code).toBe('corrupt-file');
    expect(error.detail).toMatch(/^onnx\/model_quantized\.onnx: SHA-256 /);
    expect([...first.cache.entries.keys()].filter((url) => url.endsWith('manifest.json'))).toEqual([]);
    serve();
    const { model } = await loadModel(request(), environment(sessions(), null, first.cache), ignore);
    expect(model.cached).toBe(true);
  });

  it.each([
    ['shorter', -1, /: 43411 of 43412 bytes$/],
    ['longer', 1, /: more than 43412 bytes$/]
  ])('refuses a file that is %s than promised', async (_, by, detail) => {
    const whole = tinyFile('onnx/model_quantized.onnx');
    const other = new Uint8Array(whole.length + by);
    other.set(whole.subarray(0, other.length));
    served.set('onnx/model_quantized.onnx', other);
    const error = await failure(loadModel(request(), environment(sessions()), ignore));
    expect(error.code).toBe('corrupt-file');
    expect(error.detail).toMatch(detail);
  });

  it('refuses a page in place of the manifest', async () => {
    served.set('manifest.json', encoder.encode('<!doctype html><title>404</title>'));
    expect((await failure(loadModel(request(), environment(sessions()), ignore))).code).toBe('invalid-model');
  });

  it('refuses a folder that holds another model', async () => {
    const manifest = JSON.parse(new TextDecoder().decode(served.get('manifest.json'))) as object;
    served.set('manifest.json', encoder.encode(JSON.stringify({ ...manifest, id: 'other' })));
    expect((await failure(loadModel(request(), environment(sessions()), ignore))).code).toBe('invalid-model');
  });

  it('refuses a tokenizer that does not belong to the model', async () => {
    const json = tinyJson('tokenizer.json') as { model: { vocab: unknown[] } };
    json.model.vocab = [...json.model.vocab.slice(0, 5), ...json.model.vocab.slice(5).reverse()];
    served.set('tokenizer.json', encoder.encode(JSON.stringify(json)));
    const manifest = JSON.parse(new TextDecoder().decode(served.get('manifest.json'))) as {
      files: { path: string; bytes: number; sha256: string }[];
    };
    const bytes = served.get('tokenizer.json') ?? new Uint8Array();
    const entry = manifest.files.find(({ path }) => path === 'tokenizer.json');
    Object.assign(entry ?? {}, { bytes: bytes.length, sha256: sha256(bytes) });
    served.set('manifest.json', encoder.encode(JSON.stringify(manifest)));
    const error = await failure(loadModel(request(), environment(sessions()), ignore));
    expect(error).toMatchObject({ code: 'invalid-model', detail: 'self_check' });
  });

  it('says that the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failure(loadModel(request(), environment(sessions()), ignore))).code).toBe(
      'download-failed'
    );
  });

  it('stops when it is aborted, on every backend', async () => {
    const fake = sessions();
    const controller = new AbortController();
    const stop = (step: LoadStep) => step.phase === 'prepare' && controller.abort();
    const loading = loadModel(request({ backend: 'webgpu' }), environment(fake), stop, controller.signal);
    expect((await failure(loading)).code).toBe('aborted');
    expect(fake.opened).toEqual([]);
  });
});
