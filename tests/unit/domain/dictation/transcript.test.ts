import { expect, test } from 'vitest';
import { speakingSeconds, transcriptDoubt } from '$lib/domain/dictation/transcript';

const doubt = (answer: string, confidence: number | null = 0.9) =>
  transcriptDoubt(answer, { confirmed: false, confidence });

test('a transcript is doubtful if the recogniser guessed or little of it is Korean', () => {
  expect(doubt('저는 조회 API를 맡아 응답 시간을 줄였습니다')).toBeNull();
  expect(doubt('저는 조회 API를 맡아 응답 시간을 줄였습니다', null)).toBeNull();
  expect(doubt('저는 조회 API를 맡아 응답 시간을 줄였습니다', 0.3)).toBe('unsure');
  expect(doubt('the knee uh so he ham knee da 네')).toBe('garbled');
  expect(doubt('...')).toBe('garbled');
});

test('seconds of speaking hold for what was said, also after corrections, not for what was typed', () => {
  const spoken = { seconds: 12.4, syllables: 40, confidence: 0.9 };
  expect(speakingSeconds('가'.repeat(40), spoken)).toBe(12);
  expect(speakingSeconds('가'.repeat(36), spoken)).toBe(12);
  expect(speakingSeconds('가'.repeat(90), spoken)).toBeNull();
  expect(speakingSeconds('가'.repeat(8), spoken)).toBeNull();
  expect(speakingSeconds('', spoken)).toBeNull();
  expect(speakingSeconds('가'.repeat(40), { ...spoken, seconds: 0.4 })).toBeNull();
});
