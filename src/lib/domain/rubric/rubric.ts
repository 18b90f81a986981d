/** What every rubric is: a pure function from what is known of an answer to points, each lost one with its cause. */
import type { CapReason, KeyPointReading, ScoreResult } from '../evaluation';
import { mostLikely, type Predictions } from '../predictions';
import type { EvaluatedQuestion } from '../question';
import type { AnswerForm } from '../take';
import type { TextFacts } from '../text/facts';

/** The four parts of a score. */
export const SCORE_PARTS = ['intent', 'emotion', 'length', 'quality'] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];

/** Most points of each part; they sum to 100. */
export const PART_MAXIMA: Readonly<Record<ScorePart, number>> = {
  intent: 30,
  emotion: 20,
  length: 25,
  quality: 25
};

/** Everything a rubric looks at. */
export interface RubricInput {
  question: EvaluatedQuestion;
  form: AnswerForm;
  /** How long the answer took; null if not measured. */
  seconds: number | null;
  facts: TextFacts;
  predictions: Predictions;
  /** One per key point of the question. */
  keyPoints: readonly KeyPointReading[];
}

/** Why points were lost. Each code has advice in `advice.ts`. */
export type LossCode =
  /** Caps. */
  | CapReason
  /** Intent. */
  | 'loosely-related'
  | 'other-intent'
  /** Emotion. */
  | 'negative-tone'
  | 'flat-tone'
  | 'rosy-tone'
  | 'plain-speech'
  | 'tone-without-content'
  /** Length. */
  | 'too-short'
  | 'too-long'
  | 'said-again'
  | 'length-without-content'
  /** Quality. */
  | 'no-substance'
  | 'few-specifics'
  | 'not-tied-to-job'
  | 'no-situation'
  | 'no-action'
  | 'no-result'
  | 'no-number'
  | 'missed-key-point'
  /** buddy-1 only: points its rule never gives for this question. */
  | 'rule-limit';

/** Points lost to one cause. */
export interface Loss {
  code: LossCode;
  part: ScorePart;
  /** Whole points, > 0. */
  points: number;
}

/** What a rubric says about an answer. The losses sum to 100 less the total. */
export interface Scoring {
  score: ScoreResult;
  cap: CapReason | null;
  losses: Loss[];
}

export type Rubric = (input: RubricInput) => Scoring;

/** @returns the score document of four parts, in the original's order of fields */
export function scoreResult(input: RubricInput, points: Readonly<Record<ScorePart, number>>): ScoreResult {
  const { intent, emotion, length, quality } = points;
  return {
    total: intent + emotion + length + quality,
    intent,
    emotion,
    length,
    quality,
    breakdown: {
      word_count: input.facts.words,
      pred_intent: mostLikely(input.predictions.intent),
      gt_intent: input.question.gt_intent ?? '',
      pred_emotion: mostLikely(input.predictions.emotion),
      gt_emotion: input.question.gt_emotion ?? ''
    }
  };
}

/**
 * Shares whole points out in proportion to weights, by largest remainder.
 * @param points whole number ≥ 0
 * @param weights each ≥ 0, of any sum; all points go to the first if all are 0
 * @returns whole numbers that sum to `points`, in the order of the weights
 */
export function apportion(points: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const exact = weights.map((weight, index) =>
    sum > 0 ? (points * weight) / sum : index === 0 ? points : 0
  );
  const shares = exact.map(Math.floor);
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = points - shares.reduce((total, share) => total + share, 0);
  for (const { index } of order) {
    if (left <= 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left--;
  }
  return shares;
}
