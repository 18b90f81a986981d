/** Result files: what is written is read again, strangers' files are refused whole, and nothing is imported twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Take } from '$lib/domain/take';
import { readResults, resultCollection, resultFile } from '$lib/exchange/results';
import { exampleTake } from '../../support/examples';
import { ORIGINAL_RESULT } from '../../support/golden';
import { take as anyTake } from '../domain/documents/arbitraries';

const at = '2026-11-22T10:00:00.000Z';

function take(id: string): Take {
  return exampleTake({ id, question: { recommended_answer: '총무 일을 석 달 도왔습니다.' } });
}

/** A result of the original product to a question that asks for nothing, with fewer labels. */
const original = {
  ...ORIGINAL_RESULT,
  score_result: {
    total: 55,
    intent: 20,
    emotion: 15,
    length: 5,
    quality: 15,
    breakdown: {
      word_count: 2,
      pred_intent: 'personality',
      gt_intent: '',
      pred_emotion: 'neutral',
      gt_emotion: ''
    }
  },
  grade: 'F',
  analysis: {
    pred_emotion: 'neutral',
    pred_emotion_kor: '중립',
    gt_emotion: '',
    pred_intent: 'personality',
    gt_intent: ''
  }
};

describe('result files', () => {
  it('gives one take back as it was', async () => {
    const { name, text } = resultFile(take('t1'));
    expect(name).toBe('result_20261122-0901_t1.json');
    expect(await readResults(text, at)).toEqual([take('t1')]);
  });

  it('gives a collection back in order', async () => {
    const { name, text } = resultCollection([take('t2'), take('t1')], at);
    expect(name).toBe('results_20261122-1000.json');
    expect((await readResults(text, at)).map(({ id }) => id)).toEqual(['t2', 't1']);
  });

  it('gives any collection back, take by take', async () => {
    expect.hasAssertions();
    const collection = fc.uniqueArray(anyTake, { selector: ({ id }) => id, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(collection, async (takes) => {
        expect(await readResults(resultCollection(takes, at).text, at)).toEqual(takes);
      }),
      { seed: 20261122, numRuns: 50 }
    );
  });

  it('reads the original product’s result, with an id made of its content', async () => {
    const first = await readResults(JSON.stringify(original), at);
    const again = await readResults(JSON.stringify(original), '2027-01-01T00:00:00.000Z');
    expect(first[0]?.profile.occupation).toBe('D');
    expect(first[0]?.evaluation).toMatchObject({ status: 'scored', grade: 'F', score: { total: 55 } });
    expect(first[0]?.id).toMatch(/^import-[0-9a-f]{32}$/);
    expect(again[0]?.id).toBe(first[0]?.id);
  });

  it('refuses a file whole if one of its results is wrong, and says where', async () => {
    const wrong = { ...original, score_result: { ...original.score_result, total: '많음' } };
    await expect(readResults(JSON.stringify([original, wrong]), at)).rejects.toMatchObject({
      code: 'invalid',
      message: 'results.1.score_result.total: 숫자가 아닙니다'
    });
  });

  it('refuses newer collections and what is no JSON', async () => {
    const newer = { schema: { name: 'interview-buddy/results', version: 2 }, results: [] };
    await expect(readResults(JSON.stringify(newer), at)).rejects.toMatchObject({ code: 'newer-version' });
    await expect(readResults('<html>', at)).rejects.toMatchObject({ code: 'not-json' });
  });
});
