import { describe, expect, it } from 'vitest';
import { ModelError } from '$lib/model/engine';
import type { InterviewConfig } from '$lib/model/manifest';
import { predict } from '$lib/model/predict';
import type { ModelOutputs, ModelSession } from '$lib/model/session';
import type { TokenRow } from '$lib/model/windows';
import { tinyConfig, tinyTokenizer } from '../../parity/tiny-model';

const tokenizer = tinyTokenizer();
const config = tinyConfig();
const question = '지원 동기는?';
const long = '저는 팀에서 고객 문의를 분석하여 자동 응답 기능을 만들었습니다. '.repeat(6).trim();

/** A model made of plain arithmetic: `make` gives the outputs of one run. */
function session(make: (row: TokenRow, run: number) => ModelOutputs): ModelSession & { rows: TokenRow[] } {
  const rows: TokenRow[] = [];
  return {
    rows,
    run: (row) => Promise.resolve(make(row, rows.push(row) - 1)),
    release: () => Promise.resolve()
  };
}

const vector = (...values: number[]) => ({ data: Float32Array.from(values), dims: [1, values.length] });
const twoHeads: InterviewConfig = {
  ...config,
  heads: {
    intent: {
      output: 'i',
      labels: ['etc', 'technology', 'attitude', 'background', 'personality'],
      temperature: 1
    },
    emotion: { output: 'e', labels: ['neutral', 'positive', 'negative'], temperature: 1 }
  }
};
const twoOutputs = (): ModelOutputs => ({ i: vector(0, 9, 0, 0, 0), e: vector(9, 0, 0) });
const asked = (answer: string, sentences = [answer]) => ({ question, answer, sentences });

describe('predict', () => {
  it('reads labels in the order of the head, and gives null for heads that are not there', async () => {
    const found = await predict(
      { session: session(twoOutputs), tokenizer, config: twoHeads },
      asked('저는 팀에서')
    );
    expect(found.intent.technology).toBeGreaterThan(0.99);
    expect(found.emotion.neutral).toBeGreaterThan(0.99);
    expect(found).toMatchObject({
      quality: null,
      relevance: null,
      sentences: [{ role: null, embedding: null }]
    });
  });

  it('weights the windows of a long answer by the tokens that belong to them', async () => {
    // 100 tokens in windows that own 36, 29 and 35 of them.
    const fake = session((_, run) => ({ i: vector(0, 4 * run, 0, 0, 0), e: vector(0, 0, 0) }));
    const answer = '저는 '.repeat(100).trim();
    const found = await predict({ session: fake, tokenizer, config: twoHeads }, asked(answer));
    expect(found.windows).toBe(3);
    expect(found.answerTokens).toBe(100);
    const mean = (29 * 4 + 35 * 8) / 100;
    expect(found.intent.technology).toBeCloseTo(Math.exp(mean) / (Math.exp(mean) + 4), 6);
    expect(fake.rows.every(({ inputIds }) => inputIds.length === config.max_length)).toBe(true);
    expect(fake.rows[0]?.inputIds.slice(0, 5)).toEqual(fake.rows[1]?.inputIds.slice(0, 5));
  });

  it('takes every token from the window it belongs to, and each sentence from its tokens', async () => {
    // The embedding of a token is its id and the run: means must come out as if there were no windows.
    const embedding: InterviewConfig = {
      ...twoHeads,
      heads: { ...twoHeads.heads, embedding: { output: 't' } }
    };
    const fake = session(({ inputIds }, run) => ({
      ...twoOutputs(),
      t: { data: Float32Array.from(inputIds.flatMap((id) => [id, run])), dims: [1, inputIds.length, 2] }
    }));
    const sentences = long
      .split('. ')
      .map((sentence, i, all) => (i < all.length - 1 ? `${sentence}.` : sentence));
    const found = await predict({ session: fake, tokenizer, config: embedding }, asked(long, sentences));
    const { ids } = tokenizer.encode(sentences[0] ?? '');
    const mean = ids.reduce((a, b) => a + b, 0) / ids.length;
    expect(found.sentences.map((sentence) => sentence.embedding?.[0])).toEqual(
      sentences.map(() => expect.closeTo(mean, 4) as number)
    );
    expect(found.sentences.map((sentence) => sentence.embedding?.[1])).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('cuts a long question, never the answer', async () => {
    const fake = session(twoOutputs);
    const words = '프로젝트를 소개해 주세요 '.repeat(10);
    await predict(
      { session: fake, tokenizer, config: twoHeads },
      { question: words, answer: '저는', sentences: ['저는'] }
    );
    const answer = tokenizer.encode('저는').ids;
    expect(fake.rows[0]?.inputIds).toHaveLength(config.max_question_tokens + answer.length + 3);
    expect(fake.rows[0]?.inputIds.slice(-answer.length - 1, -1)).toEqual(answer);
  });

  it.each(['', ' \n\t', '\u200b\u200b'])('evaluates nothing (%j) without falling over', async (nothing) => {
    const found = await predict(
      { session: session(twoOutputs), tokenizer, config: twoHeads },
      asked(nothing)
    );
    expect(found).toMatchObject({ answerTokens: 0, windows: 1, unknownShare: 0 });
    expect(found.sentences).toEqual([{ role: null, embedding: null }]);
  });

  it('counts what the model does not know', async () => {
    const found = await predict(
      { session: session(twoOutputs), tokenizer, config: twoHeads },
      asked('👍 🎉 😀')
    );
    expect(found.unknownShare).toBe(0.5);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'sentences of another answer',
      () =>
        predict(
          { session: session(twoOutputs), tokenizer, config: twoHeads },
          asked('저는 팀에서', ['저는'])
        ),
      'inference-failed'
    ],
    [
      'an output that is not there',
      () =>
        predict(
          { session: session(() => ({ i: vector(0, 0, 0, 0, 0) })), tokenizer, config: twoHeads },
          asked('저는')
        ),
      'invalid-model'
    ],
    [
      'an output of another width',
      () =>
        predict(
          { session: session(() => ({ ...twoOutputs(), e: vector(0, 0) })), tokenizer, config: twoHeads },
          asked('저는')
        ),
      'invalid-model'
    ],
    [
      'an output that is no number',
      () =>
        predict(
          {
            session: session(() => ({ ...twoOutputs(), e: vector(0, NaN, 0) })),
            tokenizer,
            config: twoHeads
          },
          asked('저는')
        ),
      'inference-failed'
    ]
  ])('refuses %s', async (_, run, code) => {
    const error: unknown = await run().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code });
  });

  it('stops between windows when aborted', async () => {
    const controller = new AbortController();
    const fake = session(() => {
      setTimeout(() => controller.abort());
      return twoOutputs();
    });
    const running = predict(
      { session: fake, tokenizer, config: twoHeads },
      asked(`${long} ${long}`),
      controller.signal
    );
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(fake.rows).toHaveLength(1);
  });
});
