/** Rewrites the end of a person's own sentence the way it is said in an interview, only where the form leaves no doubt. */
import { coreOf } from './endings';
import { finalConsonant, isSyllable, withFinalConsonant } from './hangul';

/** @returns the stem closed in 합쇼체 (하 → 합니다, 먹 → 먹습니다, 만들 → 만듭니다, 했 → 했습니다); null if it is no stem */
function closed(stem: string): string | null {
  const last = stem.at(-1);
  if (last === undefined || !isSyllable(last)) return null;
  const final = finalConsonant(last);
  if (final === '' || final === 'ㄹ') return `${stem.slice(0, -1)}${withFinalConsonant(last, 'ㅂ')}니다`;
  return `${stem}습니다`;
}

/** Contracted 해요체 of frequent verbs, whose stems a rule could only guess (봐요 is 보-, but 더워요 is 덥-). */
const CONTRACTED: readonly (readonly [polite: string, formal: string])[] = [
  ['아니에요', '아닙니다'],
  ['이에요', '입니다'],
  ['예요', '입니다'],
  ['시켜요', '시킵니다'],
  ['배워요', '배웁니다'],
  ['나눠요', '나눕니다'],
  ['바꿔요', '바꿉니다'],
  ['키워요', '키웁니다'],
  ['채워요', '채웁니다'],
  ['해요', '합니다'],
  ['돼요', '됩니다'],
  ['봐요', '봅니다'],
  ['와요', '옵니다'],
  ['줘요', '줍니다'],
  ['져요', '집니다'],
  ['려요', '립니다']
];

/** Endings directly behind the stem. */
const BEHIND_STEM = /^(.+?)(?:고요|구요|거든요?|지요|죠|네요|잖아요|는데요?|는다)$/;
/** 아/어 behind a stem that ends in a consonant: 했어요, 좋아요, 있어. ㄹ is left out: 들어요 is 듣- or 들-. */
const BEHIND_CONSONANT = /^(.+?)[아어]요?$/;

/** Verbs whose stem is one open syllable. Another one is as likely a noun: '사고요' is an accident or a purchase. */
const OPEN_STEMS = new Set(['하', '되', '가', '오', '주', '쓰', '이']);
/** Behind these the same endings report what was seen or said (하더라고요, 이라고요), name a choice, or are dialect. */
const NO_STEM = /(?:더라|라|다|냐|자|든|겄)$/;

function isStem(stem: string): boolean {
  if (NO_STEM.test(stem)) return false;
  const open = finalConsonant(stem.at(-1)) === '';
  return !open || OPEN_STEMS.has(stem) || (stem.length > 1 && OPEN_STEMS.has(stem.at(-1) ?? ''));
}

/** @returns the word closed in 합쇼체; null if its stem is in doubt */
function formalWord(word: string): string | null {
  if (/(?:니다|니까)$/.test(word)) return null;
  if (/습니다만$/.test(word)) return word.slice(0, -1);
  if (word === '하지만' || word === '그런데요') return null;
  const contracted = CONTRACTED.find(([polite]) => word.endsWith(polite));
  if (contracted) return word.slice(0, -contracted[0].length) + contracted[1];
  const copula = /^(.+)인데요?$/.exec(word)?.[1];
  if (copula !== undefined) return `${copula}입니다`;
  const stem = BEHIND_STEM.exec(word)?.[1];
  if (stem !== undefined) return isStem(stem) ? closed(stem) : null;
  const consonant = BEHIND_CONSONANT.exec(word)?.[1];
  if (consonant !== undefined) {
    const final = finalConsonant(consonant.at(-1));
    return final === '' || final === 'ㄹ' ? null : closed(consonant);
  }
  const before = word.slice(0, -1);
  const final = finalConsonant(before.at(-1));
  if (final === 'ㅆ' && /[고지]$/.test(word)) return closed(before);
  if (word.endsWith('이고')) return closed(before);
  if (word.endsWith('다') && before !== '') {
    const last = before.at(-1) ?? '';
    // 한다, 간다: the ㄴ belongs to the ending.
    return final === 'ㄴ' ? `${before.slice(0, -1)}${withFinalConsonant(last, 'ㅂ')}니다` : closed(before);
  }
  return null;
}

/** The last word of a sentence, and what stands before it. Null for questions and quotations. */
function lastWord(sentence: string): { before: string; core: string } | null {
  const start = sentence.trimEnd().search(/\S+$/);
  const core = coreOf(sentence.slice(start).trim());
  const tail = sentence.slice(start + core.length);
  return core === '' || /[?？"'”’」』)》]/.test(tail) ? null : { before: sentence.slice(0, start), core };
}

/**
 * @param sentence one that ends in 해요체 or 반말, or trails off
 * @returns it closed with '-습니다'; null if that is in doubt
 */
export function closeFormally(sentence: string): string | null {
  const end = lastWord(sentence);
  const word = end && formalWord(end.core);
  return end && word ? `${end.before}${word}.` : null;
}

/** Adnominal forms in front of '것 같습니다' that are one thing only: adjectives, and verbs in the past. */
const SAID_PLAINLY: Readonly<Record<string, string>> = {
  좋은: '좋습니다',
  많은: '많습니다',
  싶은: '싶습니다',
  아닌: '아닙니다',
  중요한: '중요합니다',
  필요한: '필요합니다',
  가능한: '가능합니다',
  부족한: '부족합니다',
  된: '됐습니다',
  본: '봤습니다',
  얻은: '얻었습니다',
  받은: '받았습니다',
  배운: '배웠습니다',
  키운: '키웠습니다',
  느낀: '느꼈습니다',
  만든: '만들었습니다',
  나온: '나왔습니다',
  생긴: '생겼습니다',
  늘어난: '늘어났습니다',
  줄어든: '줄어들었습니다'
};
/** Verbs whose past adnominal form looks like noun + 인. */
const NOT_A_COPULA = /(?:보|줄|쓰|높|붙|들|먹|속|울|직|끓|절|숙|녹|벌|죽|섞|쌓|놓|모)인$/;
const SEEMS = /^(.*?)(\S+) ?(?:것|거) ?같(?:습니다|아요|네요|다)[.!]*$/s;

/** @returns the adnominal word as a plain statement; null if it could be read two ways */
function statement(word: string): string | null {
  const known = SAID_PLAINLY[word];
  if (known !== undefined) return known;
  const stem = word.slice(0, -1);
  if (word.endsWith('던')) return finalConsonant(stem.at(-1)) === 'ㅆ' ? closed(stem) : null;
  // '만드는' is 만들-: the stem has lost its ㄹ, and closes the same way.
  if (word.endsWith('는')) return closed(stem);
  // '될 것 같습니다' guesses at what is to come; '될 것입니다' says it.
  if (finalConsonant(word.at(-1)) === 'ㄹ') return `${word} 것입니다`;
  if (word.endsWith('인') && stem !== '' && !NOT_A_COPULA.test(word)) return `${stem}입니다`;
  return null;
}

/**
 * @param sentence one that ends in '~것 같습니다'
 * @returns it said as a fact ('좋았던 것 같습니다' → '좋았습니다.'); null if the tense or the word is in doubt
 */
export function sayPlainly(sentence: string): string | null {
  const match = SEEMS.exec(sentence.trim());
  const said = match && statement(match[2] ?? '');
  return match && said ? `${match[1] ?? ''}${said}.` : null;
}
