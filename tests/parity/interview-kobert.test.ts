import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifestFile, parseConfig, parseManifest } from '$lib/model/manifest';
import { predict } from '$lib/model/predict';
import { checkSession, checkTokenizer } from '$lib/model/self-check';
import { sessionOpener, type ModelSession } from '$lib/model/session';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { answerCapacity, joinInput, planWindows } from '$lib/model/windows';
import {
  decided,
  embeddingError,
  expectedLabels,
  labelsOf,
  logitError,
  oracleAnswers,
  oracleHashes,
  oracleTexts,
  oracleWindows
} from './oracle';

const folder = new URL('../../models/interview-kobert/', import.meta.url);
const bytesOf = (path: string) => new Uint8Array(readFileSync(new URL(path, folder)));
const jsonOf = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as unknown;

const manifest = parseManifest(jsonOf('manifest.json'));
const config = parseConfig(jsonOf('config.json'));
const tokenizer = new KoreanTokenizer(jsonOf('tokenizer.json'));

describe('the model folder', () => {
  it.each(manifest.files)('holds $path as its manifest promises it', ({ path, bytes, sha256 }) => {
    const found = bytesOf(path);
    expect(found).toHaveLength(bytes);
    expect(createHash('sha256').update(found).digest('hex')).toBe(sha256);
  });

  it.each(Object.entries(oracleHashes))('is the one the oracle was made with: %s', (path, sha256) => {
    expect(manifestFile(manifest, path).sha256).toBe(sha256);
  });

  it('has a tokenizer that makes the known ids', () => {
    expect(() => checkTokenizer(tokenizer, config)).not.toThrow();
  });
});

describe('ids', () => {
  it.each(oracleTexts.cases)('of “$text”', ({ text, ids }) => {
    expect(tokenizer.encode(text).ids).toEqual(ids);
  });

  it.each(oracleTexts.pairs)(
    'of “$question” with “$answer”',
    ({ question, answer, input_ids, token_type_ids }) => {
      const asked = tokenizer.encode(question).ids.slice(0, config.max_question_tokens);
      const input = joinInput(config.input, asked, tokenizer.encode(answer).ids, tokenizer);
      expect(input.inputIds).toEqual(input_ids);
      expect(input.tokenTypeIds).toEqual(token_type_ids);
    }
  );
});

describe('windows', () => {
  it.each(oracleWindows.cases)('of $answer_tokens tokens beside $question_tokens, pair: $pair', (oracle) => {
    const kind = oracle.pair ? 'question+answer' : 'answer';
    const capacity = answerCapacity(kind, oracle.max_length, oracle.question_tokens);
    const windows = planWindows(oracle.answer_tokens, capacity, oracle.overlap);
    expect(windows.map(({ start, end }) => [start, end])).toEqual(oracle.windows);
    const owned = windows.map(({ ownStart, ownEnd }, i) => [i, ownEnd - ownStart]);
    expect(owned.filter(([, tokens]) => tokens)).toEqual(oracle.owner_runs);
  });
});

/** How far logits may be from Python's with the same file: the runtimes differ in version and instruction set. */
const TOLERANCE = { 'onnx/model_quantized.onnx': 0.05, 'onnx/model_fp16.onnx': 0.01 };

describe.each(Object.entries(TOLERANCE))('%s on WASM in Node', (file, tolerance) => {
  let session: ModelSession;

  beforeAll(async () => {
    session = await sessionOpener(null)(bytesOf(file), { backend: 'wasm', threads: 1, jspi: false });
  });

  it('passes its self-check', async () => {
    await expect(checkSession(session, config, file)).resolves.toBeUndefined();
  });

  it.each(oracleAnswers)(
    '$name: clear labels as in Python, logits close',
    async ({ request, windows, expected }) => {
      const found = await predict({ session, tokenizer, config }, request);
      const oracle = expected[file];
      if (!oracle) throw new Error(`The oracle knows no ${file}.`);
      expect(found.windows).toBe(windows);
      const clear = decided(oracle, tolerance);
      expect(labelsOf(found).filter((_, i) => clear[i])).toEqual(
        expectedLabels(oracle).filter((_, i) => clear[i])
      );
      // Labels too close to call are rare, or the comparison would say nothing.
      expect(clear.filter(Boolean).length).toBeGreaterThanOrEqual(0.6 * clear.length);
      expect(logitError(found, oracle, config)).toBeLessThanOrEqual(tolerance);
      expect(embeddingError(found, oracle)).toBeLessThanOrEqual(tolerance / 5);
    }
  );
});

describe('the files of one model', () => {
  it.each(oracleAnswers)('$name: fp16 says what PyTorch says in fp32', ({ expected }) => {
    const fp32 = expected.fp32;
    const fp16 = expected['onnx/model_fp16.onnx'];
    expect(fp16 && expectedLabels(fp16)).toEqual(fp32 && expectedLabels(fp32));
  });
});
