import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorkerEngine, type WorkerEngineOptions } from '$lib/model/client';
import type { WorkerPort } from '$lib/model/connection';
import { ModelError, type LoadedModel, type LoadProgress, type LoadRequest } from '$lib/model/engine';
import { fakePredictions } from '$lib/model/fake-engine';
import type { LoadStep, ReadyModel } from '$lib/model/load-model';
import type { WorkerMessage, WorkerReply } from '$lib/model/protocol';
import { serveModel, type Load, type ServerPort } from '$lib/model/server';

const model: LoadedModel = {
  modelId: 'interview-kobert',
  id: 'interview-kobert',
  version: '0.1.0',
  name: 'Interview KoBERT',
  nameKo: '면접 KoBERT',
  maturity: 'preview',
  sha256: 'a'.repeat(64),
  file: { path: 'onnx/model_quantized.onnx', bytes: 1_000_000 },
  backend: 'wasm',
  dropped: [],
  threads: 1,
  heads: { quality: true, relevance: true, role: true, embedding: true },
  temperatures: { intent: 1, emotion: 1, quality: 1, relevance: 1 },
  missed: null,
  cached: true,
  loadMs: 10
};
const request: LoadRequest = { modelId: 'interview-kobert', backend: 'auto' };
const answer = (text: string) => ({ question: '지원 동기는?', answer: text, sentences: [text] });

/** A worker whose two ends live here: the real protocol on both sides, messages copied as structured clones. */
class FakeWorker implements WorkerPort {
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  terminated = false;
  readonly received: WorkerMessage[] = [];
  readonly #server: ServerPort = {
    onmessage: null,
    postMessage: (reply) => {
      const data = structuredClone(reply);
      queueMicrotask(() => !this.terminated && this.onmessage?.({ data } as MessageEvent<WorkerReply>));
    }
  };

  constructor(load: Load) {
    serveModel(this.#server, load, () => Promise.reject(new ModelError('not-a-model', 'Not here.')));
  }

  postMessage(message: WorkerMessage): void {
    const data = structuredClone(message);
    this.received.push(data);
    queueMicrotask(
      () => !this.terminated && this.#server.onmessage?.({ data } as MessageEvent<WorkerMessage>)
    );
  }

  terminate(): void {
    this.terminated = true;
  }

  crash(message: string): void {
    this.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  }
}

const steps: LoadStep[] = [
  { phase: 'download', backend: 'wasm', loaded: 0, total: 100, fromCache: false },
  { phase: 'download', backend: 'wasm', loaded: 60, total: 100, fromCache: false },
  { phase: 'download', backend: 'wasm', loaded: 100, total: 100, fromCache: false },
  { phase: 'prepare', step: 'session' },
  { phase: 'prepare', step: 'self-check' }
];

type Predict = ReadyModel['predict'];
const predictAtOnce: Predict = (asked) => Promise.resolve(fakePredictions(asked));

const loadWith =
  (predict: Predict): Load =>
  (asked, _settings, onProgress) => {
    steps.forEach(onProgress);
    return Promise.resolve({ model: { ...model, id: asked.modelId }, predict });
  };

/** An engine on fake workers; `loads` gives each worker's behaviour in turn, the last one stays. */
function setUp(loads: Load[], options: Partial<WorkerEngineOptions> = {}) {
  const workers: FakeWorker[] = [];
  const engine = createWorkerEngine({
    modelsUrl: 'https://example.org/app/models/',
    startWorker: () => {
      const load = loads[Math.min(workers.length, loads.length - 1)];
      if (!load) throw new Error('no worker is expected');
      const worker = new FakeWorker(load);
      workers.push(worker);
      return worker;
    },
    ...options
  });
  const events: LoadProgress[] = [];
  engine.subscribe((progress) => events.push(progress));
  return { engine, workers, events };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ModelError ? error.code : String(error))
  );

