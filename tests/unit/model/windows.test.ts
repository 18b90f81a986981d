import { describe, expect, it } from 'vitest';
import { answerCapacity, joinInput, planWindows } from '$lib/model/windows';

describe('planWindows', () => {
  it('keeps a short or empty answer in one window', () => {
    expect(planWindows(0, 10, 4)).toEqual([{ start: 0, end: 0, ownStart: 0, ownEnd: 0 }]);
    expect(planWindows(10, 10, 4)).toEqual([{ start: 0, end: 10, ownStart: 0, ownEnd: 10 }]);
  });

  it('aligns the last window to the end', () => {
    // Starts at 0 and 6; 12 + 10 would pass the end of 17 tokens, so the last starts at 7.
    expect(planWindows(17, 10, 4)).toEqual([
      { start: 0, end: 10, ownStart: 0, ownEnd: 8 },
      { start: 6, end: 16, ownStart: 8, ownEnd: 12 },
      { start: 7, end: 17, ownStart: 12, ownEnd: 17 }
    ]);
  });

  it('makes no further window when one ends exactly at the end', () => {
    expect(planWindows(16, 10, 4).map(({ start }) => start)).toEqual([0, 6]);
  });

  it('gives every token to the window in which it is farthest from an edge, ties to the earlier', () => {
    for (const capacity of [1, 2, 5, 9, 16]) {
      for (let overlap = 0; overlap < capacity; overlap++) {
        for (let tokens = 1; tokens <= 60; tokens++) {
          const windows = planWindows(tokens, capacity, overlap);
          const owners = Array.from({ length: tokens }, (_, token) => {
            const margins = windows.map(({ start, end }) => Math.min(token - start, end - 1 - token));
            return margins.indexOf(Math.max(...margins));
          });
          const planned = windows.flatMap(({ ownStart, ownEnd }, i) => new Array(ownEnd - ownStart).fill(i));
          expect(planned, `${tokens} tokens, ${capacity} wide, overlap ${overlap}`).toEqual(owners);
          expect(windows.every(({ start, end }) => end - start === Math.min(tokens, capacity))).toBe(true);
        }
      }
    }
  });

  it('refuses an overlap that would never advance', () => {
    expect(() => planWindows(20, 5, 5)).toThrow(RangeError);
  });
});

describe('joinInput', () => {
  const special = { cls: 2, sep: 3 };

  it('puts the question in segment 0 and the answer in segment 1', () => {
    expect(joinInput('question+answer', [10, 11], [20], special)).toEqual({
      inputIds: [2, 10, 11, 3, 20, 3],
      tokenTypeIds: [0, 0, 0, 0, 1, 1],
      answerOffset: 4
    });
  });

  it('leaves the question out for a model that reads answers alone', () => {
    expect(joinInput('answer', [10, 11], [20], special)).toEqual({
      inputIds: [2, 20, 3],
      tokenTypeIds: [0, 0, 0],
      answerOffset: 1
    });
  });

  it('fills the maximum length exactly', () => {
    const question = [10, 11, 12];
    const capacity = answerCapacity('question+answer', 16, question.length);
    expect(
      joinInput('question+answer', question, new Array(capacity).fill(7), special).inputIds
    ).toHaveLength(16);
    expect(
      joinInput('answer', [], new Array(answerCapacity('answer', 16, 0)).fill(7), special).inputIds
    ).toHaveLength(16);
  });
});
