/** The original product's rule, kept to the letter so that old and new results compare. */
import { mostLikely } from '../predictions';
import type { Intent } from '../vocabulary';
import {
  PART_MAXIMA,
  scoreResult,
  type Loss,
  type LossCode,
  type RubricInput,
  type ScorePart,
  type Scoring
} from './rubric';

/** Intents that the original takes for half right when one stands for the other. */
const RELATED: Readonly<Partial<Record<Intent, Intent>>> = {
  technology: 'attitude',
  attitude: 'technology',
  background: 'personality',
  personality: 'background'
};

function intentPoints(predicted: Intent, expected: Intent | null): number {
  if (expected === null) return 20;
  if (predicted === expected) return 30;
  return RELATED[expected] === predicted ? 20 : 10;
}

function emotionPoints(predicted: string, expected: string | null): number {
  if (expected === null) return 15;
  return predicted === expected ? 20 : 10;
}

/** @param words whitespace-separated words */
function lengthPoints(words: number): number {
  if (words > 150) return 10;
  if (words >= 50) return 25;
  if (words >= 30) return 20;
  return words >= 20 ? 15 : 5;
}

/** What costs points in each part under this rule. */
function causeOf(part: ScorePart, input: RubricInput): LossCode {
  const { question, facts, predictions } = input;
  if (part === 'intent') return question.gt_intent === null ? 'rule-limit' : 'other-intent';
  if (part === 'length') return facts.words > 150 ? 'too-long' : 'too-short';
  if (part === 'quality') return facts.words < 30 ? 'few-specifics' : 'not-tied-to-job';
  if (question.gt_emotion === null) return 'rule-limit';
  if (question.gt_emotion === 'positive') {
    return mostLikely(predictions.emotion) === 'negative' ? 'negative-tone' : 'flat-tone';
  }
  return mostLikely(predictions.emotion) === 'positive' ? 'rosy-tone' : 'negative-tone';
}

/**
 * Scores by the original rule: intent and emotion by the label predicted against the one expected, length by words,
 * quality by words and predicted intent.
 */
export function scoreBuddy1(input: RubricInput): Scoring {
  const intent = mostLikely(input.predictions.intent);
  const { words } = input.facts;
  const points = {
    intent: intentPoints(intent, input.question.gt_intent),
    emotion: emotionPoints(mostLikely(input.predictions.emotion), input.question.gt_emotion),
    length: lengthPoints(words),
    quality: 15 + (words >= 30 ? 5 : 0) + (intent === 'technology' || intent === 'attitude' ? 5 : 0)
  };
  const parts: readonly ScorePart[] = ['intent', 'emotion', 'length', 'quality'];
  const losses: Loss[] = parts
    .map((part) => ({ code: causeOf(part, input), part, points: PART_MAXIMA[part] - points[part] }))
    .filter((loss) => loss.points > 0);
  return { score: scoreResult(input, points), cap: null, losses };
}
