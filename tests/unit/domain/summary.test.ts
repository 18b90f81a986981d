import { describe, expect, test } from 'vitest';
import { summarise } from '$lib/domain/summary';
import { splitSentences } from '$lib/domain/text/sentences';
import { countWords } from '$lib/domain/text/words';
import { poolQuestions } from './pool';

const none = (sentences: readonly string[]): null[] => sentences.map(() => null);

describe('with embeddings', () => {
  const sentences = [
    '가 나 다 라 마.',
    '바 사 아 자 차.',
    '카 타 파 하 거.',
    '너 더 러 머 버.',
    '서 어 저 처 커.'
  ];

  test('takes the central sentence, not its double, in the original order', () => {
    const vector = (...values: number[]): Float32Array => Float32Array.from(values);
    const embeddings = [
      vector(0, 1, 0),
      vector(1, 0.2, 0),
      vector(1, 0.21, 0),
      vector(0.9, 0, 0.4),
      vector(0, 0, 1)
    ];
    const chosen = splitSentences(summarise(sentences, embeddings));
    expect(chosen.length).toBe(2);
    expect(chosen.includes(sentences[1] ?? '') && chosen.includes(sentences[2] ?? '')).toBe(false);
    expect([...chosen].sort((a, b) => sentences.indexOf(a) - sentences.indexOf(b))).toEqual(chosen);
  });

  test('zero vectors do no harm', () => {
    expect(
      summarise(
        sentences,
        sentences.map(() => new Float32Array(3))
      )
    ).not.toBe('');
  });
});

describe('without embeddings', () => {
  test('model answers of the pool: at most 40 % of the words, at least a sentence, their own sentences', () => {
    for (const question of poolQuestions()) {
      const sentences = question.model_answer.map(({ text }) => text);
      const summary = summarise(sentences, none(sentences));
      const chosen = sentences.filter((sentence) => summary.includes(sentence));
      expect(chosen.join(' ')).toBe(summary);
      const share = countWords(summary) / countWords(sentences.join(' '));
      expect(chosen.length === 1 || share <= 0.4).toBe(true);
    }
  });

  test('a greeting summarises nothing', () => {
    const sentences = ['안녕하십니까.', '저는 창고에서 재고를 세며 오차를 줄였습니다.', '감사합니다.'];
    expect(summarise(sentences, none(sentences))).toBe(sentences[1]);
  });

  test('never marks alone; empty only if nothing holds a word', () => {
    expect(summarise(['!!!', '네.', '😀'], none(['', '', '']))).toBe('네.');
    expect(summarise(['!!!', '😀'], none(['', '']))).toBe('');
    expect(summarise([], [])).toBe('');
  });

  test('a thousand sentences are no trouble', () => {
    const sentences = Array.from({ length: 1000 }, (_, n) => `저는 ${String(n)}번째 상자를 세었습니다.`);
    expect(summarise(sentences, none(sentences))).not.toBe('');
  });
});
