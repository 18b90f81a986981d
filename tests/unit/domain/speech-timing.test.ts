import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findSpeech,
  measureSpeech,
  paceOf,
  PAUSE_SECONDS,
  placeOf,
  usualPace
} from '$lib/domain/speech-timing';

/** Frames of 50 ms, as the recorder gives them. */
const FRAME = 0.05;

/** A level in dBFS as a root mean square. */
const level = (db: number) => 10 ** (db / 20);

/** A stretch of one loudness that wavers by ±1 dB, as noise does. */
function steady(seconds: number, db: number): number[] {
  return Array.from({ length: Math.round(seconds / FRAME) }, (_, index) => level(db + Math.sin(index * 1.7)));
}

/** Speech: syllables of 150 ms at the loudness, with 50 ms between them that are 15 dB quieter. */
function speech(seconds: number, db = -22): number[] {
  return Array.from({ length: Math.round(seconds / FRAME) }, (_, index) =>
    level(index % 4 === 3 ? db - 15 : db + 2 * Math.sin(index))
  );
}

const quiet = (seconds: number) => steady(seconds, -65);

describe('speech in a recording', () => {
  test('is what stands out of the noise; a silence of 0.7 s and more is a pause', () => {
    const frames = [quiet(1), speech(4), quiet(1.5), speech(3), quiet(0.4), speech(2), quiet(2)].flat();
    expect(measureSpeech([frames], FRAME)).toEqual({
      recorded: 13.9,
      speaking: expect.closeTo(9.4, 1) as number,
      pauses: 1,
      paused: expect.closeTo(1.5, 1) as number,
      longestPause: expect.closeTo(1.5, 1) as number
    });
  });

  test('what comes before the first word and after the last is no pause', () => {
    const timing = measureSpeech([[quiet(8), speech(5), quiet(9)].flat()], FRAME);
    expect(timing).toMatchObject({ pauses: 0, paused: 0, longestPause: 0 });
    expect(timing.speaking).toBeCloseTo(5, 0);
  });

  test('the longest pause is found among several', () => {
    const frames = [speech(3), quiet(0.8), speech(3), quiet(2.6), speech(3), quiet(1), speech(3)].flat();
    const timing = measureSpeech([frames], FRAME);
    expect(timing.pauses).toBe(3);
    expect(timing.longestPause).toBeCloseTo(2.6, 0);
    expect(timing.paused).toBeCloseTo(4.4, 0);
  });

  test('the floor follows the room: a fan that is switched on half-way is not speech', () => {
    const fan = (seconds: number) => steady(seconds, -44);
    const frames = [quiet(3), speech(6), quiet(2), speech(6), fan(14), speech(6), fan(12)].flat();
    const timing = measureSpeech([frames], FRAME);
    expect(timing.speaking).toBeCloseTo(18, 0);
    expect(timing.pauses).toBe(2);
  });

  test('a quiet voice close to the noise is still heard', () => {
    const timing = measureSpeech(
      [[quiet(2), speech(5, -45), quiet(2), speech(5, -45), quiet(1)].flat()],
      FRAME
    );
    expect(timing.speaking).toBeCloseTo(10, 0);
    expect(timing.pauses).toBe(1);
  });

  test('an empty room, steady noise and digital silence hold none', () => {
    for (const frames of [quiet(20), steady(20, -35), new Array<number>(400).fill(0), []]) {
      expect(findSpeech(frames, FRAME)).toEqual([]);
    }
    expect(measureSpeech([quiet(20)], FRAME)).toMatchObject({ recorded: 20, speaking: 0, pauses: 0 });
  });

  test('key strokes between the words are not speech', () => {
    const typing = Array.from({ length: 100 }, (_, index) => level(index % 5 === 0 ? -30 : -65));
    const timing = measureSpeech([[speech(4), quiet(1), typing, quiet(1), speech(4)].flat()], FRAME);
    expect(timing.pauses).toBe(1);
    expect(timing.longestPause).toBeCloseTo(7, 0);
    expect(timing.speaking).toBeCloseTo(8, 0);
  });

  test('two parts are measured each by itself: an interruption is no pause', () => {
    const part = [quiet(1), speech(4), quiet(1)].flat();
    const timing = measureSpeech([part, part], FRAME);
    expect(timing).toMatchObject({ recorded: 12, pauses: 0 });
    expect(timing.speaking).toBeCloseTo(8, 0);
  });

  test('whatever the sound is, the parts fit into the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 400 }), (frames) => {
        const timing = measureSpeech([frames], FRAME);
        expect(timing.speaking + timing.paused).toBeLessThanOrEqual(timing.recorded + 0.11);
        expect(timing.longestPause).toBeLessThanOrEqual(timing.paused);
        expect(timing.paused).toBeGreaterThanOrEqual(timing.pauses * PAUSE_SECONDS - 0.06);
        let end = -Infinity;
        for (const { from, to } of findSpeech(frames, FRAME)) {
          expect(to).toBeGreaterThan(from);
          expect((from - end) * FRAME).toBeGreaterThanOrEqual(PAUSE_SECONDS - 1e-9);
          end = to;
        }
      })
    );
  });
});

describe('pace', () => {
  const sentence = '저는 로그를 먼저 보고 원인을 찾았습니다.';

  test('is syllables over speaking time', () => {
    expect(paceOf(sentence.repeat(4), { speaking: 13.6 })).toEqual({ perSecond: 5, perMinute: 300 });
  });

  test('is not given for a text that cannot be what was said', () => {
    expect(paceOf(sentence.repeat(20), { speaking: 5 })).toBeNull();
    expect(paceOf(sentence, { speaking: 60 })).toBeNull();
  });

  test('is not given for too little', () => {
    expect(paceOf('네, 맞습니다.', { speaking: 4 })).toBeNull();
    expect(paceOf(sentence, { speaking: 2.9 })).toBeNull();
    expect(paceOf('', { speaking: 0 })).toBeNull();
  });

  test('is set against the middle half of the person’s own, once there are a few', () => {
    expect(usualPace([300, 320])).toBeNull();
    expect(usualPace([340, 300, 320, 310, 330])).toEqual({ low: 310, median: 320, high: 330, answers: 5 });
  });

  test('has a place in a span, its edges included', () => {
    const span = { low: 240, high: 390 };
    expect([239, 240, 390, 391].map((pace) => placeOf(pace, span))).toEqual([
      'below',
      'within',
      'within',
      'above'
    ]);
  });
});
