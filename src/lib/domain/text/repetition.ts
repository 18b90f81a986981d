/** Measures how much of a text says the same again, so that repeating oneself earns nothing. */
import { bareWord, wordsOf } from './words';

/** What repeats in a text. */
export interface Repetition {
  /** Sentences said before, as they stand the second time. */
  sentences: string[];
  /** Words in those sentences. */
  words: number;
  /** Share of words inside a run of three that came before, 0–1. */
  runShare: number;
  /** Share of the most frequent word, 0–1; 0 for an empty text. */
  topWordShare: number;
}

const RUN = 3;

/** @returns what repeats, given a text's sentences in order */
export function findRepetition(sentences: readonly string[]): Repetition {
  const seen = new Set<string>();
  const repeated: string[] = [];
  let repeatedWords = 0;
  const words: string[] = [];
  for (const sentence of sentences) {
    const own = wordsOf(sentence)
      .map(bareWord)
      .filter((word) => word !== '');
    const key = own.join(' ');
    // A bare '네' twice is speech, not repetition.
    if (own.length > 1 && seen.has(key)) {
      repeated.push(sentence);
      repeatedWords += own.length;
    }
    seen.add(key);
    words.push(...own);
  }

  const runs = new Set<string>();
  const inRun = new Uint8Array(words.length);
  for (let start = 0; start + RUN <= words.length; start++) {
    const run = words.slice(start, start + RUN).join(' ');
    if (runs.has(run)) inRun.fill(1, start, start + RUN);
    runs.add(run);
  }
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const total = Math.max(1, words.length);
  return {
    sentences: repeated,
    words: repeatedWords,
    runShare: inRun.reduce((sum, flag) => sum + flag, 0) / total,
    topWordShare: words.length === 0 ? 0 : Math.max(...counts.values()) / total
  };
}
