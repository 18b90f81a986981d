import { expect, test } from 'vitest';
import { readKeyPoints } from '$lib/domain/key-points';
import { poolQuestions } from './pool';

const points = [
  { label: '원인', cues: ['로그', '원인을'] },
  { label: '도구', cues: ['DNS', 'IP 주소'] },
  { label: '기한', cues: ['기한을 넘긴'] }
];

const hits = (answer: string): boolean[] => readKeyPoints(points, answer).map(({ hit }) => hit);

test('a cue that is part of the answer makes the point, whatever the case', () => {
  expect(hits('로그를 보고 dns 설정을 고쳤습니다.')).toEqual([true, true, false]);
});

test('decomposed text and wrong spacing are read as well', () => {
  expect(hits('원인을 찾았습니다'.normalize('NFD'))).toEqual([true, false, false]);
  expect(hits('기한을넘긴 적이 없습니다')).toEqual([false, false, true]);
});

test('short cues do not hit across words', () => {
  expect(hits('앞으로 그 일을 하겠습니다')).toEqual([false, false, false]);
});

test('nothing is made by nothing', () => {
  expect(hits('')).toEqual([false, false, false]);
  expect(readKeyPoints([], '로그')).toEqual([]);
  expect(readKeyPoints([{ label: '빈 단서', cues: ['', ' '] }], '로그')).toEqual([
    { label: '빈 단서', hit: false }
  ]);
});

test('the pool’s model answers make most of their key points, and few of another question’s', () => {
  const pool = poolQuestions();
  const share = (offset: number): number => {
    const shares = pool.map((question, index) => {
      const answer =
        pool[(index + offset) % pool.length]?.model_answer.map(({ text }) => text).join(' ') ?? '';
      const read = readKeyPoints(question.key_points, answer);
      return read.filter(({ hit }) => hit).length / read.length;
    });
    return shares.reduce((sum, value) => sum + value, 0) / shares.length;
  };
  expect(share(0)).toBeGreaterThan(0.75);
  expect(share(97)).toBeLessThan(0.3);
});
