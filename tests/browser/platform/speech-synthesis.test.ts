import { expect, test } from 'vitest';
import { koreanVoice, speak, stopSpeaking } from '$lib/platform/speech-synthesis';
import { installFakeSpeech } from '../../support/fake-speech';

const voices = (...list: [string, boolean][]) => installFakeSpeech({ runs: [], voices: list });

test('only a voice of this device is used', async () => {
  voices(['en-US', true], ['ko-KR', false], ['ko_KR', true]);
  expect(await koreanVoice()).toBe('local');
  const remote = voices(['ko-KR', false]);
  expect(await koreanVoice()).toBe('remote-only');
  expect(await speak('자기소개를 해 주세요.')).toBe(false);
  expect(remote.spoken).toEqual([]);
  voices(['en-US', true]);
  expect(await koreanVoice()).toBe('none');
});

test('sentence by sentence to the end; what comes later stops what came before', async () => {
  const log = voices(['ko-KR', true]);
  expect(await speak('반갑습니다. 자기소개를 해 주세요.')).toBe(true);
  expect(log.spoken).toEqual(['반갑습니다.', '자기소개를 해 주세요.']);
  const first = speak('첫 질문입니다. 길게 말합니다.');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const second = speak('둘째 질문입니다.');
  expect(await first).toBe(false);
  expect(await second).toBe(true);
  expect(log.spoken.slice(2)).toEqual(['첫 질문입니다.', 'cancel', '둘째 질문입니다.']);
});

test('stopped before its voice was found, it says nothing', async () => {
  const log = voices(['ko-KR', true]);
  const reading = speak('질문입니다.');
  stopSpeaking();
  expect(await reading).toBe(false);
  expect(log.spoken).toEqual([]);
});
