/** One canonical form of people's text, so that every count and comparison after it sees the same characters. */

/** Lone surrogates, and characters that show nothing: format characters, Hangul fillers, the braille blank. */
const INVISIBLE = /[\p{Cs}\p{Cf}\u115F\u1160\u3164\uFFA0\u2800]/gu;
/** Control characters other than white space. */
// eslint-disable-next-line no-control-regex -- finding them is its purpose
const CONTROL = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;
const SPACES = /[^\S\n\v\f\r\u2028\u2029]+/g;
const LINE_BREAKS = / ?(?:[\n\v\f\r\u0085\u2028\u2029] ?)+/g;

/**
 * Brings text into NFC without invisible and control characters; runs of white space become one space, or one
 * line break if they hold one. Idempotent.
 * @param text anything a person typed, pasted or dictated
 * @returns the trimmed text; empty if nothing visible is left
 */
export function normaliseText(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .normalize('NFC')
    .replace(SPACES, ' ')
    .replace(LINE_BREAKS, '\n')
    .trim();
}
