/** Arithmetic on Hangul syllable blocks (Unicode standard, section 3.12), for endings that hide inside a syllable. */

const FIRST = 0xac00;
const LAST = 0xd7a3;
const FINALS = 28;
const VOWELS = 21;

const VOWEL_LETTERS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const FINAL_LETTERS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';

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
