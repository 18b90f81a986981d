import { describe, expect, test } from 'vitest';
import { particleFor } from '$lib/domain/text/particles';
import { closeFormally, sayPlainly } from '$lib/domain/text/rewrite';

describe('a sentence closed formally', () => {
  test.each([
    ['그 뒤로도 표를 만들었고요', '그 뒤로도 표를 만들었습니다.'],
    ['제가 맡은 일인데요...', '제가 맡은 일입니다.'],
    ['원인을 먼저 찾았는데', '원인을 먼저 찾았습니다.'],
    ['저는 그렇게 생각해요.', '저는 그렇게 생각합니다.'],
    ['다들 좋아했거든요', '다들 좋아했습니다.'],
    ['표를 만들고요', '표를 만듭니다.'],
    ['그 방법이 더 좋아요.', '그 방법이 더 좋습니다.'],
    ['제 몫은 검수예요.', '제 몫은 검수입니다.'],
    ['그래서 다시 쟀다.', '그래서 다시 쟀습니다.'],
    ['매일 기록한다.', '매일 기록합니다.'],
    ['그때 많이 배웠어', '그때 많이 배웠습니다.'],
    ['쉬운 일은 아니었습니다만', '쉬운 일은 아니었습니다.']
  ])('%s → %s', (sentence, closed) => {
    expect(closeFormally(sentence)).toBe(closed);
  });

  test.each([
    '그건 사고요',
    '사람들이 줄을 서더라고요',
    '제가 음악을 자주 들어요',
    '날이 더워요',
    '언제든지요',
    '어떻게 하면 될까요?',
    '그분이 “괜찮아요”',
    '이미 했습니다.'
  ])('%s is left alone: its stem is in doubt, or there is nothing to do', (sentence) => {
    expect(closeFormally(sentence)).toBeNull();
  });
});

describe('a hedge said plainly', () => {
  test.each([
    ['그때는 정말 좋았던 것 같습니다.', '그때는 정말 좋았습니다.'],
    ['원인은 온도인 것 같습니다.', '원인은 온도입니다.'],
    ['제가 성장하는 것 같아요', '제가 성장합니다.'],
    ['끈기를 배운 것 같습니다', '끈기를 배웠습니다.'],
    ['업무에 도움이 될 것 같습니다.', '업무에 도움이 될 것입니다.']
  ])('%s → %s', (sentence, plain) => {
    expect(sayPlainly(sentence)).toBe(plain);
  });

  // 한: 했습니다 or 합니다; 줄인: 줄였습니다, no noun 줄.
  test.each(['성실한 것 같습니다.', '시간을 줄인 것 같습니다.', '하지 않을까 싶습니다.'])(
    '%s could be read two ways',
    (sentence) => {
      expect(sayPlainly(sentence)).toBeNull();
    }
  );
});

test('particles follow the sound of the word, and show both where it is not known', () => {
  expect(['점검표', '기록', '서울', '3', '6', 'SQL'].map((word) => particleFor(word, '을/를'))).toEqual([
    '를',
    '을',
    '을',
    '을',
    '을',
    '을(를)'
  ]);
  expect(['점검표', '기록', '서울'].map((word) => particleFor(word, '으로/로'))).toEqual([
    '로',
    '으로',
    '로'
  ]);
  expect(particleFor('API', '이라고/라고')).toBe('(이)라고');
});
