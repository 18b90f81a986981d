/** Finds quantities: the numbers an interviewer can check, such as 30%, 세 배, 2주, 1,200건, 이틀. */

/** Units that make a number a quantity. `가지` and `번째` only enumerate and are left out. */
const UNITS =
  '(?:%p?|퍼센트(?:포인트)?|프로|배|건|명|인분|인|분기|분|시간|개월|개국|개사|개|일|주일|주|달|년|학기|학점|학년|회|번|차례|' +
  '대|곳|장|권|통|점|위|등급|등|만 ?원|억 ?원|원|달러|톤|킬로그램|그램|킬로미터|미터|센티미터?|밀리미터?|마이크로미터|리터|' +
  '[kcmµ]?m|[km]?g|[KMGT]B|ms|rpm|도|밀리초|초|쪽|페이지|줄|행|팀|사람|단계|층|평|세트|종|그루|잔|병|상자|박스|마리|' +
  '걸음|줄기|좌석|석|가구|세대|군데|매|기종|기|편|문항|문제|과목|쿼리|라인)';
/** Large-number words that may follow digits: 3만, 1억 2천만. */
const SCALE = '(?:[십백천만억조]+ ?)*';
const DIGITS = `\\d+(?:,\\d{3})*(?:\\.\\d+)?\\s?${SCALE}여?\\s?${UNITS}`;
/** A value that is measured against another: '3.8에서 0.4로'. */
const FROM_TO = '\\d+(?:,\\d{3})*(?:\\.\\d+)?(?=에서|으로|로|까지|보다)';

const TENS = '(?:열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔)';
const ONES = '(?:한|하나|두|둘|세|석|네|넉|다섯|여섯|일곱|여덟|아홉)';
const NATIVE_COUNTER =
  '(?:배|건|명|분|시간|달|해|개|번|차례|곳|군데|장|권|통|점|줄|팀|사람|마리|잔|병|상자|대|기종|과목|문제|살|평|가구|단계)';
/** 한 명 and 한 번 say little; two or more are a quantity. */
const NATIVE = `(?:${TENS}(?:${ONES})?|(?!한|하나)${ONES})(?:여|\\s?남짓)?\\s?${NATIVE_COUNTER}`;
/** Spelt-out numbers as transcripts have them. 이, 일, 오 … alone are too often other words. */
const SINO =
  '(?:[일이삼사오육칠팔구]?[십백천만][일이삼사오육칠팔구십백천만]*|[삼육칠팔](?=\\s?(?:개월|퍼센트|년|주)))\\s?' +
  '(?:퍼센트|프로|개월|건|명|원|배|년|주|분|초|점|회|만 원|시간|일|개)';
const FRACTION = '\\d+분의 ?\\d+';
const SPAN =
  '(?:이틀|사흘|나흘|닷새|엿새|열흘|열하루|보름|일주일|반년|절반|과반수?|수십|수백|수천|한 달|한 학기|한 해)';

const QUANTITY = new RegExp(
  `(^|[^가-힣A-Za-z0-9.,-])(${[FRACTION, DIGITS, FROM_TO, NATIVE, SINO, SPAN].join('|')})`,
  'g'
);
/** '1분 자기소개' names a kind of answer. */
const NOT_EVIDENCE = /^1분 자/;

/**
 * Finds quantities with their units.
 * @param text normalised text
 * @returns the quantities as written, in order, repeats included
 */
export function findQuantities(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(QUANTITY)) {
    const quantity = match[2] ?? '';
    const end = match.index + match[0].length;
    if (NOT_EVIDENCE.test(quantity + text.slice(end, end + 3))) continue;
    found.push(quantity.trim());
  }
  return found;
}
