/**
 * How far the rubrics agree with the labelled levels, with the bundled model: on a fixed sample of the validation split,
 * in Node. The test split is not touched. `node scripts/agreement.js` measures whole splits.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { agreement, labelledAnswers, openReader, totalOf, type ReadAnswer } from './agreement';

/** Every how many-th validation answer is in the sample. */
const SAMPLE_STEP = 4;

describe('agreement of the rubrics with the labelled levels', () => {
  const reads: ReadAnswer[] = [];

  beforeAll(async () => {
    const read = await openReader();
    for (const answer of labelledAnswers('val', SAMPLE_STEP)) reads.push(await read(answer));
  }, 300_000);

  it('buddy-2 agrees better than the original rule, and both better than counting words', () => {
    const ours = agreement(reads, (read) => totalOf(read, 'buddy-2'));
    const original = agreement(reads, (read) => totalOf(read, 'buddy-1'));
    const words = agreement(reads, (read) => read.words);
    expect(ours.spearman).toBeGreaterThan(original.spearman + 0.2);
    expect(original.spearman).toBeGreaterThan(words.spearman);
    expect(ours.spearman).toBeGreaterThan(0.75);
    expect(ours.adversarial).toBeGreaterThan(0.6);
    expect(ours.offTopicPassing).toBeLessThanOrEqual(Math.ceil(ours.offTopic * 0.2));
  });
});
