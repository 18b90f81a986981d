import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMOTIONS, INTENTS } from '$lib/domain/vocabulary';
import { createWorkerEngine } from '$lib/model/client';
import type { Engine, LoadProgress } from '$lib/model/engine';
import { softmax } from '$lib/model/pooling';
import { MODEL_CACHE } from '$lib/model/store';
import { FIXTURES_URL, tinyCases } from './tiny-model';

let engine: Engine;
let events: LoadProgress[];

beforeEach(async () => {
  await caches.delete(MODEL_CACHE);
  engine = createWorkerEngine({ modelsUrl: FIXTURES_URL, allowSoftwareAdapter: true });
  events = [];
  engine.subscribe((progress) => events.push(progress));
});

afterEach(() => engine.release());

describe('the real worker', () => {
  it('loads, evaluates as Python does, and loads again from the cache', async () => {
    const model = await engine.load({ modelId: 'tiny-model', backend: 'auto' });
    expect(model).toMatchObject({ backend: 'wasm', cached: true, dropped: [] });
    for (const [, { question, answer, logits }] of tinyCases) {
      const found = await engine.predict({ question, answer, sentences: [answer] });
      const expected = logits['onnx/model_quantized.onnx'];
      const intent = softmax(expected.intent_logits);
      INTENTS.forEach((label, i) => expect(found.intent[label]).toBeCloseTo(intent[i] ?? NaN, 1));
      const emotion = softmax(expected.emotion_logits);
      EMOTIONS.forEach((label, i) => expect(found.emotion[label]).toBeCloseTo(emotion[i] ?? NaN, 1));
    }
    engine.release();
    events.length = 0;
    await engine.load({ modelId: 'tiny-model', backend: 'auto' });
    expect(events.map((event) => (event.phase === 'prepare' ? event.step : event.phase))).toEqual([
      'runtime',
      'download',
      'download',
      'download',
      'download',
      'session',
      'self-check',
      'ready'
    ]);
    expect(events[1]).toMatchObject({ fromCache: true });
  });

  it('refuses an fp16 model on an adapter without shader-f16, says so, and gives way to WASM', async () => {
    const model = await engine.load({ modelId: 'tiny-model', backend: 'webgpu' });
    expect(model.backend).toBe('wasm');
    expect(model.dropped).toMatchObject([{ backend: 'webgpu', error: { detail: 'no-shader-f16' } }]);
  });

  it('tells when the server cannot be reached', async () => {
    const stranded = createWorkerEngine({ modelsUrl: 'http://localhost:1/models/' });
    const loading = stranded.load({ modelId: 'tiny-model', backend: 'auto' });
    await expect(loading).rejects.toMatchObject({ code: 'download-failed' });
    expect(stranded.progress).toMatchObject({ phase: 'error', error: { code: 'download-failed' } });
  });

  it('evaluates a very long answer in windows, and stops when asked', async () => {
    await engine.load({ modelId: 'tiny-model', backend: 'wasm' });
    const answer = '저는 팀에서 고객 문의를 분석했습니다. '.repeat(900).trim();
    const request = { question: '지원 동기는?', answer, sentences: [answer] };
    const found = await engine.predict(request);
    expect(found.windows).toBeGreaterThan(100);
    const controller = new AbortController();
    const stopped = engine.predict(request, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    await expect(engine.predict({ ...request, answer: '저는', sentences: ['저는'] })).resolves.toMatchObject({
      windows: 1
    });
  });
});
