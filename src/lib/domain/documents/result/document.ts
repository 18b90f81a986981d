/** What a result document holds. Original fields first, ours behind. */
import type { Grade, RubricId, ScoredEvaluation, ScoreResult, WithheldReason } from '../../evaluation';
import type { Predictions } from '../../predictions';
import type { Profile } from '../../profile';
import type { AnswerForm, ModelStamp, Transcript } from '../../take';
import type { Emotion, Intent, QuestionKind } from '../../vocabulary';

export const RESULT_SCHEMA = { name: 'interview-buddy/result', version: 1 } as const;

/** Labels of an evaluation with their Korean names; empty where nothing is expected. */
export interface ResultAnalysis {
  pred_emotion: Emotion | '';
  pred_emotion_kor: string;
  gt_emotion: Emotion | '';
  gt_emotion_kor: string;
  pred_intent: Intent | '';
  pred_intent_kor: string;
  gt_intent: Intent | '';
  gt_intent_kor: string;
}

/** What was found in the answer beyond the original's fields. Enough to restore the take. */
export interface ResultCoach {
  status: 'scored' | 'withheld' | 'pending';
  withheld_reason: WithheldReason | null;
  session_id: string;
  question_id: string;
  question_kind: QuestionKind;
  /** Of a follow-up question: the answer it goes on from. */
  follows?: { take_id: string; question: string };
  form: AnswerForm;
  /** Of a dictated answer: whether its text was confirmed, and how sure the recogniser was. */
  transcript?: Transcript;
  seconds: number | null;
  syllables: number;
  /** Pace of a spoken answer; null if it was typed or not timed. */
  syllables_per_minute: number | null;
  /** What a recording told about the timing, in seconds (see `SpeechTiming`); absent without one. */
  speech?: {
    recorded: number;
    speaking: number;
    pauses: number;
    paused: number;
    longest_pause: number;
    /** Pace over the speaking time; null if there is too little, or if text and time do not fit together. */
    syllables_per_minute: number | null;
  };
  speech_level: string;
  fillers: { word: string; count: number }[];
  /** Expected level 1–5, one decimal; null without a quality head. */
  quality_level: number | null;
  relevance: number | null;
  cap: ScoredEvaluation['cap'];
  sentences: ScoredEvaluation['sentences'];
  key_points: ScoredEvaluation['keyPoints'];
  strengths: string[];
  next_steps: ScoredEvaluation['advice'];
  computed_without: ScoredEvaluation['computedWithout'];
  predictions: Predictions | null;
}

/** A note of somebody who read the result. */
export interface ResultReviewerNote {
  /** Absent in notes of others: one is made of their content. */
  id?: string;
  author: string;
  text: string;
  /** ISO 8601. */
  created_at: string;
  /** Position of the sentence it is about, 0-based; null for the whole answer. */
  sentence: number | null;
  [unknown: string]: unknown;
}

/** A result file. `score_result` is null and `grade` empty if no score was given. */
export interface ResultDocument {
  user_info: Profile;
  question: string;
  user_answer: string;
  recommended_answer: string;
  score_result: ScoreResult | null;
  grade: Grade | '';
  feedback: string[];
  summary: string;
  analysis: ResultAnalysis;
  /** Absent in files of the original product, as all that follow. */
  schema?: { name: string; version: number };
  id?: string;
  /** ISO 8601. */
  created_at?: string;
  rubric?: RubricId | null;
  model?: ModelStamp | null;
  coach?: ResultCoach;
  reviewer_notes?: ResultReviewerNote[];
  [unknown: string]: unknown;
}
