import { describe, expect, test } from 'vitest';
import { normaliseText } from '$lib/domain/text/normalise';
import { splitSentences } from '$lib/domain/text/sentences';
import { poolQuestions } from '../pool';

const visible = (text: string): string => text.replace(/\s/g, '');

describe('typed text', () => {
  test.each([
    ['저는 세 가지를 배웠습니다. 첫째는 기록입니다.', ['저는 세 가지를 배웠습니다.', '첫째는 기록입니다.']],
    ['왜 그랬을까요? 제가 늦었기 때문입니다!', ['왜 그랬을까요?', '제가 늦었기 때문입니다!']],
    [
      '응답 시간을 3.8초에서 0.4초로 줄였습니다. Node.js 20.1을 썼습니다.',
      ['응답 시간을 3.8초에서 0.4초로 줄였습니다.', 'Node.js 20.1을 썼습니다.']
    ],
    ['1. 기획을 했습니다.\n2. 개발을 했습니다.', ['1. 기획을 했습니다.', '2. 개발을 했습니다.']],
    ['Dr. Kim과 e.g. 논문을 썼습니다. 좋았습니다.', ['Dr. Kim과 e.g. 논문을 썼습니다.', '좋았습니다.']],
    ['했습니다.그래서 바꿨습니다.', ['했습니다.', '그래서 바꿨습니다.']],
    ['문서를 남겼습니다\n그리고 공유했습니다', ['문서를 남겼습니다', '그리고 공유했습니다']],
    ['안녕하십니까, 지원자입니다.', ['안녕하십니까, 지원자입니다.']],
    ['감사합니다. 😀 !!', ['감사합니다. 😀 !!']],
    ['😀 반갑습니다.', ['😀 반갑습니다.']]
  ])('%s', (text, sentences) => {
    expect(splitSentences(normaliseText(text))).toEqual(sentences);
  });

  test.each([
    '고객이 "왜 늦었습니까? 설명해 주세요." 라고 물으셨습니다.',
    "팀장님은 '기록이 없으면 없는 일입니다'라는 말을 자주 하셨습니다.",
    '꼭 해내겠습니다 하는 마음으로 맡았습니다.',
    '왜 떠나는지 알아야겠다 싶어 면담을 했습니다.',
    '일이 많았습니다만 끝까지 했고 결과도 좋았는데 아쉬움은 남습니다.',
    '센서가 켜졌다 꺼졌다 하는 것이 원인이었습니다.',
    '그때... 제가 조금 늦게 알았습니다.'
  ])('one sentence: %s', (text) => {
    expect(splitSentences(text)).toEqual([text]);
  });
});

describe('transcripts without punctuation', () => {
  test.each([
    [
      '안녕하세요 저는 물류 창고에서 일했습니다 거기서 재고를 맡았어요 음 처음엔 어려웠죠 근데 익숙해지더라고요 감사합니다',
      [
        '안녕하세요',
        '저는 물류 창고에서 일했습니다',
        '거기서 재고를 맡았어요',
        '음 처음엔 어려웠죠',
        '근데 익숙해지더라고요',
        '감사합니다'
      ]
    ],
    [
      '첫 직장에서 도장 일을 했습니더 그때 정리하는 거를 제가 맡았고예 아예 처음이었거든예 지금도 합니더',
      [
        '첫 직장에서 도장 일을 했습니더',
        '그때 정리하는 거를 제가 맡았고예',
        '아예 처음이었거든예',
        '지금도 합니더'
      ]
    ],
    [
      '제가 그때 팀장이었거든요 그래서 일정을 다시 짰는데요 다들 좋아했습니다',
      ['제가 그때 팀장이었거든요', '그래서 일정을 다시 짰는데요', '다들 좋아했습니다']
    ],
    [
      '수요가 늘어서 필요 인원을 다시 계산했습니다 하고 싶은 일은 개선입니다',
      ['수요가 늘어서 필요 인원을 다시 계산했습니다', '하고 싶은 일은 개선입니다']
    ],
    [
      '나는 기록을 남겼다 그래서 오류를 찾았다 결과는 좋았다',
      ['나는 기록을 남겼다', '그래서 오류를 찾았다', '결과는 좋았다']
    ]
  ])('%s', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });
});

describe('the pool’s model answers, whose sentences were marked by hand', () => {
  // Some entries hold two sentences of one role; they mark no boundary between them.
  const answers = poolQuestions()
    .map((question) => question.model_answer.map(({ text }) => normaliseText(text)))
    .filter((form) => !form.some((text) => /[.?!] /.test(text)));
  const agreement = (forms: string[][]): number =>
    forms.filter((form) => JSON.stringify(splitSentences(form.join(' '))) === JSON.stringify(form)).length /
    forms.length;

  test('typed, at least 98 % are split as marked', () => {
    expect(agreement(answers)).toBeGreaterThanOrEqual(0.98);
  });

  test('without punctuation, at least 95 % are', () => {
    expect(
      agreement(answers.map((form) => form.map((text) => text.replace(/[.,?!'"]/g, ''))))
    ).toBeGreaterThanOrEqual(0.95);
  });
});

test('no visible character is lost, whatever the text', () => {
  const hostile = [
    '"'.repeat(999),
    '(((('.repeat(50) + '습니다.',
    '.'.repeat(2000) + '가',
    '<p>했습니다.</p><p>그렇죠?</p>',
    '습니다.습니다.습니다.',
    "'그는 말했다. ‘아닙니다.",
    'ㅋㅋㅋ\nㅎㅎ\n!!!\n1.\n'
  ];
  for (const text of hostile.map(normaliseText)) {
    expect(visible(splitSentences(text).join(' '))).toBe(visible(text));
  }
  expect(splitSentences('')).toEqual([]);
});
