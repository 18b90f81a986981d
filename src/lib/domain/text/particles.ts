/** Particles that depend on the sound before them (을/를, 이/가, 은/는, 으로/로), so that generated Korean reads naturally. */
import { finalConsonant, isSyllable } from './hangul';

/** A pair of particles: the one behind a consonant, then the one behind a vowel. */
export type ParticlePair = '을/를' | '이/가' | '은/는' | '으로/로' | '이라고/라고';

/** The final consonant of each digit as it is read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_FINALS = ['ㅇ', 'ㄹ', '', 'ㅁ', '', '', 'ㄱ', 'ㄹ', 'ㄹ', ''] as const;

/** @returns the final consonant the word is pronounced with; null if its spelling does not tell */
function soundOf(word: string): string | null {
  const last = word.at(-1) ?? '';
  if (isSyllable(last)) return finalConsonant(last);
  return /\d/.test(last) ? (DIGIT_FINALS[Number(last)] ?? null) : null;
}

/**
 * @param word ends in a letter or digit
 * @returns the particle that follows the word; both as `을(를)` where the word's sound is not known (Latin letters)
 */
export function particleFor(word: string, pair: ParticlePair): string {
  const [afterConsonant = '', afterVowel = ''] = pair.split('/');
  const sound = soundOf(word);
  if (sound === null) {
    return afterConsonant.endsWith(afterVowel)
      ? `(${afterConsonant.slice(0, -afterVowel.length)})${afterVowel}`
      : `${afterConsonant}(${afterVowel})`;
  }
  // ㄹ takes 로: '서울로', but '집으로'.
  const open = sound === '' || (pair === '으로/로' && sound === 'ㄹ');
  return open ? afterVowel : afterConsonant;
}
