/** Follow-up questions (꼬리질문) as an interviewer asks them: from what this answer lacked or mentioned, and the pool's own. */
import { unbackedClaim } from './advice';
import type { ScoredEvaluation } from './evaluation';
import { fingerprint } from './fingerprint';
import type { Question } from './question';
import { isBareAdmission, storyRoles } from './rubric/readings';
import type { Take } from './take';
import { findFillers } from './text/fillers';
import { finalConsonant } from './text/hangul';
import { particleFor } from './text/particles';
import { bareWord, stemsOf, wordsOf } from './text/words';
import type { Role } from './vocabulary';

/** Why a follow-up is asked. */
export type FollowUpReason =
  | 'unknown'
  | 'no-situation'
  | 'no-action'
  | 'no-result'
  | 'no-number'
  | 'claim'
  | 'key-point'
  | 'mention'
  | 'pool';

/** A question that goes on from an answer. */
export interface FollowUp {
  reason: FollowUpReason;
  text: string;
}

/** The question and the answer that a follow-up goes on from. */
export interface FollowUpInput {
  question: Pick<Question, 'text' | 'kind' | 'follow_ups'>;
  evaluation: Pick<ScoredEvaluation, 'facts' | 'sentences' | 'keyPoints' | 'predictions' | 'cap'>;
}

/** Most follow-ups offered for an answer, and how many of them are made for it if the pool has its own. */
const MOST = 3;
const MOST_MADE = 2;

/** Probability of a role from which the answer has it. */
const PRESENT_ROLE = 0.5;
/** Longer sentences are not quoted back, in characters. */
const LONGEST_QUOTE = 45;

