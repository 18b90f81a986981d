/** The bundled model in the real worker, against the training oracle: the same checks as tests/parity in Node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkerEngine } from '$lib/model/client';
import type { Engine, LoadedModel } from '$lib/model/engine';
import { parseConfig, type InterviewConfig } from '$lib/model/manifest';
import { MODEL_CACHE } from '$lib/model/store';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import {
  embeddingError,
  decided,
  expectedLabels,
  labelsOf,
  logitError,
  oracleAnswers,
  oracleHashes,
  oracleTexts
} from '../../parity/oracle';

const MODELS_URL = new URL('/models/', location.href).href;
const QUANTIZED = 'onnx/model_quantized.onnx';
/** How far logits may be from Python's with the same file, as in Node. */
const TOLERANCE = 0.05;

const json = async (path: string) =>
  (await (await fetch(`${MODELS_URL}interview-kobert/${path}`)).json()) as unknown;

let config: InterviewConfig;

beforeAll(async () => {
  await caches.delete(MODEL_CACHE);
  config = parseConfig(await json('config.json'));
});

describe('ids in the browser', () => {
  it('are those of Python', async () => {
    const tokenizer = new KoreanTokenizer(await json('tokenizer.json'));
    for (const { text, ids } of oracleTexts.cases) expect(tokenizer.encode(text).ids, text).toEqual(ids);
  });
});

describe.each(['auto', 'webgpu'] as const)('interview-kobert, backend %s', (backend) => {
  let engine: Engine;
  let model: LoadedModel;

  beforeAll(async () => {
    engine = createWorkerEngine({ modelsUrl: MODELS_URL, allowSoftwareAdapter: true });
    model = await engine.load({ modelId: 'interview-kobert', backend });
  });

  afterAll(() => engine.release());

  it('runs on WASM, and says why where WebGPU was asked for', () => {
    expect(model).toMatchObject({ backend: 'wasm', cached: true, sha256: oracleHashes[QUANTIZED] });
    // The test browser's adapter is emulated and has no shader-f16, and the model ships only fp16 for WebGPU.
    const reasons = model.dropped.map((dropped) => [dropped.backend, dropped.error.detail]);
    expect(reasons).toEqual(backend === 'auto' ? [] : [['webgpu', 'no-shader-f16']]);
  });

  it.each(oracleAnswers)(
    '$name: clear labels as in Python, logits close',
    async ({ request, windows, expected }) => {
      const oracle = expected[QUANTIZED];
      if (!oracle) throw new Error(`The oracle knows no ${QUANTIZED}.`);
      const found = await engine.predict(request);
      expect(found.windows).toBe(windows);
      const clear = decided(oracle, TOLERANCE);
      expect(labelsOf(found).filter((_, i) => clear[i])).toEqual(
        expectedLabels(oracle).filter((_, i) => clear[i])
      );
      expect(logitError(found, oracle, config)).toBeLessThanOrEqual(TOLERANCE);
      expect(embeddingError(found, oracle)).toBeLessThanOrEqual(TOLERANCE / 5);
    }
  );
});
