/** Korean sentence endings: how a sentence is closed tells where it ends and how politely it is spoken. */
import { finalConsonant, isSyllable, vowel } from './hangul';

/** How politely a sentence ends: 합쇼체, 해요체, 반말(해라체 포함), or not recognisable. */
export type SpeechLevel = 'formal' | 'polite' | 'plain' | 'unknown';

/** Words in -요 that end no sentence: nouns, and connectives or topics with a polite -요 behind them. */
const NOT_POLITE_ENDINGS = new Set([
  ...[
    '필요',
    '불필요',
    '중요',
    '주요',
    '수요',
    '개요',
    '소요',
    '강요',
    '동요',
    '가요',
    '민요',
    '긴요',
    '노래가요'
  ],
  ...[
    '그런데요',
    '근데요',
    '그래서요',
    '그리고요',
    '그러니까요',
    '그니까요',
    '그래가지고요',
    '제가요',
    '내가요',
    '저희가요'
  ]
]);
/** Vowels that a verb has before a final -요 (해요, 가요, 봐요, 써요, 데요, 까요 …). */
const VERB_VOWELS = new Set(['ㅏ', 'ㅐ', 'ㅓ', 'ㅔ', 'ㅕ', 'ㅖ', 'ㅘ', 'ㅙ', 'ㅝ', 'ㅞ']);
const POLITE_TAILS = ['지요', '고요', '구요', '군요', '든요', '걸요', '이요'];
/** Words in -다 that end no sentence: particles, adverbs, nouns. */
const NOT_PLAIN_ENDINGS = new Set([
  '다',
  '모두다',
  '바다',
  '보다',
  '마다',
  '판다',
  '베란다',
  '저마다',
  '해마다',
  '날마다',
  '때마다',
  '무엇보다'
]);
/** 반말 that cannot be mistaken for a noun ('분야', '언어'). */
const PLAIN_TAIL =
  /(?:[았었였했겠갔왔봤됐졌렸냈]어|같아|좋아|많아|않아|있어|없어|싶어|몰라|거든|잖아|거야|이야|더라|더라고|할까|을까|구나|했지|었지|였지|았지|겠지|하자|그래)$/;

/** @returns the word without whatever follows its last syllable, letter or digit: marks, emoji, ㅎㅎ */
export function coreOf(word: string): string {
  let end = word.length;
  while (end > 0 && !/[가-힣A-Za-z0-9%]/.test(word.charAt(end - 1))) end--;
  return word.slice(0, end);
}

/** -습니다, -습니까, -십시오, -ㅂ시다; 경상 dialect -습니더. */
function isFormal(core: string): boolean {
  if (/(?:십시오|시오|시다)$/.test(core)) {
    return !core.endsWith('시다') || finalConsonant(core.at(-3)) === 'ㅂ';
  }
  return /(?:니다|니까|니더)$/.test(core) && finalConsonant(core.at(-3)) === 'ㅂ';
}

/** -어요 in all its contractions, -죠; 경상 dialect -거든예, -고예, -네예. */
function isPolite(core: string): boolean {
  if (/[가-힣](?:죠|[든고네데지]예)$/.test(core)) return true;
  if (!core.endsWith('요') || core.length < 2 || NOT_POLITE_ENDINGS.has(core)) return false;
  const before = core.at(-2);
  return (
    (finalConsonant(before) === '' && VERB_VOWELS.has(vowel(before))) ||
    POLITE_TAILS.some((tail) => core.endsWith(tail) && core.length > tail.length)
  );
}

/**
 * Whether a word closes a sentence even with no mark behind it, as in a raw transcript: -습니다, -습니까, -어요,
 * -죠, -거든요, -는데요. Connectives such as -습니다만 and -는데 do not.
 * @param core a word as {@link coreOf} gives it
 */
export function closesSentence(core: string): boolean {
  return isFormal(core) || isPolite(core);
}

/** @returns whether the word ends in -었다, -겠다, -한다, -는다: final in plain style, quoted in any other */
export function closesPlainly(core: string): boolean {
  if (core.length < 2 || !core.endsWith('다') || NOT_PLAIN_ENDINGS.has(core)) return false;
  const final = finalConsonant(core.at(-2));
  return final === 'ㅆ' || final === 'ㄴ';
}

/** @returns how politely the sentence ends, read from its last word */
export function speechLevelOf(sentence: string): SpeechLevel {
  const core = coreOf(sentence.slice(sentence.trimEnd().lastIndexOf(' ') + 1).trim());
  if (!isSyllable(core.at(-1))) return 'unknown';
  // '…습니다만' is formal, although it does not close the sentence.
  if (isFormal(core) || isFormal(core.replace(/만$/, ''))) return 'formal';
  if (isPolite(core)) return 'polite';
  if (core.endsWith('요') || NOT_PLAIN_ENDINGS.has(core)) return 'unknown';
  if (core.endsWith('다') && core.length > 1) return 'plain';
  return PLAIN_TAIL.test(core) ? 'plain' : 'unknown';
}
