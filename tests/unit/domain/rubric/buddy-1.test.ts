import { describe, expect, test } from 'vitest';
import type { ScoredEvaluation } from '$lib/domain/evaluation';
import { bareQuestion } from '$lib/domain/question';
import type { Emotion, Intent } from '$lib/domain/vocabulary';
import { PUBLISHED_RESULT } from '../../../support/golden';
import { judgeScored, type Script } from '../answers';

/** Distinct Korean words, so that no gate takes the text for repetition. */
function answerOf(words: number): string {
  const stock = [
    '기획',
    '일정',
    '고객',
    '재고',
    '서류',
    '회의',
    '예산',
    '교육',
    '점검',
    '기록',
    '배송',
    '설계'
  ];
  const verbs = ['정리했고', '확인했고', '나누었고', '물었고', '적었고', '바꾸었고', '세었고'];
  return Array.from({ length: words }, (_, index) => {
    const noun = stock[index % stock.length] ?? '';
    return index % 2 === 0
      ? `${noun}을`
      : `${String(index)}번 ${verbs[index % verbs.length] ?? ''}`.replace(' ', '');
  }).join(' ');
}

function score(
  words: number,
  expected: { intent: Intent | null; emotion: Emotion | null },
  script: Script
): ScoredEvaluation {
  const question = {
    ...bareQuestion('지원 동기를 말씀해 주세요.'),
    gt_intent: expected.intent,
    gt_emotion: expected.emotion
  };
  return judgeScored(answerOf(words), script, { question, rubric: 'buddy-1' });
}

test('the published example: 10 + 15 + 25 + 25 = 75, C, with its three lines', () => {
  const {
    score: result,
    grade,
    feedback,
    cap
  } = score(66, { intent: 'background', emotion: null }, { intent: 'attitude', emotion: 'positive' });
  expect(result).toEqual(PUBLISHED_RESULT.score_result);
  expect(Object.keys(result)).toEqual(['total', 'intent', 'emotion', 'length', 'quality', 'breakdown']);
  expect(grade).toBe('C');
  expect(cap).toBeNull();
  expect(feedback).toEqual(PUBLISHED_RESULT.feedback);
});

describe('intent', () => {
  test.each<[Intent, Intent | null, number]>([
    ['technology', 'technology', 30],
    ['technology', 'attitude', 20],
    ['attitude', 'technology', 20],
    ['background', 'personality', 20],
    ['personality', 'background', 20],
    ['technology', 'background', 10],
    ['etc', 'attitude', 10],
    ['etc', null, 20]
  ])('predicted %s, expected %s: %d', (intent, expected, points) => {
    expect(score(60, { intent: expected, emotion: null }, { intent }).score.intent).toBe(points);
  });
});

describe('emotion', () => {
  test.each<[Emotion, Emotion | null, number]>([
    ['positive', 'positive', 20],
    ['neutral', 'positive', 10],
    ['negative', null, 15]
  ])('predicted %s, expected %s: %d', (emotion, expected, points) => {
    expect(score(60, { intent: null, emotion: expected }, { emotion }).score.emotion).toBe(points);
  });
});

describe('length and quality by words', () => {
  test.each([
    [19, 5, 15, '답변이 너무 짧습니다. 구체적인 예시를 추가해보세요.'],
    [20, 15, 15, '답변 길이가 적절합니다.'],
    [29, 15, 15, '답변 길이가 적절합니다.'],
    [30, 20, 20, '답변 길이가 적절합니다.'],
    [49, 20, 20, '답변 길이가 적절합니다.'],
    [50, 25, 20, '답변 길이가 적절합니다.'],
    [150, 25, 20, '답변 길이가 적절합니다.'],
    [151, 10, 20, '답변이 너무 깁니다. 핵심만 간결하게 전달하세요.']
  ])('%d words: length %d, quality %d', (words, length, quality, line) => {
    const evaluation = score(words, { intent: null, emotion: null }, { intent: 'background' });
    expect(evaluation.score).toMatchObject({ length, quality, breakdown: { word_count: words } });
    expect(evaluation.feedback[1]).toBe(line);
  });

  test('technology and attitude earn five more', () => {
    expect(score(60, { intent: null, emotion: null }, { intent: 'technology' }).score.quality).toBe(25);
  });
});

test('every point lost has advice', () => {
  for (const words of [10, 25, 60, 200]) {
    const { score: result, advice } = score(words, { intent: 'etc', emotion: 'neutral' }, {});
    expect(advice.reduce((sum, { points }) => sum + points, 0)).toBe(100 - result.total);
  }
});
