/** Splits answers into sentences, typed ones by their marks and raw transcripts by their sentence-final endings. */
import { closesPlainly, closesSentence, coreOf } from './endings';

const CLOSING_MARK: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '‘': '’',
  '「': '」',
  '『': '』',
  '(': ')',
  '《': '》'
};
/** A quotation longer than this is taken for a stray mark; it also keeps the search for the other mark linear. */
const LONGEST_QUOTATION = 300;

/** Characters before a full stop that decide whether it closes a sentence. */
const LONGEST_ENDING = 12;

/** Quoting particles: they carry a sentence on even behind a full stop. */
const QUOTES_ON = /^이?라(?:고|는|며|면서|면)(?:$|[\s,.])/;
/** Words that carry a sentence on after a bare ending: '…겠습니다 하는 마음으로', '…있다 보니'. */
const CARRIES_ON = /^(?:하고(?! 싶)|하는|하며|하면서|보니|보면|보니까|싶\S*)(?:$|[\s,.])/;
/** Latin abbreviations that are written with a full stop. */
const ABBREVIATION =
  /(?:^|[^A-Za-z])(?:[A-Za-z]|dr|mr|mrs|ms|vs|no|inc|ltd|co|corp|fig|approx|e\.g|i\.e)\.$/i;
const ENUMERATOR = /^\(?\d{1,3}[.)]$/;

/** Spans of quotations and brackets, as one flag per character; sentences do not end inside them. */
function quotedCharacters(text: string): Uint8Array {
  const quoted = new Uint8Array(text.length);
  let index = 0;
  while (index < text.length) {
    const close = CLOSING_MARK[text.charAt(index)];
    const apostrophe = text.charAt(index) === "'" && /[A-Za-z0-9]/.test(text.charAt(index - 1));
    if (close === undefined || apostrophe) {
      index++;
      continue;
    }
    const window = text.slice(index + 1, index + 1 + LONGEST_QUOTATION);
    const length = window.indexOf(close);
    if (length < 0 || window.slice(0, length).includes('\n')) {
      index++;
      continue;
    }
    quoted.fill(1, index, index + length + 2);
    index += length + 2;
  }
  return quoted;
}

/**
 * Whether a sentence ends after a word.
 * @param next what follows the word
 * @param plain whether the text is in plain style, so that a bare -다 ends a sentence too
 */
function endsAfter(word: string, next: string, plain: boolean): boolean {
  if (QUOTES_ON.test(next)) return false;
  const core = coreOf(word);
  const tail = word.slice(core.length);
  const closes = closesSentence(core) || (plain && closesPlainly(core));
  if (tail.includes(',')) return false;
  if (/[!?！？。]/.test(tail)) return true;
  if (/…|\.\.|‥/.test(tail)) return closes;
  if (tail.includes('.')) return !ABBREVIATION.test(word) && !ENUMERATOR.test(word);
  // A quoted phrase without a full stop of its own is part of the sentence around it.
  if (/["'”’」』)》]/.test(tail) || CARRIES_ON.test(next)) return false;
  return closes;
}

/** Where people forgot the space behind a sentence ('했습니다.그래서'): never inside 3.8초 or Node.js. */
function boundariesInside(word: string): number[] {
  const cuts: number[] = [];
  for (const match of word.matchAll(/[.!?](?=[가-힣])/g)) {
    const before = word.slice(Math.max(0, match.index - LONGEST_ENDING), match.index);
    if (closesSentence(before) || closesPlainly(before)) cuts.push(match.index + 1);
  }
  return cuts;
}

/** Joins pieces that hold no letter or digit (stray marks, emoji) to their neighbour. */
function joinStrays(pieces: readonly string[]): string[] {
  const sentences: string[] = [];
  let lead = '';
  for (const piece of pieces) {
    const last = sentences.length - 1;
    if (/[\p{L}\p{N}]/u.test(piece)) {
      sentences.push(lead === '' ? piece : `${lead} ${piece}`);
      lead = '';
    } else if (last >= 0) {
      sentences[last] += ` ${piece}`;
    } else {
      lead = lead === '' ? piece : `${lead} ${piece}`;
    }
  }
  if (lead !== '') sentences.push(lead);
  return sentences;
}

/**
 * Splits a text into sentences. Full stops, question and exclamation marks, line breaks and sentence-final endings
 * end one; numbers, abbreviations, enumerators, quotations, brackets and connective endings do not.
 * @param text normalised text
 * @returns trimmed sentences in order, which together hold every non-space character; none if the text is empty
 */
export function splitSentences(text: string): string[] {
  const quoted = quotedCharacters(text);
  const plain = closesPlainly(coreOf(text.slice(text.lastIndexOf(' ') + 1)));
  const pieces: string[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const piece = text.slice(start, end).trim();
    if (piece !== '') pieces.push(piece);
    start = end;
  };
  for (const match of text.matchAll(/\S+/g)) {
    const word = match[0];
    const end = match.index + word.length;
    for (const inside of boundariesInside(word)) {
      if (quoted[match.index + inside - 1] === 0) cut(match.index + inside);
    }
    const next = text.slice(end, end + 12);
    // A quotation may close a sentence with its last character, but not in its middle.
    const midQuotation = quoted[end - 1] === 1 && quoted[end] === 1;
    if (next.startsWith('\n') || (!midQuotation && endsAfter(word, next.trimStart(), plain))) cut(end);
  }
  cut(text.length);
  return joinStrays(pieces);
}
