/** Lint of delivery: habits of speech that cost no points but are heard, each with the person's own sentences. */
import { coreOf } from './text/endings';
import { fillerTotal, overallSpeechLevel, type TextFacts } from './text/facts';
import { findFillers } from './text/fillers';
import { particleFor } from './text/particles';
import { closeFormally, sayPlainly } from './text/rewrite';
import { bareWord, countWords, wordsOf } from './text/words';

/** Habits that are looked for. Each has a name in the message catalogues. */
export type DeliveryCode =
  | 'trailing-off'
  | 'hedging'
  | 'mixed-endings'
  | 'polite-endings'
  | 'plain-endings'
  | 'fillers'
  | 'long-sentence'
  | 'repeated-sentence'
  | 'same-opening'
  | 'overused-word';

/** One sentence with the habit. */
export interface DeliveryExample {
  sentence: string;
  /** The sentence without the habit; null where that cannot be said for sure. */
  rewrite: string | null;
}

/** A habit that was found. */
export interface DeliveryFinding {
  code: DeliveryCode;
  /** What to do about it: Korean sentences in 합쇼체. */
  text: string;
  /** At least one, in the order of the answer. */
  examples: DeliveryExample[];
}

/** Fewer than this, and fewer per word, is how everybody speaks. */
const NOTABLE_FILLERS = { count: 3, share: 0.04 } as const;
const NOTABLE_HEDGES = 2;
/** Sentences with one first word, and their share, from which it is a habit. */
const NOTABLE_OPENING = { count: 3, share: 0.5 } as const;
const OPENINGS = new Set(['저는', '제가', '그리고', '그래서', '그런데', '하지만', '또한', '또', '이제']);
const NOTABLE_EMPHASIS = 3;
const EMPHASIS =
  /^(?:정말|정말로|진짜|너무|굉장히|엄청|되게|매우|아주|항상|언제나|열심히|최선을|많이|다양한)$/;

function unchanged(sentences: readonly string[]): DeliveryExample[] {
  return sentences.map((sentence) => ({ sentence, rewrite: null }));
}

function closedFormally(sentences: readonly string[]): DeliveryExample[] {
  return sentences.map((sentence) => ({ sentence, rewrite: closeFormally(sentence) }));
}

function trailingOff({ trailingOff: sentence }: TextFacts): DeliveryFinding[] {
  if (sentence === null) return [];
  const text = '말끝이 열려 있습니다. 이 문장을 ‘-습니다’로 닫고 마쳐 보세요.';
  return [{ code: 'trailing-off', text, examples: closedFormally([sentence]) }];
}

function hedging({ hedged }: TextFacts): DeliveryFinding[] {
  if (hedged.length < NOTABLE_HEDGES) return [];
  const examples = hedged.map((sentence) => ({ sentence, rewrite: sayPlainly(sentence) }));
  const text = '‘~것 같습니다’를 ‘~입니다’나 ‘~했습니다’로 바꾸면 더 분명하게 들립니다.';
  return [{ code: 'hedging', text, examples }];
}

function endings(facts: TextFacts): DeliveryFinding[] {
  const level = overallSpeechLevel(facts);
  const informal = facts.sentences.filter((sentence, index) => {
    const own = facts.speechLevels[index];
    // A sentence that trails off is spoken of already.
    return (own === 'polite' || own === 'plain') && sentence !== facts.trailingOff;
  });
  if (level === 'formal' || level === 'unknown' || informal.length === 0) return [];
  const [code, text] = (
    {
      mixed: ['mixed-endings', '말끝이 섞여 있습니다. 이 문장도 ‘-습니다’로 맺어 보세요.'],
      polite: [
        'polite-endings',
        '‘-어요’보다 ‘-습니다’가 면접에서는 더 단정하게 들립니다. 이 문장부터 바꿔 보세요.'
      ],
      plain: ['plain-endings', '면접에서는 ‘-습니다’로 맺는 편이 좋습니다. 이 문장부터 바꿔 보세요.']
    } as const
  )[level];
  return [{ code, text, examples: closedFormally(informal) }];
}