/** @returns the sentence as it is quoted inside another; null if it is too long or quotes itself */
function quotable(sentence: string | undefined): string | null {
  if (sentence === undefined || /[‘’'"“”]/.test(sentence)) return null;
  const bare = sentence.trim().replace(/[.!?。\s]+$/, '');
  // Only what was said cleanly and closed formally sounds right in an interviewer's mouth.
  const clean = /니다$/.test(bare) && findFillers(wordsOf(bare)).length === 0;
  return clean && bare.length <= LONGEST_QUOTE ? bare : null;
}

/** @returns what the interviewer says before asking on: a quotation if the sentence allows it, else the other words */
function lead(sentence: string | undefined, otherwise: string): string {
  const quote = quotable(sentence);
  return quote === null ? otherwise : `‘${quote}’라고 하셨는데,`;
}

/** Sentences that say what the person did: to ask them for it again would be rude. */
const OWN_DEED = /(?:제가|저는|저도|제 |직접)/;
/** Sentences that tell of a change, which can be measured. */
const CHANGE = /줄|늘|높|낮|빨라|빠르|올랐|올라|나아|좋아|개선|향상|절약|단축/;

function lastWith(
  { sentences }: FollowUpInput['evaluation'],
  roles: readonly Role[],
  fits: (text: string) => boolean = () => true
): string | undefined {
  return sentences.findLast(({ role, text }) => role !== null && roles.includes(role) && fits(text))?.text;
}

function aboutRoles({ question, evaluation }: FollowUpInput): FollowUp[] {
  const { kind } = question;
  if (kind !== 'experience' && kind !== 'situation') return [];
  const roles = storyRoles(evaluation.predictions, evaluation.facts);
  const made: FollowUp[] = [];
  if (roles.A < PRESENT_ROLE) {
    const text =
      kind === 'situation'
        ? '그 상황이라면 가장 먼저 무엇을, 어떤 순서로 하시겠습니까?'
        : `${lead(
            lastWith(evaluation, ['S', 'T'], (text) => !OWN_DEED.test(text)),
            '그 상황에서'
          )} 본인이 직접 하신 일은 무엇이었습니까?`;
    made.push({ reason: 'no-action', text });
  }
  if (roles.R < PRESENT_ROLE) {
    const asked =
      kind === 'situation' ? '그렇게 하면 무엇이 나아진다고 보십니까?' : '그 뒤에 무엇이 달라졌습니까?';
    made.push({
      reason: 'no-result',
      text: `${lead(lastWith(evaluation, ['A']), '말씀 잘 들었습니다.')} ${asked}`
    });
  }
  if (roles.S < PRESENT_ROLE && kind === 'experience') {
    made.push({
      reason: 'no-situation',
      text: '그 일은 언제, 어디에서 있었던 일이고, 그때 맡은 역할은 무엇이었습니까?'
    });
  }
  return made;
}

function aboutNumbers({ question, evaluation }: FollowUpInput): FollowUp[] {
  if (question.kind !== 'experience' || evaluation.facts.quantities.length > 0) return [];
  const bare = lastWith(evaluation, ['R'], (text) => CHANGE.test(text));
  return [
    {
      reason: 'no-number',
      text: `${lead(bare, '그때의 변화를')} 기간이나 횟수, 비율처럼 숫자로 말씀해 주신다면 어느 정도입니까?`
    }
  ];
}

/** Claims about oneself as fact; wishes and resolutions have no case yet. */
const CLAIMED = /^(?:저는|제가|저도|항상|언제나).*(?<!싶습|겠습|것 같습|믿습)니다$/;

function aboutClaims({ evaluation }: FollowUpInput): FollowUp[] {
  const quote = quotable(unbackedClaim(evaluation));
  if (quote === null || !CLAIMED.test(quote)) return [];
  return [
    { reason: 'claim', text: `‘${quote}’라고 하셨는데, 그것을 보여 주는 경험을 하나 들어 주시겠습니까?` }
  ];
}

/** Labels that ask for what a missing role or number asks for too. */
const LIKE_A_GAP = /결과|변화|달라|성과|효과|숫자|수치|행동|한 일|상황|배경/;

function aboutKeyPoints({ evaluation }: FollowUpInput): FollowUp[] {
  const missed = evaluation.keyPoints.find(({ hit, label }) => !hit && !LIKE_A_GAP.test(label));
  if (missed === undefined) return [];
  return [{ reason: 'key-point', text: `‘${missed.label}’에 대해서도 조금 더 말씀해 주시겠습니까?` }];
}

/** Nouns that every answer has: to ask about them would be to ask about nothing. */
const GENERAL_NOUN =
  /(?:것|일|말|점|때|수|뜻|쪽|데|분|번|개|명|년|달|주|문제|결과|시간|사람|경험|생각|노력|최선|이유|방법|과정|마음|도움|역할|업무|의견|내용|부분|목표|관계|기회|능력|자세|태도|모습|상황|하나|이것|그것|무엇|자신|본인|저희|우리|이야기|질문|답변|회사|귀사|하루|날|책임|소통|열정|도전|성장|배려|신뢰|중요성|가치|의미|감사|기여|발전|말씀|부탁|가지|이거|그거|정도|자리|는지|씩|사실|여부|이틀|준비|이름|소리|알바|아르바이트|가족|아버지|어머니|부모님)$/;
/** What follows a verb in -을, not a noun: '힘들 때'는 '힘들었을 때'. */
const BEHIND_VERB = /^(?:때|수|것|거|정도|만큼|듯|지|텐데|뿐|줄|리|겁|게)/;
/** What makes a verb of the noun before it ('확인을 했습니다'): nothing to ask about. */
const LIGHT_VERB = /^(?:하|했|한|할|해|받|드|못|안)/;
const NOUN_LENGTH = [2, 8] as const;
/** Compounds say more than two syllables do. */
const PARTICULAR_LENGTH = 3;

/** @returns the object nouns of a sentence that say something particular, in order */
function nounsOf(sentence: string): string[] {
  const words = wordsOf(sentence);
  return words.flatMap((word, index) => {
    const bare = bareWord(word);
    const particle = bare.at(-1) ?? '';
    const noun = bare.slice(0, -1);
    const final = finalConsonant(noun.at(-1));
    const fits = particle === '을' ? final !== '' && final !== 'ㅆ' : particle === '를' && final === '';
    const [least, most] = NOUN_LENGTH;
    const usable =
      fits &&
      /^[가-힣]+$/.test(noun) &&
      noun.length >= least &&
      noun.length <= most &&
      !GENERAL_NOUN.test(noun) &&
      !BEHIND_VERB.test(words[index + 1] ?? '') &&
      !LIGHT_VERB.test(words[index + 1] ?? '');
    return usable ? [noun] : [];
  });
}

function aboutMentions({ question, evaluation }: FollowUpInput): FollowUp[] {
  const asked = [...stemsOf(question.text)];
  const { sentences } = evaluation;
  const actions = sentences.filter(({ role }) => role === 'A');
  // What somebody did is worth asking about first, then the rest of the answer.
  const nouns = [...actions, ...sentences].flatMap(({ text }) => nounsOf(text));
  const fresh = nouns.filter((own) => !asked.some((stem) => own.includes(stem) || stem.includes(own)));
  const noun = fresh.find((own) => own.length >= PARTICULAR_LENGTH) ?? fresh[0];
  if (noun === undefined) return [];
  const text =
    question.kind === 'knowledge'
      ? `‘${noun}’${particleFor(noun, '을/를')} 처음 듣는 사람에게 설명한다면 어떻게 말씀하시겠습니까?`
      : `‘${noun}’ 이야기를 하셨는데, 그 부분을 조금 더 자세히 말씀해 주시겠습니까?`;
  return [{ reason: 'mention', text }];
}

function aboutNotKnowing({ evaluation }: FollowUpInput): FollowUp[] {
  if (!isBareAdmission(evaluation.facts)) return [];
  return [
    {
      reason: 'unknown',
      text: '정확하지 않아도 괜찮습니다. 아는 데까지, 또는 어떻게 알아보실지 말씀해 주시겠습니까?'
    }
  ];
}

/**
 * @returns at most three questions, most telling first, each of another reason; none if the answer was to another
 *   question, which is better answered again. The same answer always gives the same questions.
 */
export function followUpsFor(input: FollowUpInput): FollowUp[] {
  const { question, evaluation } = input;
  if (evaluation.cap === 'off-topic') return [];
  const notKnowing = aboutNotKnowing(input);
  if (notKnowing.length > 0) return notKnowing;
  const made = [aboutRoles, aboutNumbers, aboutClaims, aboutKeyPoints, aboutMentions].flatMap((ask) =>
    ask(input)
  );
  const own = question.follow_ups.map((text): FollowUp => ({ reason: 'pool', text }));
  const chosen = made.slice(0, own.length > 0 ? MOST_MADE : MOST);
  return [...chosen, ...own].slice(0, MOST);
}

/** Marks the ids of follow-ups, which are in no pool. */
const ID_PREFIX = 'follow-up-';

/** @returns whether the id is that of a follow-up */
export function isFollowUpId(questionId: string): boolean {
  return questionId.startsWith(ID_PREFIX);
}

/** What an answer to a follow-up calls for: one thing, said briefly. */
export const FOLLOW_UP_MEASURE: Readonly<Pick<Question, 'seconds' | 'words'>> = {
  seconds: 40,
  words: [20, 70]
};

/**
 * Makes a question of a follow-up. Nothing is expected of its intent, tone or story: it asks for one thing.
 * @param take the answer it goes on from
 * @returns the same id for the same follow-up to the same question, so that attempts find each other
 */
export function followUpQuestion(text: string, take: Pick<Take, 'id' | 'question' | 'profile'>): Question {
  return {
    id: `${ID_PREFIX}${take.question.id}-${fingerprint(text)}`,
    text,
    ...FOLLOW_UP_MEASURE,
    occupations: [take.profile.occupation],
    experience: [take.profile.experience],
    gt_intent: null,
    gt_emotion: null,
    kind: 'other',
    difficulty: 2,
    looks_for: '',
    key_points: [],
    follow_ups: [],
    model_answer: [],
    follows: { takeId: take.id, question: take.question.text }
  };
}
