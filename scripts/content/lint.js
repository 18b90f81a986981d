/** Lints of wording: what may not be asked or mentioned in hiring, and slips of typing. */

/**
 * What the Fair Hiring Procedure Act (채용절차의 공정화에 관한 법률 제4조의3) keeps out of hiring, and what blind hiring
 * keeps out besides. Each pattern is written so that ordinary words that merely contain it do not match.
 * @type {readonly { topic: string, pattern: RegExp }[]}
 */
const forbidden = [
  { topic: '혼인·가족계획', pattern: /결혼|기혼|미혼|임신|출산 ?계획|남자 ?친구|여자 ?친구|자녀 ?계획/ },
  { topic: '외모·신체', pattern: /외모|체중|몸무게|키가 (크|작|몇)|인상이 (좋|험)|용모/ },
  { topic: '출신 지역', pattern: /고향|출신 ?지역|본적|어디 출신/ },
  {
    topic: '가족의 학력·직업·재산',
    pattern:
      /부모님|아버지|어머니|남편|배우자|(^|[\s"'(])(제 |우리 )?(형|누나|언니|오빠|동생)(은|는|이|가|의) /
  },
  { topic: '재산', pattern: /(본인|부모|집안|가족)[의이은]? ?재산|재산이 (얼마|있|많)|자가 ?소유/ },
  { topic: '종교', pattern: /종교(?!배)|교회|성당에 다|사찰에 다|신앙/ },
  { topic: '병력', pattern: /병력|지병|정신과|우울증|진단서를 제출/ },
  { topic: '정치', pattern: /정당 |지지하는 후보|정치 성향|대통령/ },
  { topic: '나이·성별', pattern: /나이가 (많|적|어리)|여자로서|남자로서|여성이라|남성이라/ },
  { topic: '학교 이름', pattern: /[가-힣]{2,}대학교(에|를|을|의)? ?(재학|졸업|출신|다)|명문대|지방대/ }
];

/** @param {string} text @returns {string[]} topics it touches that it must not */
export function forbiddenTopics(text) {
  return forbidden.filter(({ pattern }) => pattern.test(text)).map(({ topic }) => topic);
}

/** @type {readonly { slip: string, pattern: RegExp }[]} */
const slips = [
  { slip: 'two spaces', pattern: / {2}/ },
  { slip: 'space before punctuation', pattern: / [.,?!]/ },
  { slip: 'no space after a sentence', pattern: /[가-힣][.?!][가-힣]/ },
  { slip: 'repeated punctuation', pattern: /([,?!])\1|\.\.(?!\.)(?<!\.\.\.)/ },
  { slip: 'loose jamo', pattern: /[ㄱ-ㅎㅏ-ㅣ]/ },
  { slip: 'control or zero-width character', pattern: /[\u0000-\u001f\u007f\u200b-\u200f\ufeff]/ }, // eslint-disable-line no-control-regex -- that is what it looks for
  { slip: 'decomposed Hangul', pattern: /[\u1100-\u11ff]/ }
];

/** @param {string} text typed text @returns {string[]} slips of typing in it */
export function typingSlips(text) {
  return slips.filter(({ pattern }) => pattern.test(text)).map(({ slip }) => slip);
}
