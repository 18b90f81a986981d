import { describe, expect, it } from 'vitest';
import { sentenceMeans, sigmoid, softmax, weightedMean } from '$lib/model/pooling';

describe('softmax', () => {
  it('turns logits into probabilities', () => {
    const [a = NaN, b = NaN] = softmax([Math.log(3), 0]);
    expect(a).toBeCloseTo(0.75, 12);
    expect(b).toBeCloseTo(0.25, 12);
  });

  it('flattens with a temperature above 1 and survives huge logits', () => {
    const [warm = NaN] = softmax([Math.log(9), 0], 2);
    expect(warm).toBeCloseTo(0.75, 12);
    expect(softmax([1000, 0])).toEqual([1, 0]);
    expect(softmax([-1000, -1000])).toEqual([0.5, 0.5]);
  });
});

describe('sigmoid', () => {
  it('is the logistic function of logit / temperature', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 12);
    expect(sigmoid(2 * Math.log(3), 2)).toBeCloseTo(0.75, 12);
    expect(sigmoid(-1000)).toBe(0);
  });
});

describe('weightedMean', () => {
  it('weights rows', () => {
    expect([
      ...weightedMean(
        [
          [1, 0],
          [4, 8]
        ],
        [3, 1]
      )
    ]).toEqual([1.75, 2]);
  });

  it('treats weights that are all zero as equal', () => {
    expect([...weightedMean([[2], [4]], [0, 0])]).toEqual([3]);
    expect(weightedMean([], [])).toHaveLength(0);
  });
});

describe('sentenceMeans', () => {
  it('averages each sentence and gives null for one without tokens', () => {
    const tokens = Float32Array.of(1, 2, 3, 4, 10, 20);
    const [first, second, third] = sentenceMeans(tokens, 2, [0, 0, 2], 3);
    expect([...(first ?? [])]).toEqual([2, 3]);
    expect(second).toBeNull();
    expect([...(third ?? [])]).toEqual([10, 20]);
  });

  it('refuses a token of a sentence that does not exist', () => {
    expect(() => sentenceMeans(Float32Array.of(1), 1, [1], 1)).toThrow(RangeError);
  });
});