function fillers(facts: TextFacts): DeliveryFinding[] {
  const total = fillerTotal(facts);
  if (total < NOTABLE_FILLERS.count || total / facts.words < NOTABLE_FILLERS.share) return [];
  const habits = new Set(facts.fillers.map(({ word }) => word));
  const holding = facts.sentences.filter((sentence) => findFillers(wordsOf(sentence)).length > 0);
  // A habit shows only over the whole answer: then any sentence with the word is one.
  const saying = facts.sentences.filter((sentence) =>
    wordsOf(sentence).some((word) => habits.has(bareWord(word)))
  );
  const text = `‘${facts.fillers[0]?.word ?? ''}’ 같은 군말이 ${String(total)}번 나옵니다. 그 자리에서 잠깐 쉬어 가면 차분하게 들립니다.`;
  return [{ code: 'fillers', text, examples: unchanged(holding.length > 0 ? holding : saying) }];
}

const CONNECTIVE = /[가-힣](?:고|며|는데|은데|인데|지만|어서|아서|해서|니까|면서)$/;
/** The middle part of a sentence, as shares of its words: a cut elsewhere helps little. */
const MIDDLE = [0.25, 0.75] as const;

/** @returns the connective nearest to the middle of the sentence; null if there is none */
function cutOf(sentence: string): string | null {
  const words = wordsOf(sentence);
  const [from, to] = [words.length * MIDDLE[0], words.length * MIDDLE[1]];
  const distance = (index: number): number => Math.abs(index - words.length / 2);
  const candidates = [...words.keys()].filter(
    (index) => index >= from && index <= to && CONNECTIVE.test(coreOf(words[index] ?? ''))
  );
  const best = candidates.sort((a, b) => distance(a) - distance(b))[0];
  return best === undefined ? null : coreOf(words[best] ?? '');
}

function longSentences({ long }: TextFacts): DeliveryFinding[] {
  const first = long[0];
  if (first === undefined) return [];
  const cut = cutOf(first);
  const where = cut === null ? '두 문장으로 나누면' : `‘${cut}’에서 끊어 두 문장으로 나누면`;
  const text = `이 문장은 ${String(countWords(first))}어절입니다. ${where} 듣기에 편합니다.`;
  return [{ code: 'long-sentence', text, examples: unchanged(long) }];
}

function repeatedSentences({ repetition }: TextFacts): DeliveryFinding[] {
  if (repetition.sentences.length === 0) return [];
  const text = '앞에서 한 말이 되풀이됩니다. 한 번만 말하고, 그 자리에 새로운 내용을 넣어 보세요.';
  return [{ code: 'repeated-sentence', text, examples: unchanged(repetition.sentences) }];
}

function sameOpening({ sentences }: TextFacts): DeliveryFinding[] {
  const opening = (sentence: string): string => bareWord(wordsOf(sentence)[0] ?? '');
  for (const word of OPENINGS) {
    const opened = sentences.filter((sentence) => opening(sentence) === word);
    if (opened.length < NOTABLE_OPENING.count || opened.length / sentences.length < NOTABLE_OPENING.share)
      continue;
    const text = `‘${word}’${particleFor(word, '으로/로')} 시작하는 문장이 ${String(opened.length)}개입니다. 한두 문장은 첫말을 덜어 보세요.`;
    return [{ code: 'same-opening', text, examples: unchanged(opened) }];
  }
  return [];
}

function overusedWords({ text, sentences }: TextFacts): DeliveryFinding[] {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text).map(bareWord)) {
    if (EMPHASIS.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (most === undefined || most[1] < NOTABLE_EMPHASIS) return [];
  const [word, count] = most;
  const saying = sentences.filter((sentence) => wordsOf(sentence).map(bareWord).includes(word));
  return [
    {
      code: 'overused-word',
      text: `‘${word}’${particleFor(word, '이/가')} ${String(count)}번 나옵니다. 한 번만 남기고, 나머지는 얼마나 그랬는지 사실로 바꿔 보세요.`,
      examples: unchanged(saying)
    }
  ];
}

/** @returns the habits of delivery in an answer, at most one finding per code, most noticeable first */
export function findDelivery(facts: TextFacts): DeliveryFinding[] {
  return [
    trailingOff,
    hedging,
    endings,
    fillers,
    longSentences,
    repeatedSentences,
    sameOpening,
    overusedWords
  ].flatMap((lint) => lint(facts));
}
