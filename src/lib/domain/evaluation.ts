/** Everything derived from a take: predictions, text facts, scores, feedback, summary. */
import type { Predictions } from './predictions';
import type { Emotion, Intent, Role } from './vocabulary';
import type { TextFacts } from './text/facts';

/** Names of the rubrics, versioned: a result records which one scored it. */
export type RubricId = 'buddy-1' | 'buddy-2';

/** Points, in the original's fields. Maxima: intent 30, emotion 20, length 25, quality 25, total 100. */
export interface ScoreResult {
  total: number;
  intent: number;
  emotion: number;
  length: number;
  quality: number;
  breakdown: {
    word_count: number;
    pred_intent: Intent;
    /** Empty if nothing is expected. */
    gt_intent: Intent | '';
    pred_emotion: Emotion;
    gt_emotion: Emotion | '';
  };
}

export type Grade = 'A' | 'B' | 'C' | 'D' | 'F';

/** Why no score is given. Each has a sentence and a next step in the message catalogues. */
export type WithheldReason =
  'empty' | 'too-short' | 'no-korean' | 'unintelligible' | 'repeated' | 'question-echo';

/** Why a score was capped. */
export type CapReason = 'off-topic' | 'very-short' | 'no-answer';

/** A sentence of the answer with what was found in it. */
export interface SentenceReading {
  text: string;
  role: Role | null;
  /** Probability of `role`, 0–1. */
  confidence: number;
}

/** Whether a key point of the question was found in the answer. */
export interface KeyPointReading {
  label: string;
  hit: boolean;
}

/** One thing to do next time. `quote` is the person's own sentence it is about, if there is one. */
export interface Advice {
  /** Stable code: names the advice in tests, statistics and the English catalogue. */
  code: string;
  /** Korean sentence in 합쇼체. */
  text: string;
  quote?: string;
  /** Points of the score this advice accounts for, ≥ 0. */
  points: number;
  part: 'intent' | 'emotion' | 'length' | 'quality';
}

/** A head the model lacks; what it would have said was computed from text facts. */
export type MissingHead = 'quality' | 'relevance' | 'role' | 'embedding';

/** An evaluation with a score. */
export interface ScoredEvaluation {
  status: 'scored';
  rubric: RubricId;
  score: ScoreResult;
  grade: Grade;
  cap: CapReason | null;
  /** Three headlines: on the total, the length and the intent. Result files carry the advice as further lines. */
  feedback: string[];
  /** What to do next time, most useful first. */
  advice: Advice[];
  /** What was done well. */
  strengths: string[];
  summary: string;
  sentences: SentenceReading[];
  keyPoints: KeyPointReading[];
  facts: TextFacts;
  /** Without token embeddings: they serve the summary and are too large to keep. */
  predictions: Predictions;
  /** Heads the model lacks. */
  computedWithout: MissingHead[];
}

/** An evaluation whose score is withheld: too little to judge. */
export interface WithheldEvaluation {
  status: 'withheld';
  reason: WithheldReason;
  facts: TextFacts;
}

export type Evaluation = ScoredEvaluation | WithheldEvaluation;
