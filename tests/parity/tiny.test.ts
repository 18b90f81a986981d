import { beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS, INTENTS, LEVELS, ROLES } from '$lib/domain/vocabulary';
import { predict } from '$lib/model/predict';
import { softmax } from '$lib/model/pooling';
import { checkSession, checkTokenizer } from '$lib/model/self-check';
import { sessionOpener, type ModelSession } from '$lib/model/session';
import { answerCapacity, joinInput, planWindows } from '$lib/model/windows';
import { tinyCases, tinyConfig, tinyFile, tinyTokenizer } from './tiny-model';

const config = tinyConfig();
const tokenizer = tinyTokenizer();

/** Largest distance from the oracle's logits that each file may show. */
const TOLERANCE = {
  'onnx/model.onnx': 1e-3,
  'onnx/model_quantized.onnx': 0.05,
  'onnx/model_fp16.onnx': 0.02
};

describe.each(tinyCases)('%s', (_, oracle) => {
  it('has the ids and segments of Python, window by window', () => {
    const question = tokenizer.encode(oracle.question).ids;
    const answer = tokenizer.encode(oracle.answer).ids;
    expect(question).toEqual(oracle.question_ids);
    expect(answer).toEqual(oracle.answer_ids);
    const asked = question.slice(0, config.max_question_tokens);
    const capacity = answerCapacity(config.input, config.max_length, asked.length);
    const windows = planWindows(answer.length, capacity, config.window_overlap);
    expect(windows.map(({ start, end, ownStart: from, ownEnd: to }) => ({ start, end, from, to }))).toEqual(
      oracle.windows
    );
    const inputs = windows.map(({ start, end }) =>
      joinInput(config.input, asked, answer.slice(start, end), tokenizer)
    );
    expect(inputs.map(({ inputIds }) => inputIds)).toEqual(oracle.input_ids);
    expect(inputs.map(({ tokenTypeIds }) => tokenTypeIds)).toEqual(oracle.token_type_ids);
  });
});

describe.each(Object.entries(TOLERANCE))('%s on WASM in Node', (file, tolerance) => {
  let session: ModelSession;

  beforeAll(async () => {
    session = await sessionOpener(null)(tinyFile(file), { backend: 'wasm', threads: 1, jspi: false });
  });

  it('passes its self-check', async () => {
    checkTokenizer(tokenizer, config);
    await expect(checkSession(session, config, file)).resolves.toBeUndefined();
  });

  it.each(tinyCases)('%s: predicts what Python predicts', async (_, oracle) => {
    const expected = oracle.logits[file] as Record<string, number[]>;
    const { question, answer } = oracle;
    const found = await predict({ session, tokenizer, config }, { question, answer, sentences: [answer] });
    // A logit off by t moves a probability by at most t / 2.
    const close = (values: number[], head: keyof typeof config.heads, name: string) => {
      const temperature = (config.heads[head] as { temperature?: number } | undefined)?.temperature ?? 1;
      softmax(expected[name] ?? [], temperature).forEach((probability, i) =>
        expect(Math.abs((values[i] ?? NaN) - probability)).toBeLessThanOrEqual(tolerance / 2)
      );
    };
    close(
      INTENTS.map((label) => found.intent[label]),
      'intent',
      'intent_logits'
    );
    close(
      EMOTIONS.map((label) => found.emotion[label]),
      'emotion',
      'emotion_logits'
    );
    close(
      LEVELS.map((label) => found.quality?.[label] ?? NaN),
      'quality',
      'quality_logits'
    );
    const [relevance = NaN] = expected.relevance_logits ?? [];
    expect(Math.abs((found.relevance ?? NaN) - 1 / (1 + Math.exp(-relevance)))).toBeLessThanOrEqual(
      tolerance / 4
    );
    expect(found.windows).toBe(oracle.windows.length);
    expect(found.answerTokens).toBe(oracle.answer_ids.length);
    expect(found.unknownShare).toBeCloseTo(
      oracle.answer_ids.filter((id) => id === 0).length / oracle.answer_ids.length
    );

    const [sentence] = found.sentences;
    const tokens = (oracle.logits[file]?.role_logits ?? []) as number[][];
    const meanRole = ROLES.map((_, k) => tokens.reduce((sum, row) => sum + (row[k] ?? 0), 0) / tokens.length);
    softmax(meanRole).forEach((probability, i) =>
      expect(Math.abs((sentence?.role?.[ROLES[i] ?? 'O'] ?? NaN) - probability)).toBeLessThanOrEqual(
        tolerance / 2
      )
    );
    (expected.token_embeddings_mean ?? []).forEach((value, i) =>
      expect(Math.abs((sentence?.embedding?.[i] ?? NaN) - value)).toBeLessThanOrEqual(tolerance)
    );
  });
});
