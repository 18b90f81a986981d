import { expect, test } from 'vitest';
import { readText } from '$lib/domain/text/facts';
import { sentenceEffects, shortenedAnswer } from '$lib/domain/what-if';
import { GOOD_ANSWER } from './answers';

const { sentences } = readText(GOOD_ANSWER);
const TYPED = { form: 'typed', seconds: 60 } as const;

test('without a sentence, the others stay the sentences they were', () => {
  for (const index of sentences.keys()) {
    const { answer } = shortenedAnswer(sentences, index, TYPED);
    expect(readText(answer).sentences).toEqual(sentences.filter((_, other) => other !== index));
  }
  expect(readText(shortenedAnswer(sentences, null, TYPED).answer).sentences).toEqual(sentences);
});

test('raw transcripts have no marks: their sentences stay apart all the same', () => {
  const spoken = readText('저는 이유를 물었어요 그다음 표를 만들었고요 시간이 줄었습니다').sentences;
  expect(spoken).toHaveLength(3);
  expect(readText(shortenedAnswer(spoken, 1, TYPED).answer).sentences).toEqual([spoken[0], spoken[2]]);
});

test('speaking time shrinks with what is left out; the clock of a typed answer does not', () => {
  const halves = ['가나다라마', '바사아자차'];
  expect(shortenedAnswer(halves, 0, { form: 'spoken', seconds: 60 }).seconds).toBe(30);
  expect(shortenedAnswer(halves, null, { form: 'spoken', seconds: 60 }).seconds).toBe(60);
  expect(shortenedAnswer(halves, 0, TYPED).seconds).toBe(60);
  expect(shortenedAnswer(halves, 0, { form: 'spoken', seconds: null }).seconds).toBeNull();
});

test('a sentence earned what is lost without it', () => {
  expect(sentenceEffects(['가', '나', '다'], 70, [62, 73, null])).toEqual([
    { sentence: '가', points: 8 },
    { sentence: '나', points: -3 },
    { sentence: '다', points: null }
  ]);
});
