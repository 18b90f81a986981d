/** The pool shares work out, goes on when one of its engines fails, and takes no more of a device than it should. */
import { describe, expect, it, vi } from 'vitest';
import { ModelError, type Engine, type LoadedModel } from '$lib/model/engine';
import { EnginePool, poolSize } from '$lib/model/engine-pool';
import { FakeEngine, fakePredictions, type FakeEngineOptions } from '$lib/model/fake-engine';

const request = { modelId: 'fake', backend: 'wasm' } as const;
const answer = (text: string) => ({ question: '', answer: text, sentences: [text] });
const small: Pick<LoadedModel, 'backend' | 'file'> = {
  backend: 'wasm',
  file: { path: 'a.onnx', bytes: 24_000_000 }
};
const kobert = { ...small, file: { path: 'a.onnx', bytes: 93_000_000 } };

describe('the size of a pool', () => {
  it.each([
    ['two cores', small, { cores: 2, memoryGb: 8 }, 2],
    ['one core', small, { cores: 1, memoryGb: 8 }, 1],
    ['one of many cores is left to the page', small, { cores: 8, memoryGb: 8 }, 7],
    ['memory bounds it', small, { cores: 64, memoryGb: 8 }, 10],
    ['a phone', small, { cores: 8, memoryGb: 2 }, 2],
    ['KoBERT', kobert, { cores: 16, memoryGb: 8 }, 4],
    ['KoBERT on a phone', kobert, { cores: 8, memoryGb: 0.5 }, 1],
    ['memory untold', small, { cores: 16, memoryGb: null }, 5],
    ['a GPU', { ...kobert, backend: 'webgpu' as const }, { cores: 16, memoryGb: 8 }, 1]
  ])('%s', (_, model, device, size) => {
    expect(poolSize(model, device)).toBe(size);
  });
});

function openPool(options: FakeEngineOptions[], cores = options.length) {
  const engines: FakeEngine[] = [];
  const start = (): Engine => {
    const engine = new FakeEngine(options[engines.length]);
    engines.push(engine);
    return engine;
  };
  return { engines, opening: EnginePool.open(start, request, { cores, memoryGb: 8 }) };
}

const asked = (engine: FakeEngine | undefined) => engine?.calls.filter((call) => 'answer' in call).length;

describe('a pool', () => {
  it('shares answers out, each as it would be alone', async () => {
    const { engines, opening } = openPool([{ delayMs: 5 }, { delayMs: 5 }]);
    const pool = await opening;
    expect(pool.size).toBe(1);
    await vi.waitFor(() => expect(pool.size).toBe(2));
    const texts = ['가', '나', '다', '라'];
    const found = await Promise.all(texts.map((text) => pool.predict(answer(text))));
    expect(found).toEqual(texts.map((text) => fakePredictions(answer(text))));
    expect(engines.map(asked)).toEqual([2, 2]);
  });

  it('goes on without an engine that cannot be opened or holds another version', async () => {
    const { engines, opening } = openPool(
      [
        {},
        { loadErrors: [{ code: 'runtime-failed', message: 'out of memory' }] },
        { model: { sha256: '1'.repeat(64) } }
      ],
      4
    );
    const pool = await opening;
    await vi.waitFor(() =>
      expect(engines.slice(1).map(({ progress }) => progress.phase)).toEqual(['idle', 'idle'])
    );
    expect(pool.size).toBe(1);
  });

  it('asks once more when an engine fails, and says so when that fails too', async () => {
    const failed = { code: 'worker-crashed', message: 'gone' } as const;
    const pool = await openPool([{ predictErrors: [failed] }]).opening;
    expect(await pool.predict(answer('가'))).toEqual(fakePredictions(answer('가')));
    const broken = await openPool([{ predictErrors: [failed, failed] }]).opening;
    await expect(broken.predict(answer('가'))).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  it('is not there if the first engine cannot be opened', async () => {
    const { engines, opening } = openPool([
      { loadErrors: [{ code: 'download-failed', message: 'offline' }] }
    ]);
    await expect(opening).rejects.toBeInstanceOf(ModelError);
    expect(engines[0]?.progress.phase).toBe('idle');
  });
});
