/** The question pool and the labelled corpus hold to their rules; `npm run check:content` prints the same as a table. */
import { describe, expect, it } from 'vitest';
import { checkContent } from '../../scripts/check-content.js';
import { forbiddenTopics, typingSlips } from '../../scripts/content/lint.js';
import { kappa, nearDuplicates, sharedRuns, spearman } from '../../scripts/content/statistics.js';

describe('the content', () => {
  it('holds to every rule', () => {
    const { violations, rows } = checkContent();
    console.warn(rows.map(([name, value, limit]) => `${name}: ${value} ${limit}`).join('\n'));
    expect(violations).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('find what may not be asked, and leave ordinary words alone', () => {
    expect(forbiddenTopics('결혼 계획이 있으신가요?')).toEqual(['혼인·가족계획']);
    expect(forbiddenTopics('부모님은 어떤 일을 하십니까?')).toEqual(['가족의 학력·직업·재산']);
    expect(forbiddenTopics('고향이 어디인가요?')).toEqual(['출신 지역']);
    expect(forbiddenTopics('종교가 있습니까?')).toEqual(['종교']);
    expect(forbiddenTopics('지식재산 담당자와 상의해 종교배 실험을 멈췄습니다.')).toEqual([]);
    expect(forbiddenTopics('참여자 수를 늘리고 재고 자산을 정리했습니다.')).toEqual([]);
  });

  it('find slips of typing', () => {
    expect(typingSlips('했습니다 . 그리고')).toEqual(['space before punctuation']);
    expect(typingSlips('했습니다.그리고')).toEqual(['no space after a sentence']);
    expect(typingSlips('ㅋㅋ 3.5배로 늘었습니다.')).toEqual(['loose jamo']);
    expect(typingSlips('3.5배로 늘었고, 그래서… 좋았습니다.')).toEqual([]);
  });

  it('correlate ranks', () => {
    expect(spearman([1, 2, 3, 4], [10, 20, 30, 40])).toBeCloseTo(1);
    expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1);
    expect(spearman([1, 1, 1], [1, 2, 3])).toBe(0);
  });

  it('measure agreement beyond chance', () => {
    expect(kappa(['a', 'b'], ['a', 'b'], ['a', 'b'])).toBe(1);
    expect(kappa(['a', 'a', 'b', 'b'], ['a', 'b', 'a', 'b'], ['a', 'b'])).toBeCloseTo(0);
    // One step off costs less than four where labels are ordered.
    const near = kappa([1, 3, 5], [2, 3, 5], [1, 2, 3, 4, 5], true);
    const far = kappa([1, 3, 5], [5, 3, 5], [1, 2, 3, 4, 5], true);
    expect(near).toBeGreaterThan(far);
  });

  it('find near duplicates and shared runs', () => {
    const items = [
      { id: 'a', text: '저는 매장에서 재고를 세고 발주 수량을 조정했습니다.' },
      { id: 'b', text: '저는 매장에서 재고를 세고 발주 수량을 조정하였습니다.' },
      { id: 'c', text: '로그를 보고 원인을 찾아 쿼리를 줄였습니다.' }
    ];
    expect(nearDuplicates(items, 0.5).map(({ a, b }) => [a, b])).toEqual([['a', 'b']]);
    expect(sharedRuns(items, 4, 1).map(({ ids }) => ids)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b']
    ]);
  });
});
