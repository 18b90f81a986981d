/** Judges a transcript before anybody judges the answer: whether it was heard right, and whether it was said at all. */
import { countSyllables } from '../text/hangul';
import type { Take, Transcript } from '../take';
import type { Spoken } from './heard';

/** Why a transcript may not be what was said: the recogniser was unsure, or there is hardly any Korean in it. */
export type TranscriptDoubt = 'unsure' | 'garbled';

/** Confidence below which a recogniser has mostly guessed. */
const LEAST_CONFIDENCE = 0.5;
/** Share of letters that are Hangul; spoken answers mix in Latin terms, but fewer than typed ones. */
const LEAST_HANGUL_SHARE = 0.5;
/** Share of an answer's syllables that may differ from what was heard if it was corrected, not typed. */
const MOST_TYPED_SHARE = 0.25;

/** @returns why the transcript of an answer is doubtful; null if nothing speaks against it */
export function transcriptDoubt(answer: string, { confidence }: Transcript): TranscriptDoubt | null {
  const letters = answer.match(/\p{L}/gu)?.length ?? 0;
  if (countSyllables(answer) < letters * LEAST_HANGUL_SHARE || letters === 0) return 'garbled';
  return confidence !== null && confidence < LEAST_CONFIDENCE ? 'unsure' : null;
}

/** @returns whole seconds the answer took to say; null if so much of it was typed or deleted that they say nothing of it */
export function speakingSeconds(answer: string, spoken: Spoken): number | null {
  const syllables = countSyllables(answer);
  const differing = Math.abs(syllables - spoken.syllables);
  if (spoken.seconds < 1 || syllables === 0 || differing > syllables * MOST_TYPED_SHARE) return null;
  return Math.round(spoken.seconds);
}

/** @returns whether the person is to read the answer again before it is judged */
export function awaitsConfirmation({ transcript, evaluation }: Take): boolean {
  return transcript?.confirmed === false && evaluation === null;
}

/**
 * @param answer as the person has confirmed or corrected it
 * @returns the take, ready to be judged
 */
export function confirmTranscript(take: Take, answer: string): Take {
  return take.transcript
    ? { ...take, answer, transcript: { ...take.transcript, confirmed: true } }
    : { ...take, answer };
}
