import { describe, expect, test } from 'vitest';
import {
  beginAnswer,
  clockWarning,
  newClock,
  runClock,
  stopClock,
  tickClock,
  timeLeft,
  type QuestionClock
} from '$lib/domain/question-clock';

const limits = { think: 30, answer: 90 };
const start = 1_000_000;
/** A clock that began thinking at {@link start}. */
const running = (): QuestionClock => runClock(newClock(limits), start);

describe('a question', () => {
  test('begins with thinking, standing still until it is set running', () => {
    const clock = newClock(limits);
    expect(clock).toEqual({ phase: 'think', left: 30_000, since: null });
    expect(timeLeft(clock, start + 999_999)).toBe(30_000);
    expect(tickClock(clock, limits, start + 999_999)).toBe(clock);
    expect(newClock({ think: 0, answer: 60 })).toEqual({ phase: 'answer', left: 60_000, since: null });
  });

  test('runs from thinking through answering to its end', () => {
    expect(timeLeft(running(), start + 12_000)).toBe(18_000);
    const clock = running();
    expect(tickClock(clock, limits, start + 29_999)).toBe(clock);
    const answering = tickClock(clock, limits, start + 30_000);
    expect(answering).toEqual({ phase: 'answer', left: 90_000, since: start + 30_000 });
    expect(tickClock(answering, limits, start + 119_999).phase).toBe('answer');
    expect(tickClock(answering, limits, start + 120_000)).toEqual({ phase: 'over', left: 0, since: null });
  });

  test('a late tick gives no extra time', () => {
    const late = tickClock(running(), limits, start + 40_000);
    expect(timeLeft(late, start + 40_000)).toBe(80_000);
    expect(tickClock(running(), limits, start + 500_000).phase).toBe('over');
  });

  test('answering may begin early, with all of its time', () => {
    const answering = beginAnswer(running(), limits, start + 5_000);
    expect(answering).toEqual({ phase: 'answer', left: 90_000, since: start + 5_000 });
    expect(beginAnswer(answering, limits, start + 9_000)).toBe(answering);
    expect(beginAnswer(newClock(limits), limits, start)).toMatchObject({ phase: 'answer', since: null });
  });
});

describe('a pause', () => {
  test('keeps what is left, for however long', () => {
    const stopped = stopClock(running(), limits, start + 12_345);
    expect(stopped).toEqual({ phase: 'think', left: 17_655, since: null });
    expect(stopClock(stopped, limits, start + 99_999)).toBe(stopped);
    const again = runClock(stopped, start + 1_000_000);
    expect(timeLeft(again, start + 1_000_655)).toBe(17_000);
    expect(runClock(again, start + 2_000_000)).toBe(again);
  });

  test('stops in the phase that has come meanwhile', () => {
    expect(stopClock(running(), limits, start + 50_000)).toEqual({
      phase: 'answer',
      left: 70_000,
      since: null
    });
    expect(stopClock(running(), limits, start + 500_000).phase).toBe('over');
  });

  test('does not bring back a time that is over', () => {
    const over = tickClock(running(), limits, start + 500_000);
    expect(runClock(over, start)).toBe(over);
  });
});

test('a system clock set back takes nothing and gives nothing', () => {
  expect(timeLeft(running(), start - 60_000)).toBe(30_000);
});

describe('warnings', () => {
  const answering = beginAnswer(running(), limits, start);
  test.each([
    [0, 'none'],
    [59_999, 'none'],
    [60_000, 'soon'],
    [80_999, 'soon'],
    [81_000, 'last'],
    [90_000, 'last']
  ] as const)('after %d ms of 90 s: %s', (elapsed, warning) => {
    expect(clockWarning(answering, limits, start + elapsed)).toBe(warning);
  });

  test('none while thinking, and late enough in a long answer', () => {
    expect(clockWarning(running(), limits, start + 29_000)).toBe('none');
    const long = beginAnswer(running(), { think: 30, answer: 180 }, start);
    expect(clockWarning(long, { think: 30, answer: 180 }, start + 149_000)).toBe('none');
    expect(clockWarning(long, { think: 30, answer: 180 }, start + 150_000)).toBe('soon');
    expect(clockWarning(long, { think: 30, answer: 180 }, start + 170_000)).toBe('last');
  });
});