/** A promise to be settled by hand. */
function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('load', () => {
  it('starts no worker before it is asked', () => {
    const { engine, workers, events } = setUp([loadWith(predictAtOnce)]);
    expect(workers).toHaveLength(0);
    expect(engine.progress).toEqual({ phase: 'idle' });
    expect(events).toEqual([{ phase: 'idle' }]);
  });

  it('passes on what the worker says, and ends ready', async () => {
    const { engine, workers, events } = setUp([loadWith(predictAtOnce)]);
    await expect(engine.load(request)).resolves.toEqual(model);
    expect(events).toEqual([
      { phase: 'idle' },
      { phase: 'prepare', step: 'runtime' },
      ...steps,
      { phase: 'ready', model }
    ]);
    expect(workers[0]?.received[0]).toMatchObject({
      type: 'load',
      payload: {
        request,
        settings: {
          modelsUrl: 'https://example.org/app/models/',
          allowSoftwareAdapter: false,
          singleThread: false
        }
      }
    });
  });

  it('is shared by all who ask for the same', async () => {
    const { engine, workers } = setUp([loadWith(predictAtOnce)]);
    const [first, second] = await Promise.all([engine.load(request), engine.load({ ...request })]);
    expect(await engine.load(request)).toBe(first);
    expect(second).toBe(first);
    expect(workers).toHaveLength(1);
  });

  it('is forgotten when it fails, so that asking again retries with a new worker', async () => {
    const failing: Load = () => Promise.reject(new ModelError('download-failed', 'offline', 'HTTP 503'));
    const { engine, workers, events } = setUp([failing, loadWith(predictAtOnce)]);
    expect(await code(engine.load(request))).toBe('download-failed');
    expect(events.at(-1)).toEqual({
      phase: 'error',
      error: { code: 'download-failed', message: 'offline', detail: 'HTTP 503' }
    });
    expect(workers[0]?.terminated).toBe(true);
    await expect(engine.load(request)).resolves.toEqual(model);
    expect(events.at(-1)).toEqual({ phase: 'ready', model });
  });

  it('tells an unknown error as one of the runtime', async () => {
    const { engine } = setUp([
      () => Promise.reject(new RangeError('WebAssembly.Memory(): could not allocate memory'))
    ]);
    expect(await code(engine.load(request))).toBe('runtime-failed');
  });

  it('loads anew when asked to refresh, or for another backend', async () => {
    const { engine, workers } = setUp([loadWith(predictAtOnce)]);
    await engine.load(request);
    await engine.load({ ...request, refresh: true });
    await engine.load(request);
    expect(workers).toHaveLength(2);
    await engine.load({ ...request, backend: 'webgpu' });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, false]);
  });

  it('rejects the loser when another model is asked for during a load', async () => {
    const never: Load = () => new Promise(() => undefined);
    const { engine, workers, events } = setUp([never, loadWith(predictAtOnce)]);
    const first = code(engine.load(request));
    const second = engine.load({ ...request, backend: 'wasm' });
    expect(await first).toBe('aborted');
    await second;
    expect(workers[0]?.terminated).toBe(true);
    expect(events.filter(({ phase }) => phase === 'error')).toEqual([]);
  });

  it('is aborted only when all who wait have given up', async () => {
    const load = deferred<ReadyModel>();
    const { engine, workers } = setUp([() => load.promise, loadWith(predictAtOnce)]);
    const one = new AbortController();
    const two = new AbortController();
    const first = code(engine.load(request, { signal: one.signal }));
    const second = code(engine.load(request, { signal: two.signal }));
    one.abort();
    expect(await first).toBe('aborted');
    await settle();
    expect(workers[0]?.terminated).toBe(false);
    two.abort();
    expect(await second).toBe('aborted');
    await settle();
    expect(workers[0]?.terminated).toBe(true);
    expect(engine.progress).toMatchObject({ phase: 'error', error: { code: 'aborted' } });
    await expect(engine.load(request)).resolves.toEqual(model);
  });

  it('does not start for a signal that has already been given', async () => {
    const { engine, workers } = setUp([loadWith(predictAtOnce)]);
    expect(await code(engine.load(request, { signal: AbortSignal.abort() }))).toBe('aborted');
    expect(workers).toHaveLength(0);
  });

  it('says so when no worker can be started', async () => {
    const { engine } = setUp([], {
      startWorker: () => {
        throw new DOMException('blocked', 'SecurityError');
      }
    });
    expect(await code(engine.load(request))).toBe('worker-crashed');
    expect(engine.progress).toMatchObject({ phase: 'error', error: { code: 'worker-crashed' } });
  });

  it('keeps telling the others when one listener throws', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { engine, events } = setUp([loadWith(predictAtOnce)]);
    let calls = 0;
    const stop = engine.subscribe(() => {
      if (++calls > 1) throw new Error('listener');
    });
    const after: string[] = [];
    engine.subscribe(({ phase }) => after.push(phase));
    await engine.load(request);
    stop();
    expect(after.at(-1)).toBe('ready');
    expect(events.at(-1)?.phase).toBe('ready');
    expect(report).toHaveBeenCalled();
    report.mockRestore();
  });
});

