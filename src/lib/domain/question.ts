/** Questions of the pool and what is known about a good answer to each. */
import type { AgeRange, Emotion, Experience, Intent, Occupation, QuestionKind, Role } from './vocabulary';

/** Something a good answer contains. */
export interface KeyPoint {
  /** Short Korean noun phrase shown to people. */
  label: string;
  /** Word stems; an answer that contains one of them is taken to make the point. */
  cues: readonly string[];
}

/** One sentence of a model answer, with its role; null where nobody has named it. */
export interface ModelSentence {
  role: Role | null;
  text: string;
}

/** The answer that a follow-up question goes on from. */
export interface FollowedAnswer {
  takeId: string;
  /** Text of the question that was answered. */
  question: string;
}

/** One question of the pool. */
export interface Question {
  id: string;
  text: string;
  occupations: readonly Occupation[];
  experience: readonly Experience[];
  channel?: string;
  place?: string;
  ageRange?: AgeRange;
  /** What the question asks for; null for a question nobody has labelled (a person's own, an imported one). */
  gt_intent: Intent | null;
  /** The tone that suits a good answer; null where none is expected. */
  gt_emotion: Emotion | null;
  kind: QuestionKind;
  /** 1 easy – 3 hard. */
  difficulty: 1 | 2 | 3;
  /** One sentence: what the interviewer wants to learn. */
  looks_for: string;
  key_points: readonly KeyPoint[];
  follow_ups: readonly string[];
  /** Suggested speaking time in seconds. */
  seconds: number;
  /** Suggested band in whitespace-separated words: [least, most]. */
  words: readonly [number, number];
  /** An answer written for this question; empty for a person's own questions. */
  model_answer: readonly ModelSentence[];
  /** Of a follow-up: the answer it goes on from. */
  follows?: FollowedAnswer;
}

/** What an evaluation looks at in a question. */
export type EvaluatedQuestion = Pick<
  Question,
  'text' | 'kind' | 'gt_intent' | 'gt_emotion' | 'key_points' | 'seconds' | 'words'
>;

/** What a question calls for when nobody has said: the middle of what the pool's questions suggest. */
export const DEFAULT_SECONDS = 75;
export const DEFAULT_WORDS: readonly [number, number] = [50, 115];

/** @returns a question of which only the text is known, as in an imported file or a person's own question */
export function bareQuestion(text: string): EvaluatedQuestion {
  return {
    text,
    kind: 'other',
    gt_intent: null,
    gt_emotion: null,
    key_points: [],
    seconds: DEFAULT_SECONDS,
    words: DEFAULT_WORDS
  };
}

/** A file of the pool. */
export interface QuestionFile {
  format: 1;
  license: string;
  authors: string;
  /** Year and month the questions were written. */
  written: string;
  questions: readonly Question[];
}
