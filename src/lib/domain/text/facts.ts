/** What can be read off an answer without a model: counts, endings, fillers, numbers, habits. */
import { speechLevelOf, type SpeechLevel } from './endings';
import { findFillers, type FillerCount } from './fillers';
import { admitsNotKnowing, isHedged, isLong, trailsOff } from './habits';
import { countSyllables } from './hangul';
import { normaliseText } from './normalise';
import { findQuantities } from './numbers';
import { findRepetition, type Repetition } from './repetition';
import { splitSentences } from './sentences';
import { wordsOf } from './words';

/** Facts about one answer. Plain data: kept with the evaluation. */
export interface TextFacts {
  /** The answer after normalisation: what was evaluated. */
  text: string;
  /** Code points of `text`. */
  characters: number;
  /** Whitespace-separated words: `word_count` of result files. */
  words: number;
  /** Hangul syllables. */
  syllables: number;
  /** Share of letters that are Hangul syllables, 0–1; 0 if there are no letters. */
  hangulShare: number;
  /** In order; together they hold every non-space character of `text`. */
  sentences: string[];
  /** How politely each sentence ends, in order. */
  speechLevels: SpeechLevel[];
  fillers: FillerCount[];
  /** Quantities with their units, as written. */
  quantities: string[];
  /** Sentences that hedge ('~것 같습니다'). */
  hedged: string[];
  /** Sentences too long to follow by ear. */
  long: string[];
  repetition: Repetition;
  /** The last sentence if it trails off, else null. */
  trailingOff: string | null;
  /** Whether the answer says that its author does not know. */
  admitsNotKnowing: boolean;
}

/** @returns the share of a text's letters that are Hangul syllables, 0–1 */
function hangulShareOf(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters === 0 ? 0 : countSyllables(text) / letters;
}

/**
 * Reads an answer. Linear in its length.
 * @param answer as typed or transcribed; it is normalised here
 */
export function readText(answer: string): TextFacts {
  const text = normaliseText(answer);
  const words = wordsOf(text);
  const sentences = splitSentences(text);
  const last = sentences.at(-1);
  return {
    text,
    characters: Array.from(text).length,
    words: words.length,
    syllables: countSyllables(text),
    hangulShare: hangulShareOf(text),
    sentences,
    speechLevels: sentences.map(speechLevelOf),
    fillers: findFillers(words),
    quantities: findQuantities(text),
    hedged: sentences.filter(isHedged),
    long: sentences.filter(isLong),
    repetition: findRepetition(sentences),
    trailingOff: last !== undefined && trailsOff(last) ? last : null,
    admitsNotKnowing: admitsNotKnowing(text)
  };
}

/** @returns the number of fillers in all */
export function fillerTotal(facts: TextFacts): number {
  return facts.fillers.reduce((sum, filler) => sum + filler.count, 0);
}

/** How an answer's sentences end on the whole: the level of most recognisable ones, `mixed` if two share it. */
export type OverallSpeechLevel = SpeechLevel | 'mixed';

/** Share of recognisable sentences one level needs to count as the answer's. */
const CONSISTENT_SHARE = 0.8;

/** @returns the answer's speech level on the whole */
export function overallSpeechLevel(facts: TextFacts): OverallSpeechLevel {
  const known = facts.speechLevels.filter((level) => level !== 'unknown');
  if (known.length === 0) return 'unknown';
  const levels: readonly SpeechLevel[] = ['formal', 'polite', 'plain'];
  const main = levels.find(
    (level) => known.filter((own) => own === level).length / known.length >= CONSISTENT_SHARE
  );
  return main ?? 'mixed';
}
