/** What if a sentence had not been said: the answer without it, and what that would have changed. */
import type { AnswerForm } from './take';
import { countSyllables } from './text/hangul';

/** What one sentence did for the total. */
export interface SentenceEffect {
  sentence: string;
  /**
   * Points of the total that the sentence earned; negative if the answer scores higher without it. Null if the rest
   * cannot be judged without it.
   */
  points: number | null;
}

/** An answer as it would have been given without a sentence. */
export interface ShortenedAnswer {
  /** One sentence per line, so that they stay the sentences they were. */
  answer: string;
  /** Less the share of the syllables that was left out; null if it was not measured. */
  seconds: number | null;
}

/**
 * @param sentences of the answer, in order
 * @param without position of the sentence to leave out; null for the whole answer in the same form
 */
export function shortenedAnswer(
  sentences: readonly string[],
  without: number | null,
  { form, seconds }: { form: AnswerForm; seconds: number | null }
): ShortenedAnswer {
  const kept = sentences.filter((_, index) => index !== without);
  const answer = kept.join('\n');
  const all = countSyllables(sentences.join(''));
  const share = all === 0 ? 1 : countSyllables(answer) / all;
  return { answer, seconds: seconds === null || form === 'typed' ? seconds : seconds * share };
}

/**
 * @param whole total of the whole answer, 0–100
 * @param totals totals of the answer without each sentence, in order; null where no score was given
 */
export function sentenceEffects(
  sentences: readonly string[],
  whole: number,
  totals: readonly (number | null)[]
): SentenceEffect[] {
  return sentences.map((sentence, index) => {
    const total = totals[index] ?? null;
    return { sentence, points: total === null ? null : whole - total };
  });
}
