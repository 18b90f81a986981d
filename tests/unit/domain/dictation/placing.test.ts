import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edit, movedPosition, placeAt, placeHeard, remainder } from '$lib/domain/dictation/placing';

describe('what is left of a run after its author took a part of it', () => {
  test.each([
    ['저는 조회를 맡아', '', '저는 조회를 맡아'],
    ['저는 조회를 맡아', '저는 조회를', '맡아'],
    ['저는 조회를', '저는 조회를', ''],
    ['저는조회를 맡아', '저는 조회를', '맡아'],
    ['저는 팀 프로젝트를', '저는 팀장', '프로젝트를'],
    ['저는', '저는 조회를 맡아', '']
  ])('%j after %j', (heard, taken, rest) => {
    expect(remainder(heard, taken)).toBe(rest);
  });
});

describe('the caret', () => {
  const before = placeHeard(placeAt('앞 문장. 뒤 문장.', 5), '저는');
  const after = placeHeard(before, '저는 조회를');

  test('stays before the words, and moves with what stands behind them', () => {
    expect(before.text).toBe('앞 문장. 저는 뒤 문장.');
    expect(after.text).toBe('앞 문장. 저는 조회를 뒤 문장.');
    expect(movedPosition(2, before, after)).toBe(2);
    const inLast = before.text.indexOf('문장.', 8);
    expect(after.text.slice(movedPosition(inLast, before, after))).toBe('문장.');
  });

  test('follows the words if it stands at their end', () => {
    const empty = placeAt('', 0);
    const first = placeHeard(empty, '저는');
    expect(movedPosition(0, empty, first)).toBe(2);
    expect(movedPosition(2, first, placeHeard(first, '저는 조회를'))).toBe(6);
  });
});

test('nothing its author wrote outside the words is changed by them, and the words are always all there', () => {
  const words = fc.array(fc.constantFrom('저는', '조회를', '맡아', '줄였습니다'), { maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('가', '나', '.', ' '), maxLength: 12 });
  fc.assert(
    fc.property(text, text, words, words, (front, back, guess, heard) => {
      const start = placeAt(front + back, front.length);
      const placing = placeHeard(placeHeard(start, guess.join(' ')), heard.join(' '));
      expect(placing.text.startsWith(front)).toBe(true);
      expect(placing.text.endsWith(back)).toBe(true);
      const own = placing.text.slice(front.length, placing.text.length - back.length);
      expect(own.trim()).toBe(heard.join(' '));
      // Typing at either end moves the words and keeps them alive.
      const moved = placeHeard(edit(placing, `머리 ${placing.text}`), [...heard, '끝'].join(' '));
      expect(moved.text).toContain([...heard, '끝'].join(' '));
      expect(moved.text.startsWith(`머리 ${front}`)).toBe(true);
    })
  );
});
