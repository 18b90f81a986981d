/** What a model says about one answer: calibrated probabilities, nothing judged yet. */
import type { Emotion, Intent, Level, Role } from './vocabulary';

/** What the model says about one sentence of the answer. */
export interface SentencePrediction {
  /** Probabilities of the roles, summing to 1; null if the model has no role head. */
  role: Readonly<Record<Role, number>> | null;
  /** Mean token embedding; null if the model gives none. */
  embedding: Float32Array | null;
}

/** Output of one evaluation. A head that the model lacks is null, never guessed. */
export interface Predictions {
  intent: Readonly<Record<Intent, number>>;
  emotion: Readonly<Record<Emotion, number>>;
  quality: Readonly<Record<Level, number>> | null;
  /** Probability that the answer addresses the question that was asked, 0–1. */
  relevance: number | null;
  /** One per sentence given to the model, in order. */
  sentences: readonly SentencePrediction[];
  /** Tokens of the answer. */
  answerTokens: number;
  /** Overlapping windows the answer took: 1 unless it is longer than the model's maximum length. */
  windows: number;
  /** Share of answer tokens the tokenizer did not know, 0–1. */
  unknownShare: number;
}

/** @returns the label with the highest probability; the first of equals */
export function mostLikely<K extends string | number>(probabilities: Readonly<Record<K, number>>): K {
  const entries = Object.entries<number>(probabilities);
  const best = entries.reduce((a, b) => (b[1] > a[1] ? b : a));
  const numeric = Number(best[0]);
  return (Number.isNaN(numeric) ? best[0] : numeric) as K;
}

/** @returns the expected level, 1–5, from probabilities of the levels */
export function expectedLevel(quality: Readonly<Record<Level, number>>): number {
  const entries = Object.entries<number>(quality);
  const mass = entries.reduce((sum, [, p]) => sum + p, 0);
  return entries.reduce((sum, [level, p]) => sum + Number(level) * p, 0) / mass;
}
