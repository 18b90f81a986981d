/** Finds fillers (군말) where they fill, and leaves the same words alone where they mean something. */
import { bareWord } from './words';

/** A filler and how often it was said. */
export interface FillerCount {
  word: string;
  count: number;
}

/** Sounds that are nothing but fillers when they stand alone: 음, 어, 으음, 어어 … */
const SOUND = /^(?:음+|으음+|어+|아+|에+|흠+|뭐랄까)$/;
/** Words that fill only between pauses or beside another filler; otherwise they mean something. */
const SOMETIMES = new Set([
  '그',
  '저기',
  '뭐',
  '약간',
  '이제',
  '막',
  '뭔가',
  '그냥',
  '좀',
  '그니까',
  '그러니까'
]);
/** Words that become a habit when they come again and again: a share of words and a count above which all count. */
const HABITUAL = new Set(['약간', '이제', '막', '뭔가', '그냥', '그니까', '좀', '뭐']);
const HABIT = { count: 3, share: 1 / 30 } as const;
/** What follows '뭐' or '그' when it does not belong to the next word. */
const RESTART = /^(?:그런|이런|제가|저는|저희|저의|저희가|일단|우선|어쨌든|아무튼|이렇게|그래서|그때)$/;
const PAUSE = /(?:,|\.\.|…|‥|~|-)$/;

/**
 * Counts fillers in a text.
 * @param words the text's whitespace-separated words, in order
 * @returns one entry per filler, most frequent first
 */
export function findFillers(words: readonly string[]): FillerCount[] {
  const bare = words.map(bareWord);
  const totals = new Map<string, number>();
  for (const word of bare) totals.set(word, (totals.get(word) ?? 0) + 1);
  const isHabit = (word: string): boolean => {
    const total = totals.get(word) ?? 0;
    return HABITUAL.has(word) && total >= HABIT.count && total / words.length >= HABIT.share;
  };

  const counts = new Map<string, number>();
  let previousFilled = false;
  bare.forEach((word, index) => {
    const next = bare[index + 1];
    const paused = PAUSE.test(words[index] ?? '');
    const besideFiller = previousFilled || (next !== undefined && SOUND.test(next));
    const restarted = (word === '뭐' || word === '그') && next !== undefined && RESTART.test(next);
    previousFilled =
      SOUND.test(word) || (SOMETIMES.has(word) && (paused || besideFiller || restarted)) || isHabit(word);
    if (previousFilled) counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}
