import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeCapabilities, type Capabilities } from '$lib/model/capabilities';
import { loadModel } from '$lib/model/load-model';
import { parseConfig, type InterviewConfig } from '$lib/model/manifest';
import { runtimeFiles } from '$lib/model/runtime-files';
import { checkSession } from '$lib/model/self-check';
import { sessionOpener, type ModelSession } from '$lib/model/session';
import { ModelStore } from '$lib/model/store';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { joinInput } from '$lib/model/windows';
import { FIXTURES_URL, tinyCases, tinyFile, tinyJson } from './tiny-model';

const openSession = sessionOpener(runtimeFiles(location.href));
let capabilities: Capabilities;
let config: InterviewConfig;

beforeAll(async () => {
  capabilities = await probeCapabilities({ webgpu: true });
  config = parseConfig(await tinyJson('config.json'));
});

describe('the software adapter of the test browser', () => {
  it('is recognised as one, and is not asked for in vain', async () => {
    expect(capabilities.webgpu).toEqual({ software: true, shaderF16: false });
    expect((await probeCapabilities({ webgpu: false })).webgpu).toBeNull();
    expect(capabilities).toMatchObject({ webAssembly: true, crossOriginIsolated: true });
  });

  it('is never chosen unless a test allows it', async () => {
    const environment = {
      store: new ModelStore(FIXTURES_URL, null),
      probe: probeCapabilities,
      openSession,
      now: () => performance.now()
    };
    const request = { modelId: 'tiny-model', backend: 'webgpu' } as const;
    const guarded = await loadModel(
      request,
      { ...environment, allowSoftwareAdapter: false },
      () => undefined
    );
    expect(guarded.model).toMatchObject({
      backend: 'wasm',
      dropped: [{ backend: 'webgpu', error: { detail: 'software-adapter' } }]
    });
  });
});

describe.each([
  ['wasm', false, 2],
  ['webgpu', false, 1],
  ['webgpu', true, 1]
] as const)('%s (JSPI: %s, threads: %i)', { timeout: 60_000 }, (backend, jspi, threads) => {
  let session: ModelSession;
  let tokenizer: KoreanTokenizer;

  beforeAll(async () => {
    session = await openSession(await tinyFile('onnx/model.onnx'), { backend, jspi, threads });
    tokenizer = new KoreanTokenizer(await tinyJson('tokenizer.json'));
  }, 60_000);

  afterAll(() => session.release());

  it('passes the self-check', async () => {
    await expect(checkSession(session, config, 'onnx/model.onnx')).resolves.toBeUndefined();
  });

  it.each(tinyCases.filter(([, { windows }]) => windows.length === 1))(
    '%s: ids are those of Python, fp32 logits within 1e-3',
    async (_, oracle) => {
      const asked = tokenizer.encode(oracle.question).ids.slice(0, config.max_question_tokens);
      const input = joinInput(config.input, asked, tokenizer.encode(oracle.answer).ids, tokenizer);
      expect(input.inputIds).toEqual(oracle.input_ids[0]);
      expect(input.tokenTypeIds).toEqual(oracle.token_type_ids[0]);
      const outputs = await session.run(input);
      const expected = oracle.logits['onnx/model.onnx'];
      for (const name of ['intent_logits', 'emotion_logits', 'quality_logits', 'relevance_logits'] as const) {
        expect(distance(outputs[name]?.data, expected[name]), name).toBeLessThanOrEqual(1e-3);
      }
      const answerRoles = outputs.role_logits?.data.slice(input.answerOffset * 5, -5);
      expect(distance(answerRoles, expected.role_logits.flat()), 'role_logits').toBeLessThanOrEqual(1e-3);
    }
  );
});

/** @returns the largest difference between two lists; NaN if they are not equally long */
function distance(found: ArrayLike<number> | undefined, expected: readonly number[]): number {
  if (found?.length !== expected.length) return NaN;
  return Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))));
}