describe('predict', () => {
  it('evaluates in order, and loads first if need be', async () => {
    const order: string[] = [];
    const { engine } = setUp([
      loadWith(async (asked) => {
        order.push(asked.answer);
        await settle();
        order.push(`${asked.answer} 끝`);
        return fakePredictions(asked);
      })
    ]);
    void engine.load(request);
    const all = await Promise.all([engine.predict(answer('하나')), engine.predict(answer('둘'))]);
    expect(order).toEqual(['하나', '하나 끝', '둘', '둘 끝']);
    expect(all[1]).toEqual(fakePredictions(answer('둘')));
  });

  it('needs to know which model', async () => {
    const { engine } = setUp([loadWith(predictAtOnce)]);
    expect(await code(engine.predict(answer('하나')))).toBe('inference-failed');
  });

  it('survives an error: the next answer gets a fresh worker', async () => {
    const failing = loadWith((asked) =>
      asked.answer === '고장' ? Promise.reject(new Error('out of bounds')) : predictAtOnce(asked)
    );
    const { engine, workers, events } = setUp([failing, loadWith(predictAtOnce)]);
    await engine.load(request);
    const bad = code(engine.predict(answer('고장')));
    const queued = engine.predict(answer('하나'));
    expect(await bad).toBe('inference-failed');
    await expect(queued).resolves.toEqual(fakePredictions(answer('하나')));
    expect(workers[0]?.terminated).toBe(true);
    expect(events.at(-1)).toEqual({ phase: 'idle' });
    await expect(engine.predict(answer('둘'))).resolves.toEqual(fakePredictions(answer('둘')));
    expect(workers).toHaveLength(2);
  });

  it('aborts at once while waiting and while running, and goes on with the next', async () => {
    const running = deferred<undefined>();
    const signals: (AbortSignal | undefined)[] = [];
    const { engine, workers } = setUp([
      loadWith(async (asked, signal) => {
        signals.push(signal);
        if (asked.answer === '느림') await running.promise;
        return fakePredictions(asked);
      })
    ]);
    await engine.load(request);
    const one = new AbortController();
    const two = new AbortController();
    const slow = code(engine.predict(answer('느림'), { signal: one.signal }));
    const waiting = code(engine.predict(answer('하나'), { signal: two.signal }));
    const last = engine.predict(answer('둘'));
    await settle();
    two.abort();
    expect(await waiting).toBe('aborted');
    one.abort();
    expect(await slow).toBe('aborted');
    await settle();
    expect(signals[0]?.aborted).toBe(true);
    running.resolve(undefined);
    await expect(last).resolves.toEqual(fakePredictions(answer('둘')));
    expect(signals).toHaveLength(2);
    expect(workers).toHaveLength(1);
  });

  it('rejects what is under way when the worker dies, and starts another afterwards', async () => {
    const { engine, workers, events } = setUp([
      loadWith(() => new Promise(() => undefined)),
      loadWith(predictAtOnce)
    ]);
    await engine.load(request);
    const lost = code(engine.predict(answer('하나')));
    await settle();
    workers[0]?.crash('Out of memory');
    expect(await lost).toBe('worker-crashed');
    expect(events.at(-1)).toMatchObject({ phase: 'error', error: { message: 'Out of memory' } });
    await expect(engine.predict(answer('하나'))).resolves.toEqual(fakePredictions(answer('하나')));
    expect(workers).toHaveLength(2);
  });

  it('tells of a death during a load once', async () => {
    const { engine, workers, events } = setUp([() => new Promise(() => undefined)]);
    const lost = code(engine.load(request));
    await settle();
    workers[0]?.crash('');
    expect(await lost).toBe('worker-crashed');
    expect(events.filter(({ phase }) => phase === 'error')).toHaveLength(1);
  });

  it('finishes answers given to a model that is being replaced', async () => {
    const running = deferred<undefined>();
    const slow = loadWith(async (asked) => {
      await running.promise;
      return fakePredictions(asked);
    });
    const { engine, workers } = setUp([slow, loadWith(predictAtOnce)]);
    await engine.load(request);
    const before = engine.predict(answer('하나'));
    await settle();
    await engine.load({ ...request, backend: 'wasm' });
    expect(workers[0]?.terminated).toBe(false);
    running.resolve(undefined);
    await expect(before).resolves.toEqual(fakePredictions(answer('하나')));
    expect(workers[0]?.terminated).toBe(true);
  });

  it('moves on to the new model when the one it waits for is replaced', async () => {
    const { engine } = setUp([() => new Promise(() => undefined), loadWith(predictAtOnce)]);
    const replaced = code(engine.load(request));
    const waiting = engine.predict(answer('하나'));
    await engine.load({ ...request, backend: 'wasm' });
    expect(await replaced).toBe('aborted');
    await expect(waiting).resolves.toEqual(fakePredictions(answer('하나')));
  });
});

