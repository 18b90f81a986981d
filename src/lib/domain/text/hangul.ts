/**
 * Arithmetic on Hangul syllable blocks (Unicode standard, section 3.12), for endings that hide inside a syllable and
 * for searches with half-written ones.
 */

const FIRST = 0xac00;
const LAST = 0xd7a3;
const FINALS = 28;
const VOWELS = 21;

const INITIAL_LETTERS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const VOWEL_LETTERS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const FINAL_LETTERS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';

/** Letters that take two keystrokes on a Korean keyboard. */
const COMPOUNDS: Readonly<Record<string, string>> = {
  ㅘ: 'ㅗㅏ',
  ㅙ: 'ㅗㅐ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅞ: 'ㅜㅔ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ'
};

/** @returns whether the character is a whole Hangul syllable */
export function isSyllable(character: string | undefined): boolean {
  const code = character?.charCodeAt(0) ?? 0;
  return code >= FIRST && code <= LAST;
}

/** @returns the syllable's final consonant as a letter, `''` if it has none or is no syllable */
export function finalConsonant(syllable: string | undefined): string {
  if (syllable === undefined || !isSyllable(syllable)) return '';
  return FINAL_LETTERS.charAt((syllable.charCodeAt(0) - FIRST) % FINALS).trim();
}

/** @returns the syllable's vowel as a letter, `''` if it is no syllable */
export function vowel(syllable: string | undefined): string {
  if (syllable === undefined || !isSyllable(syllable)) return '';
  return VOWEL_LETTERS.charAt(Math.floor((syllable.charCodeAt(0) - FIRST) / FINALS) % VOWELS);
}

/** @returns the number of Hangul syllables in the text, the unit in which Korean pace and length are counted */
export function countSyllables(text: string): number {
  return text.match(/[가-힣]/g)?.length ?? 0;
}

/** @returns the syllable's first consonant as a letter, `''` if it is no syllable */
export function initialConsonant(syllable: string | undefined): string {
  if (syllable === undefined || !isSyllable(syllable)) return '';
  return INITIAL_LETTERS.charAt(Math.floor((syllable.charCodeAt(0) - FIRST) / (VOWELS * FINALS)));
}

/** @returns the text with each syllable replaced by its first consonant; everything else as it is */
export function initials(text: string): string {
  return text.replace(/[가-힣]/g, initialConsonant);
}

/**
 * @returns the text as the letters a Korean keyboard writes it with, e.g. `과제` as `ㄱㅗㅏㅈㅔ`: what is being typed
 *   is a beginning of what it will become. Everything else stays as it is
 */
export function keystrokes(text: string): string {
  return text
    .replace(
      /[가-힣]/g,
      (syllable) => initialConsonant(syllable) + vowel(syllable) + finalConsonant(syllable)
    )
    .replace(/[ㄱ-ㅣ]/g, (letter) => COMPOUNDS[letter] ?? letter);
}

/** @returns the syllable with another final consonant; unchanged if it is no syllable or the letter is none */
export function withFinalConsonant(syllable: string, final: string): string {
  const index = FINAL_LETTERS.indexOf(final);
  if (!isSyllable(syllable) || index < 1) return syllable;
  const code = syllable.charCodeAt(0);
  return String.fromCharCode(code - ((code - FIRST) % FINALS) + index);
}
