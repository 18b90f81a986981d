/** A session: an ordered run of questions under one setting, and how it moves on. Pure: ids and times are passed in. */
import type { Profile } from './profile';
import type { Question } from './question';
import { newClock, type QuestionClock } from './question-clock';

/** 연습 · 실전 · 약점 보완. */
export const SESSION_SETTINGS = ['practice', 'real', 'weakness'] as const;
export type SessionSetting = (typeof SESSION_SETTINGS)[number];

/** Time limits of 실전, in seconds. */
export interface TimeLimits {
  think: number;
  answer: number;
}

/** A session as it is stored. */
export interface SessionRecord {
  id: string;
  setting: SessionSetting;
  profile: Profile;
  /** Ids of the questions, in order. */
  questionIds: string[];
  /** Those of the questions that are in no pool, so that the session can be resumed; absent if all are. */
  questions?: readonly Question[];
  /** Position of the current question, 0-based; equal to the number of questions when all are done. */
  index: number;
  /** Id of the latest take per question id. */
  takeIds: Record<string, string>;
  /** Ids of questions that were skipped. */
  skipped: string[];
  status: 'running' | 'paused' | 'done';
  limits: TimeLimits | null;
  /** What is left of the current question's time; null without limits, and when the session is done. */
  clock: QuestionClock | null;
  /** Whether questions are read aloud. */
  voice: boolean;
  /** ISO 8601. */
  startedAt: string;
  updatedAt: string;
  endedAt: string | null;
}

/** What a session starts from. */
export interface SessionStart {
  id: string;
  setting: SessionSetting;
  profile: Profile;
  /** Ids of the questions, in order. */
  questionIds: readonly string[];
  /** Those of the questions that are in no pool. */
  questions?: readonly Question[];
  /** Leave out for no limits. */
  limits?: TimeLimits | null;
  /** Leave out for no voice. */
  voice?: boolean;
  /** ISO 8601. */
  at: string;
}

/** @returns a session at its first question; one without questions is done at once */
export function startSession({
  id,
  setting,
  profile,
  questionIds,
  questions = [],
  limits = null,
  voice = false,
  at
}: SessionStart): SessionRecord {
  const done = questionIds.length === 0;
  return {
    id,
    setting,
    profile: { ...profile },
    questionIds: [...questionIds],
    ...(questions.length > 0 && { questions: [...questions] }),
    index: 0,
    takeIds: {},
    skipped: [],
    status: done ? 'done' : 'running',
    limits,
    clock: limits && !done ? newClock(limits) : null,
    voice,
    startedAt: at,
    updatedAt: at,
    endedAt: done ? at : null
  };
}

/**
 * Notes the latest take of a question. The session stays where it is, so that the answer can be looked at first; a
 * question of a session that is done may be answered again.
 * @throws {RangeError} if the question is not one of the session's
 */
export function recordTake(
  session: SessionRecord,
  questionId: string,
  takeId: string,
  at: string
): SessionRecord {
  if (!session.questionIds.includes(questionId)) {
    throw new RangeError(`Question ${questionId} is not in session ${session.id}.`);
  }
  return {
    ...session,
    takeIds: { ...session.takeIds, [questionId]: takeId },
    skipped: session.skipped.filter((id) => id !== questionId),
    updatedAt: at
  };
}

/** @returns the session at its next question, running; done behind the last one. A session that is done stays as it is */
export function advance(session: SessionRecord, at: string): SessionRecord {
  if (session.status === 'done') return session;
  const index = session.index + 1;
  if (index >= session.questionIds.length) return finish({ ...session, index }, at);
  const clock = session.limits && newClock(session.limits);
  return { ...session, index, clock, status: 'running', updatedAt: at };
}

/** Leaves the current question; it counts as skipped unless it was answered. A session that is done stays as it is. */
export function skip(session: SessionRecord, at: string): SessionRecord {
  const id = session.questionIds[session.index];
  if (session.status === 'done' || id === undefined) return session;
  const unanswered = !(id in session.takeIds) && !session.skipped.includes(id);
  return advance(unanswered ? { ...session, skipped: [...session.skipped, id] } : session, at);
}

/** @returns the session paused; one that is not running stays as it is */
export function pause(session: SessionRecord, at: string): SessionRecord {
  return session.status === 'running' ? { ...session, status: 'paused', updatedAt: at } : session;
}

/** @returns the session running again, where it was; one that is not paused stays as it is */
export function resume(session: SessionRecord, at: string): SessionRecord {
  return session.status === 'paused' ? { ...session, status: 'running', updatedAt: at } : session;
}

/** @returns the session done, wherever it stood; one that is done stays as it is */
export function finish(session: SessionRecord, at: string): SessionRecord {
  if (session.status === 'done') return session;
  return { ...session, clock: null, status: 'done', updatedAt: at, endedAt: at };
}

/** Whether the results of a session are still kept back: 실전 shows them at its end. */
export function isSealed(session: Pick<SessionRecord, 'setting' | 'status'>): boolean {
  return session.setting === 'real' && session.status !== 'done';
}