describe('release', () => {
  it('aborts what is under way, and the next answer starts anew', async () => {
    const { engine, workers } = setUp([
      loadWith(() => new Promise(() => undefined)),
      loadWith(predictAtOnce)
    ]);
    await engine.load(request);
    const lost = code(engine.predict(answer('하나')));
    await settle();
    engine.release();
    expect(await lost).toBe('aborted');
    expect(engine.progress).toEqual({ phase: 'idle' });
    expect(workers[0]?.terminated).toBe(true);
    await expect(engine.predict(answer('둘'))).resolves.toEqual(fakePredictions(answer('둘')));
  });
});

describe('idle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('frees the worker ten minutes after the last answer, and comes back when asked', async () => {
    const { engine, workers, events } = setUp([loadWith(predictAtOnce)]);
    await engine.load(request);
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    await engine.predict(answer('하나'));
    await vi.advanceTimersByTimeAsync(9 * 60_000);
    expect(workers[0]?.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(workers[0]?.terminated).toBe(true);
    expect(events.at(-1)).toEqual({ phase: 'idle' });
    await expect(engine.predict(answer('둘'))).resolves.toEqual(fakePredictions(answer('둘')));
    expect(workers).toHaveLength(2);
  });

  it('never does so while an answer or a load is under way', async () => {
    const load = deferred<ReadyModel>();
    const running = deferred<undefined>();
    const { engine, workers } = setUp([() => load.promise]);
    const loading = engine.load(request);
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(workers[0]?.terminated).toBe(false);
    load.resolve({
      model,
      predict: async (asked) => {
        await running.promise;
        return fakePredictions(asked);
      }
    });
    await loading;
    const slow = engine.predict(answer('하나'));
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(workers[0]?.terminated).toBe(false);
    running.resolve(undefined);
    await expect(slow).resolves.toEqual(fakePredictions(answer('하나')));
  });
});
