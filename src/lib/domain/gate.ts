/** Decides whether there is enough of an answer to judge: a score for nothing would be worth nothing. */
import type { WithheldReason } from './evaluation';
import type { TextFacts } from './text/facts';
import { bareWord, wordsOf } from './text/words';

/** Fewer words and fewer syllables than this are too little, unless they say candidly "I don't know". */
const LEAST_WORDS = 5;
/** An answer written without spaces has few words but not few syllables. */
const LEAST_SYLLABLES = 20;
/** Share of letters that must be Hangul; technical answers mix in Latin terms, English ones hold hardly any Hangul. */
const LEAST_HANGUL_SHARE = 0.25;
/** Share of letters that are single jamo (ㅋㅋㅋ, ㅁㄴㅇㄹ) from which a text cannot be read. */
const MOST_JAMO_SHARE = 0.3;
/** Share of Hangul syllables that are common ones, below which they are random; running text has more than 0.85. */
const LEAST_COMMON_SHARE = 0.55;
/** Share of tokens a model does not know from which it cannot judge. */
const MOST_UNKNOWN_SHARE = 0.4;
/** Share of words that repeat an earlier sentence, or an earlier run of three, or that are one and the same word. */
const MOST_REPEATED = { sentences: 0.6, runs: 0.75, oneWord: 0.5 } as const;
/** Shares that make an answer an echo: of its words found in the question, of the question's words found in it. */
const ECHO = { ofAnswer: 0.85, ofQuestion: 0.6 } as const;

/** The 300 most frequent Hangul syllables of running Korean text; they cover about 91 % of it. */
const COMMON_SYLLABLES = new Set(
  '가각간감값강같개객거건검것게겠격결경계고곳공과관교구국군권규그근금급기길까께나난날남내너네년노는능니님다단달담당대더던데' +
    '도돌동되된될됩두드든들등디따때또라람랑래러런렇레려력련령로록료루르른를름리린립마만많말매메며면명모목못무문물미민및바반받' +
    '발방배버번벌범법변별병보복본부북분불브비사산살상새생서석선설성세소속송수술스습시식신실심십썬아안않알았야약양어언업없었에' +
    '여역연열였영예오올와외요용우운울원월위유육으은을음의이인일임입있자작잘장재저적전절점접정제조족좀종좋주준줄중증지직진질집' +
    '차찰참책처천청체초최추출취치카코크클키타탁태택터토통트특파판페편평포표프피필하학한할함합항해했행현형호화확환활황회후희히'
);

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function isUnintelligible({ text, syllables }: TextFacts): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const jamo = text.match(/[\u3131-\u318E\u1100-\u11FF]/g)?.length ?? 0;
  if (share(jamo, letters) >= MOST_JAMO_SHARE) return true;
  const common = Array.from(text).filter((character) => COMMON_SYLLABLES.has(character)).length;
  return syllables >= LEAST_SYLLABLES && common / syllables < LEAST_COMMON_SHARE;
}

function isRepeated({ repetition, words }: TextFacts): boolean {
  return (
    share(repetition.words, words) >= MOST_REPEATED.sentences ||
    (words > 2 * LEAST_WORDS && repetition.runShare >= MOST_REPEATED.runs) ||
    (words >= LEAST_WORDS && repetition.topWordShare >= MOST_REPEATED.oneWord)
  );
}

function echoes(facts: TextFacts, question: string): boolean {
  const bare = (text: string): string[] =>
    wordsOf(text)
      .map(bareWord)
      .filter((word) => word !== '');
  const answer = bare(facts.text);
  const asked = new Set(bare(question));
  const found = answer.filter((word) => asked.has(word));
  return (
    share(found.length, answer.length) >= ECHO.ofAnswer &&
    share(new Set(found).size, asked.size) >= ECHO.ofQuestion
  );
}

/**
 * Reads whether an answer can be judged, before any model has seen it.
 * @param question text of the question
 * @returns why its score must be withheld; null if it can be judged
 */
export function withheldReason(facts: TextFacts, question: string): WithheldReason | null {
  if (facts.text === '') return 'empty';
  if (isUnintelligible(facts)) return 'unintelligible';
  if (facts.hangulShare < LEAST_HANGUL_SHARE) return 'no-korean';
  if (echoes(facts, question)) return 'question-echo';
  if (isRepeated(facts)) return 'repeated';
  const little = facts.words < LEAST_WORDS && facts.syllables < LEAST_SYLLABLES;
  return little && !facts.admitsNotKnowing ? 'too-short' : null;
}

/** @returns whether so much of an answer is unknown to the model's tokenizer that it cannot judge */
export function isUnknownToModel(unknownShare: number): boolean {
  return unknownShare > MOST_UNKNOWN_SHARE;
}
