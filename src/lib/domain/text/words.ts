/** Words as the result files count them, and rough stems for comparing what two texts talk about. */

/** @returns the whitespace-separated words of a text, in order */
export function wordsOf(text: string): string[] {
  return text.match(/\S+/g) ?? [];
}

/** @returns the number of whitespace-separated words: `word_count` of result files */
export function countWords(text: string): number {
  return wordsOf(text).length;
}

/** @returns the word without marks at its ends (quotes, commas, full stops, emoji), lower case; maybe empty */
export function bareWord(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && !/[\p{L}\p{N}]/u.test(word.charAt(start))) start++;
  while (end > start && !/[\p{L}\p{N}%]/u.test(word.charAt(end - 1))) end--;
  return word.slice(start, end).toLowerCase();
}

/** Particles and common endings, longest first: a light stemmer, good enough to match words, not to parse them. */
const TAILS = [
  ...['이라고', '으로서', '으로써', '에서는', '에게서', '입니다', '습니다', '했습니다', '합니다', '하면서'],
  ...[
    '에서',
    '에게',
    '께서',
    '부터',
    '까지',
    '으로',
    '이나',
    '라고',
    '하고',
    '처럼',
    '보다',
    '마다',
    '이라',
    '해서'
  ],
  ...[
    '하는',
    '했던',
    '하여',
    '하며',
    '하게',
    '한',
    '할',
    '했',
    '은',
    '는',
    '이',
    '가',
    '을',
    '를',
    '의',
    '에',
    '도'
  ],
  ...['와', '과', '로', '만', '나']
].sort((a, b) => b.length - a.length);

/** Words that say nothing of a text's subject. */
const STOP_WORDS = new Set(
  (
    '저는 제가 저의 제 저 나는 내가 그 이 저희 우리 것 수 등 및 또 또는 더 잘 좀 그리고 그래서 하지만 그러나 또한 때문에 ' +
    '통해 위해 대한 대해 있는 있습니다 있었습니다 했습니다 합니다 입니다 됩니다 생각합니다 무엇 어떻게 어떤 왜 언제 본인 ' +
    '본인의 본인이 말씀해 주세요 주시겠어요 주십시오 설명해 이야기해 있다면 있나요 있으신가요 하나요 하시겠습니까 무엇인가요 ' +
    '경우 가장 어떠한 그때 당시 지금 한 두 가지 번 때 점 수가'
  ).split(' ')
);

/** @returns the word without particles and marks, or `''` if too little is left to mean anything */
export function stemOf(word: string): string {
  const bare = bareWord(word);
  if (STOP_WORDS.has(bare)) return '';
  const tail = TAILS.find((ending) => bare.endsWith(ending) && bare.length - ending.length >= 2);
  const stem = tail === undefined ? bare : bare.slice(0, -tail.length);
  return stem.length >= 2 && !STOP_WORDS.has(stem) ? stem : '';
}

/** @returns the distinct stems of a text */
export function stemsOf(text: string): Set<string> {
  const stems = new Set(wordsOf(text).map(stemOf));
  stems.delete('');
  return stems;
}
