/** Reads what a speech recogniser reports: pieces that change, repeat and vanish, as one text in which nothing is lost. */
import { countSyllables } from '../text/hangul';

/** A piece of what was heard in one run of the recogniser. */
export interface Segment {
  /** As reported; spaces at its edges say whether it continues a word. */
  text: string;
  /** Whether the recogniser will not change it any more, as far as it says. */
  final: boolean;
  /** How sure the recogniser is, 0–1; null if it does not say. */
  confidence: number | null;
}

/** What is known of the spoken part of an answer. */
export interface Spoken {
  /** Seconds from where speech was first heard to the last words, over all runs. */
  seconds: number;
  /** Hangul syllables that were heard. */
  syllables: number;
  /** How sure the recogniser was, 0–1, weighted by syllables; null if it did not say. */
  confidence: number | null;
}

/** Repeats of fewer syllables may be meant: '네, 네'. */
const LEAST_REPEATED_SYLLABLES = 4;

const letters = (text: string) => text.replace(/\s+/g, '');

/** @returns the pieces as one text. Pieces that may still change continue each other's words; a final one ends its word */
export function joinSegments(segments: readonly Segment[]): string {
  let text = '';
  let wordEnds = true;
  for (const segment of segments) {
    if (segment.text.trim() === '') continue;
    text += wordEnds ? ` ${segment.text}` : segment.text;
    wordEnds = segment.final;
  }
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether `next` says `before` again, and possibly goes on. */
function saysAgain(before: readonly Segment[], next: Segment): boolean {
  const old = letters(joinSegments(before));
  const heard = letters(next.text);
  if (old === '' || !heard.startsWith(old)) return false;
  const unsure = next.confidence === 0 || before.some(({ confidence }) => confidence === 0);
  return heard.length > old.length || unsure || countSyllables(old) >= LEAST_REPEATED_SYLLABLES;
}

/**
 * Drops what is said twice: some Android browsers report each guess as a final piece of its own, and final pieces
 * twice, so that a piece holds everything from one of the pieces before it on.
 * @returns the pieces that together say everything once
 */
export function withoutRepeats(segments: readonly Segment[]): Segment[] {
  const kept: Segment[] = [];
  for (const next of segments) {
    if (next.text.trim() === '') continue;
    const from = kept.findIndex((segment, index) => segment.final && saysAgain(kept.slice(index), next));
    if (from >= 0) kept.length = from;
    kept.push(next);
  }
  return kept;
}

/**
 * Whether the recogniser has begun a new list instead of going on with the old one: its first piece was final, and is
 * another one now. What was heard before it then stands by itself.
 */
export function beginsAnew(before: readonly Segment[], next: readonly Segment[]): boolean {
  const [first] = before;
  const [now] = next;
  if (!first?.final || !now || first.text.trim() === '' || now.text.trim() === '') return false;
  const [old, fresh] = [letters(first.text), letters(now.text)];
  return !old.startsWith(fresh) && !fresh.startsWith(old);
}

/**
 * Takes the recogniser's newest list. One that only leaves out what was heard before is not believed: deleting a wrong
 * word takes one key, saying a lost one again takes an answer.
 * @returns the list to go on with
 */
export function newestSegments(before: readonly Segment[], next: readonly Segment[]): readonly Segment[] {
  const spoken = (segments: readonly Segment[]) => segments.filter(({ text }) => text.trim() !== '');
  const [old, fresh] = [spoken(before), spoken(next)];
  const leavesOut = fresh.length < old.length;
  const isPart = letters(joinSegments(old)).startsWith(letters(joinSegments(fresh)));
  return leavesOut && isPart ? before : next;
}

/** @returns two spoken parts of one answer as one */
export function addSpoken(a: Spoken, b: Spoken): Spoken {
  const rated = [a, b].filter(({ confidence }) => confidence !== null);
  const weight = rated.reduce((sum, { syllables }) => sum + syllables, 0);
  const sum = rated.reduce((total, part) => total + (part.confidence ?? 0) * part.syllables, 0);
  return {
    seconds: a.seconds + b.seconds,
    syllables: a.syllables + b.syllables,
    confidence: weight > 0 ? sum / weight : null
  };
}

/** Nothing heard. */
export const NOTHING_SPOKEN: Readonly<Spoken> = { seconds: 0, syllables: 0, confidence: null };

/**
 * @returns what is known of the pieces. Only final ones are rated (the number of others says how stable they are), and
 *   browsers that rate nothing report 0
 */
export function spokenIn(segments: readonly Segment[], seconds: number): Spoken {
  return segments
    .map(({ text, final, confidence }) => ({
      seconds: 0,
      syllables: countSyllables(text),
      confidence: final && confidence !== 0 ? confidence : null
    }))
    .reduce(addSpoken, { ...NOTHING_SPOKEN, seconds });
}
