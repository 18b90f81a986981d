/** Habits of delivery that recruiters notice: hedging, trailing off, sentences too long to follow. */
import { closesSentence, coreOf } from './endings';
import { finalConsonant } from './hangul';
import { countWords } from './words';

/** Words from which a sentence is hard to follow by ear. */
export const LONG_SENTENCE_WORDS = 30;

const HEDGE =
  /것 ?같(?:습니다|아요|은데|고|다|네요|았|긴)|거 ?같(?:습니다|아요|은데|고|다|네요)|[는은을할될일] 듯 ?(?:합니다|해요)|지 않을까 (?:싶|생각)|않나 싶/;
const LEFT_OPEN = /(?:[는은인던]데요?|고요|구요|이고|하고|했고|해서|어서|아서|니까|지만|습니다만|면서|거나)$/;
/** @returns whether the sentence hedges: '~것 같습니다', '~지 않을까 싶습니다' */
export function isHedged(sentence: string): boolean {
  return HEDGE.test(sentence);
}

/** @returns whether the sentence has more words than a listener can follow */
export function isLong(sentence: string): boolean {
  return countWords(sentence) >= LONG_SENTENCE_WORDS;
}

/** @returns whether a text's last sentence trails off: '…는데', '~고요', or dots behind an open ending */
export function trailsOff(lastSentence: string): boolean {
  const word = lastSentence.slice(lastSentence.trimEnd().lastIndexOf(' ') + 1);
  const core = coreOf(word);
  // '…해도 되겠습니까' asks; '…하니까' is left open.
  const asks = core.endsWith('니까') && finalConsonant(core.at(-3)) === 'ㅂ';
  if (LEFT_OPEN.test(core) && !asks) return true;
  return /(?:\.\.|…|‥)$/.test(word) && !closesSentence(core);
}

const UNKNOWING =
  /잘? ?모르겠(?:습니다|어요|네요|는데)|모릅니다|몰라요|답변(?:을|이)? ?(?:드리기|하기)? ?(?:어렵|못)|생각(?:이)? ?(?:안 ?나|나지 ?않)|떠오르지 ?않|준비(?:를)? ?못 ?했/;

/** @returns whether the text says candidly that its author does not know */
export function admitsNotKnowing(text: string): boolean {
  return UNKNOWING.test(text);
}
