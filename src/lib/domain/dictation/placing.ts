/** Puts what is heard into a text that its author may be editing at the same moment. */

/** A text with a place in it where speech arrives. */
export interface Placing {
  text: string;
  /** The words of the current run in `text`: from `start` to `end`, in UTF-16 units. */
  start: number;
  end: number;
  /** What of the run has been placed. */
  placed: string;
  /** What of the run its author has edited: it belongs to the text now, and is not placed again. */
  taken: string;
}

/** @returns a text whose speech is to arrive at `caret`, in UTF-16 units; at its end if that is outside */
export function placeAt(text: string, caret: number): Placing {
  const at = caret >= 0 && caret <= text.length ? caret : text.length;
  return { text, start: at, end: at, placed: '', taken: '' };
}

/**
 * @returns what was heard after `taken`. If the recogniser has changed its mind about that part, the cut is made where
 *   a word begins, rather too early: a word that is there twice is better than one that is lost
 */
export function remainder(heard: string, taken: string): string {
  const before = taken.replace(/\s+/g, '');
  if (before === '') return heard;
  let cut = 0;
  for (let count = 0; count < before.length && cut < heard.length; cut += 1) {
    if (!/\s/.test(heard.charAt(cut))) count += 1;
  }
  const same = heard.slice(0, cut).replace(/\s+/g, '') === before;
  if (!same && cut < heard.length && !/\s/.test(heard.charAt(cut))) {
    cut = heard.lastIndexOf(' ', cut) + 1;
  }
  return heard.slice(cut).trim();
}

/** @returns the text with all that the run has heard so far in its place, set off by spaces */
export function placeHeard(placing: Placing, heard: string): Placing {
  const { text, start, end, taken } = placing;
  const words = remainder(heard, taken);
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const lead = words !== '' && /\S$/.test(before) ? ' ' : '';
  const trail = words !== '' && /^\S/.test(after) ? ' ' : '';
  const piece = lead + words + trail;
  return { ...placing, text: before + piece + after, end: start + piece.length, placed: heard };
}

/** @returns the text with the run's words settled in it: what comes next comes after them */
export function settle(placing: Placing): Placing {
  return placeAt(placing.text, placing.end);
}

/** Where and how a text was changed: what lies before `from` and behind `to` (of the old text) is as it was. */
function changeOf(before: string, after: string): { from: number; to: number; grown: number } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, grown: after.length - before.length };
}

/**
 * Takes over what the author has made of the text. Changes beside the run's words move them; a change in them or right
 * behind them makes them the author's.
 */
export function edit(placing: Placing, text: string): Placing {
  if (text === placing.text) return placing;
  const { start, end, placed } = placing;
  const { from, to, grown } = changeOf(placing.text, text);
  if (to <= start) return { ...placing, text, start: start + grown, end: end + grown };
  if (from > end) return { ...placing, text };
  const at = Math.max(end, to) + grown;
  return { text, start: at, end: at, placed, taken: placed };
}

/**
 * Keeps a selection where it was when the run's words change around it.
 * @param position in the text of `before`
 * @returns the position in the text of `after`; behind the run's words if it stood there
 */
export function movedPosition(position: number, before: Placing, after: Placing): number {
  if (position < before.end) return Math.min(position, after.text.length);
  return position + after.text.length - before.text.length;
}
