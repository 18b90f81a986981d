import { describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import {
  advance,
  finish,
  isSealed,
  pause,
  recordTake,
  resume,
  skip,
  startSession,
  type SessionRecord
} from '$lib/domain/session';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;

function started(questionIds = ['a', 'b', 'c']): SessionRecord {
  return startSession({ id: 's', setting: 'practice', profile: DEFAULT_PROFILE, questionIds, at: at(0) });
}

describe('starting', () => {
  test('keeps the questions that are in no pool, and nothing if all are', () => {
    const question = { id: 'a', text: '그 뒤에 무엇이 달라졌습니까?' } as Question;
    const start = {
      id: 's',
      setting: 'practice',
      profile: DEFAULT_PROFILE,
      questionIds: ['a'],
      at: at(0)
    } as const;
    expect(startSession({ ...start, questions: [question] }).questions).toEqual([question]);
    expect(startSession({ ...start, questions: [] })).not.toHaveProperty('questions');
  });

  test('at the first question, without limits or voice unless asked for', () => {
    expect(started()).toMatchObject({
      index: 0,
      status: 'running',
      limits: null,
      voice: false,
      endedAt: null
    });
    const real = startSession({
      ...started(),
      setting: 'real',
      limits: { think: 30, answer: 90 },
      voice: true,
      at: at(0)
    });
    expect(real).toMatchObject({ setting: 'real', limits: { think: 30, answer: 90 }, voice: true });
  });

  test('without questions there is nothing to do', () => {
    expect(started([])).toMatchObject({ status: 'done', endedAt: at(0) });
  });
});

describe('a whole session', () => {
  test('answer, look, go on, skip, end', () => {
    let session = recordTake(started(), 'a', 'take-1', at(1));
    expect(session).toMatchObject({ index: 0, takeIds: { a: 'take-1' }, updatedAt: at(1) });
    session = recordTake(session, 'a', 'take-2', at(2));
    expect(session.takeIds).toEqual({ a: 'take-2' });
    session = skip(advance(session, at(3)), at(4));
    expect(session).toMatchObject({ index: 2, skipped: ['b'], status: 'running' });
    session = advance(session, at(5));
    expect(session).toMatchObject({ index: 3, status: 'done', endedAt: at(5), updatedAt: at(5) });
  });

  test('skipping the last question ends it', () => {
    expect(skip(started(['a']), at(1))).toMatchObject({ status: 'done', skipped: ['a'], index: 1 });
  });

  test('an answered question is not skipped, a skipped one can still be answered', () => {
    const answered = recordTake(started(), 'a', 't', at(1));
    expect(skip(answered, at(2)).skipped).toEqual([]);
    const later = recordTake(skip(started(), at(1)), 'a', 't', at(2));
    expect(later).toMatchObject({ skipped: [], takeIds: { a: 't' }, index: 1 });
  });
});

describe('pausing and ending', () => {
  test('pause and resume keep the place', () => {
    const paused = pause(advance(started(), at(1)), at(2));
    expect(paused).toMatchObject({ status: 'paused', index: 1, updatedAt: at(2) });
    expect(resume(paused, at(3))).toMatchObject({ status: 'running', index: 1, updatedAt: at(3) });
  });

  test('going on from a pause runs again', () => {
    expect(advance(pause(started(), at(1)), at(2)).status).toBe('running');
  });

  test('a session that is done stays done, except that questions may be answered again', () => {
    const done = finish(started(), at(1));
    for (const step of [advance, skip, pause, resume, finish]) expect(step(done, at(9))).toBe(done);
    expect(recordTake(done, 'b', 't', at(9))).toMatchObject({
      status: 'done',
      endedAt: at(1),
      takeIds: { b: 't' }
    });
  });
});

describe('a session with time limits', () => {
  const limits = { think: 30, answer: 90 };
  const real = (): SessionRecord =>
    startSession({ ...started(['a', 'b']), setting: 'real', limits, at: at(0) });

  test('gives each question a clock of its own, and none when it is done', () => {
    const fresh = { phase: 'think', left: 30_000, since: null };
    expect(real().clock).toEqual(fresh);
    const used: SessionRecord = { ...real(), clock: { phase: 'answer', left: 1_000, since: null } };
    expect(resume(pause(used, at(1)), at(2)).clock).toEqual(used.clock);
    expect(advance(used, at(1)).clock).toEqual(fresh);
    expect(skip(used, at(1)).clock).toEqual(fresh);
    expect(finish(used, at(1)).clock).toBeNull();
    expect(started().clock).toBeNull();
    expect(advance(started(), at(1)).clock).toBeNull();
  });

  test('keeps its results back until it is done', () => {
    expect(isSealed(real())).toBe(true);
    expect(isSealed(pause(real(), at(1)))).toBe(true);
    expect(isSealed(finish(real(), at(1)))).toBe(false);
    expect(isSealed(started())).toBe(false);
  });
});

test('a take of a foreign question is refused', () => {
  expect(() => recordTake(started(), 'z', 't', at(1))).toThrow(RangeError);
});

test('transitions change nothing in place', () => {
  const session = started();
  const before = structuredClone(session);
  for (const step of [advance, skip, pause, finish]) step(session, at(1));
  recordTake(session, 'a', 't', at(1));
  expect(session).toEqual(before);
});
