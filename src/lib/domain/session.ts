/** A session: an ordered run of questions under one setting, and how it moves on. Pure: ids and times are passed in. */
import type { Profile } from './profile';

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
  /** Position of the current question, 0-based; equal to the number of questions when all are done. */
  index: number;
  /** Id of the latest take per question id. */
  takeIds: Record<string, string>;
  /** Ids of questions that were skipped. */
  skipped: string[];
  status: 'running' | 'paused' | 'done';
  limits: TimeLimits | null;
  /** Whether questions are read aloud. */
  voice: boolean;
  /** ISO 8601. */
  startedAt: string;
  updatedAt: string;
  endedAt: string | null;
}
