/**
 * The clock of 실전: thinking time, then answer time, for one question. Pure: the time is passed in, in milliseconds
 * since any fixed moment. A stopped clock keeps what is left, so that a person finds it again after a pause or a
 * closed tab.
 */
import type { TimeLimits } from './session';

/** 생각할 시간 · 답변 시간 · 시간이 다 됨. */
export type ClockPhase = 'think' | 'answer' | 'over';

/** A clock as it is stored: stopped, or running since a moment. */
export interface QuestionClock {
  phase: ClockPhase;
  /** Milliseconds left of the phase, at `since` if the clock runs; ≥ 0. */
  left: number;
  /** When it was set running; null if it stands. */
  since: number | null;
}

/** How near the end of the answer time is; a person is told when it changes. */
export type ClockWarning = 'none' | 'soon' | 'last';

/** Milliseconds before the end at which a person is told, at most a third (`soon`) or a tenth (`last`) of the time. */
const SOON = 30_000;
const LAST = 10_000;

/** @returns a stopped clock at the beginning of a question; without thinking time the answer comes first */
export function newClock(limits: TimeLimits): QuestionClock {
  return limits.think > 0
    ? { phase: 'think', left: limits.think * 1000, since: null }
    : { phase: 'answer', left: limits.answer * 1000, since: null };
}

/** @returns the clock running from `now` on; one that runs or is over stays as it is */
export function runClock(clock: QuestionClock, now: number): QuestionClock {
  return clock.since !== null || clock.phase === 'over' ? clock : { ...clock, since: now };
}

/** @returns milliseconds left of the phase, ≥ 0. A time that goes backwards takes nothing and gives nothing */
export function timeLeft(clock: QuestionClock, now: number): number {
  const elapsed = clock.since === null ? 0 : Math.max(0, now - clock.since);
  return Math.max(0, clock.left - elapsed);
}

/**
 * Moves a running clock on: from thinking to answering at the moment the thinking time ended, however late it is asked.
 * @returns the clock in the phase it is in at `now`; the same object while the phase lasts
 */
export function tickClock(clock: QuestionClock, limits: TimeLimits, now: number): QuestionClock {
  if (clock.since === null || timeLeft(clock, now) > 0) return clock;
  if (clock.phase === 'think') {
    const answering = {
      phase: 'answer',
      left: limits.answer * 1000,
      since: clock.since + clock.left
    } as const;
    return tickClock(answering, limits, now);
  }
  return { phase: 'over', left: 0, since: null };
}

/** @returns the clock with the thinking time ended early and all of the answer time left; in another phase, as it is */
export function beginAnswer(clock: QuestionClock, limits: TimeLimits, now: number): QuestionClock {
  if (clock.phase !== 'think') return clock;
  return { phase: 'answer', left: limits.answer * 1000, since: clock.since === null ? null : now };
}

/** @returns the clock standing, with what is left at `now` */
export function stopClock(clock: QuestionClock, limits: TimeLimits, now: number): QuestionClock {
  const current = tickClock(clock, limits, now);
  return current.since === null ? current : { ...current, left: timeLeft(current, now), since: null };
}

/** @returns how near the end of the answer time is; `none` while thinking */
export function clockWarning(clock: QuestionClock, limits: TimeLimits, now: number): ClockWarning {
  if (clock.phase !== 'answer') return 'none';
  const left = timeLeft(clock, now);
  const whole = limits.answer * 1000;
  if (left <= Math.min(LAST, whole / 10)) return 'last';
  return left <= Math.min(SOON, whole / 3) ? 'soon' : 'none';
}
