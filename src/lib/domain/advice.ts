/** Turns lost points and habits of delivery into things a person can do next, with their own sentence where there is one. */
import { findDelivery, type DeliveryCode } from './delivery';
import type { Advice, KeyPointReading, SentenceReading } from './evaluation';
import type { EvaluatedQuestion } from './question';
import type { Loss, LossCode } from './rubric/rubric';
import { tellingWords } from './rubric/readings';
import type { AnswerForm } from './take';
import type { TextFacts } from './text/facts';
import { findQuantities } from './text/numbers';
import { countWords } from './text/words';
import type { Intent, Role } from './vocabulary';

/** What advice is drawn from. */
export interface AdviceInput {
  question: EvaluatedQuestion;
  form: AnswerForm;
  seconds: number | null;
  facts: TextFacts;
  sentences: readonly SentenceReading[];
  keyPoints: readonly KeyPointReading[];
}

type Words = Pick<Advice, 'text' | 'quote'>;

const HARDSHIP =
  /힘들|어려웠|어렵|싫|짜증|불만|포기|못했|못 했|실패|아쉬|부족|걱정|불안|지쳤|답답|억울|후회|자신이 없/;
const CLAIM =
  /열심히|최선|성실|책임감|노력|소통|열정|도전|항상|언제나|누구보다|꼼꼼|적극적|긍정적|다양한|많은 것/;

/** What each intent of a question wants to hear. */
const ASKS_FOR: Readonly<Record<Intent, string>> = {
  technology: '이 질문은 지식과 기술을 묻고 있습니다. 어떤 방법과 도구를 썼는지 한 문장 더해 보세요.',
  attitude: '이 질문은 일하는 태도를 묻고 있습니다. 어떤 생각으로 어떻게 행동했는지 한 문장 더해 보세요.',
  background:
    '이 질문은 걸어온 길을 묻고 있습니다. 관련된 경력이나 교육, 시작하게 된 과정을 한 문장 더해 보세요.',
  personality: '이 질문은 어떤 사람인지를 묻고 있습니다. 성격이 드러나는 장면을 한 문장 더해 보세요.',
  etc: '이 질문은 바라는 점이나 궁금한 점을 묻고 있습니다. 하고 싶은 말을 한 문장으로 분명히 말해 보세요.'
};

function quoting(text: string, quote: string | undefined): Words {
  return quote === undefined ? { text } : { text, quote };
}

/** @returns the last sentence of a role; undefined if there is none */
function lastOf(sentences: readonly SentenceReading[], ...roles: Role[]): string | undefined {
  return sentences.findLast(({ role }) => role !== null && roles.includes(role))?.text;
}

function longest(sentences: readonly string[]): string | undefined {
  return sentences.reduce<string | undefined>(
    (best, sentence) => (best === undefined || countWords(sentence) > countWords(best) ? sentence : best),
    undefined
  );
}

/** @returns an action or a result told without a number, else the longest sentence without one */
function withoutNumber({ sentences }: AdviceInput): string | undefined {
  const bare = sentences.filter(({ text }) => findQuantities(text).length === 0);
  return lastOf(bare, 'A', 'R') ?? longest(bare.map(({ text }) => text));
}

/** @returns the first claim that no number backs; undefined if there is none */
export function unbackedClaim({ facts }: Pick<AdviceInput, 'facts'>): string | undefined {
  return facts.sentences.find((sentence) => CLAIM.test(sentence) && findQuantities(sentence).length === 0);
}

function tooShort({ question, form, seconds, facts }: AdviceInput): string {
  const more = '언제 어디서 무엇을 했는지 두세 문장 더해 보세요.';
  const [least, most] = question.words;
  if (form === 'spoken' && seconds !== null && facts.words >= least) {
    return `${String(Math.round(seconds))}초 동안 답하셨습니다. 이 질문에는 ${String(question.seconds)}초 안팎이 알맞으니, ${more}`;
  }
  return `지금은 ${String(facts.words)}어절입니다. 이 질문에는 ${String(least)}–${String(most)}어절이 알맞으니, ${more}`;
}

/** One entry per cause of loss. */
const WORDING: Readonly<Record<LossCode, (input: AdviceInput) => Words>> = {
  'off-topic': ({ facts }) =>
    quoting(
      '다른 질문의 답처럼 들립니다. 질문을 다시 읽고, 물어본 것에 대한 답을 첫 문장에서 바로 말해 보세요.',
      facts.sentences[0]
    ),
  'no-answer': ({ facts }) =>
    facts.admitsNotKnowing
      ? {
          text: '모른다고 솔직하게 말씀하신 점은 좋습니다. 여기에 아는 데까지의 내용과 어떻게 알아볼지를 한 문장씩 이어 보세요.'
        }
      : {
          text: '답이라 할 내용이 아직 잘 보이지 않습니다. 언제, 무엇을, 어떻게 했는지 세 문장으로 말해 보세요.'
        },
  'very-short': ({ facts }) => ({
    text: `새로운 내용이 ${String(tellingWords(facts))}어절이라 판단할 거리가 적습니다. 그렇게 말한 이유와 실제로 있었던 일을 한 문장씩 더해 보세요.`
  }),
  'loosely-related': ({ facts }) =>
    quoting(
      '질문에 대한 답이 바로 보이지 않습니다. 첫 문장에서 물어본 것에 먼저 답하고 설명을 이어 보세요.',
      facts.sentences[0]
    ),
  'other-intent': ({ question }) => ({ text: ASKS_FOR[question.gt_intent ?? 'etc'] }),
  'negative-tone': ({ facts }) => {
    const quote = facts.sentences.findLast((sentence) => HARDSHIP.test(sentence));
    return quoting(
      `${quote === undefined ? '힘들었던 점을 말한 뒤에' : '이 문장 뒤에'} 무엇을 바꾸었고 무엇을 배웠는지 한 문장 이어 보세요. 이야기가 앞을 향하게 됩니다.`,
      quote
    );
  },
  'flat-tone': ({ facts }) =>
    quoting(
      '담담하게 전해집니다. 보람을 느낀 순간이나 하고 싶은 일을 한 문장 더하면 의지도 함께 전해집니다.',
      facts.sentences.at(-1)
    ),
  'rosy-tone': ({ facts }) =>
    quoting(
      '느낌이나 다짐보다 있었던 사실을 먼저 말해 보세요. 느낌은 마지막에 한 문장이면 충분합니다.',
      facts.sentences.find((sentence) => CLAIM.test(sentence))
    ),
  'plain-speech': ({ facts }) =>
    quoting(
      '면접에서는 ‘-습니다’로 맺는 편이 좋습니다. 이 문장의 끝을 바꿔 보세요.',
      facts.sentences.find((_, index) => facts.speechLevels[index] === 'plain')
    ),
  'tone-without-content': () => ({
    text: '어조는 내용이 받쳐 줄 때 힘이 생깁니다. 실제로 있었던 일을 하나 더하면 함께 올라갑니다.'
  }),
  'too-short': (input) => ({ text: tooShort(input) }),
  'too-long': ({ question, facts }) =>
    quoting(
      `지금은 ${String(facts.words)}어절로, 알맞은 길이(${String(question.words[0])}–${String(question.words[1])}어절)보다 깁니다. 이 문장처럼 긴 곳부터 줄이고 핵심만 남겨 보세요.`,
      longest(facts.sentences)
    ),
  'said-again': ({ facts }) =>
    quoting(
      '되풀이되는 말은 분량으로 세지 않았습니다. 그 자리에 새로운 내용을 한 문장 넣어 보세요.',
      facts.repetition.sentences[0]
    ),
  'length-without-content': (input) =>
    quoting(
      '분량 점수는 담긴 내용만큼 드립니다. 뜻이 넓은 말 하나를 실제 사례로 바꿔 보세요.',
      unbackedClaim(input)
    ),
  'no-substance': (input) => {
    const quote = unbackedClaim(input);
    return quoting(
      `${quote === undefined ? '답변을' : '이 말을'} 뒷받침할 경험을 하나 들어 보세요. 언제, 어디서, 무엇을 했는지가 있으면 됩니다.`,
      quote
    );
  },
  'few-specifics': (input) =>
    quoting(
      '한 걸음 더 구체적으로 말해 보세요. 그때의 조건, 직접 한 일, 달라진 점을 하나씩 밝히면 됩니다.',
      unbackedClaim(input)
    ),
  'not-tied-to-job': ({ facts }) =>
    quoting(
      '마지막을 한 문장 다듬어 보세요. 이 이야기가 지원한 일에서 어떻게 쓰일지로 맺으면 더 또렷해집니다.',
      facts.sentences.at(-1)
    ),
  'no-situation': ({ facts }) =>
    quoting('언제 어디서 있었던 일인지, 무엇을 맡았는지 한 문장으로 먼저 알려 주세요.', facts.sentences[0]),
  'no-action': ({ question, sentences }) =>
    quoting(
      question.kind === 'situation'
        ? '가장 먼저 할 일과 그다음 할 일을 ‘저는 …하겠습니다’로 순서대로 말해 보세요.'
        : '본인이 직접 한 일이 잘 보이지 않습니다. ‘저는 …했습니다’로 시작하는 문장을 넣어 보세요.',
      lastOf(sentences, 'S', 'T')
    ),
  'no-result': ({ question, sentences }) =>
    quoting(
      question.kind === 'situation'
        ? '그렇게 하면 무엇이 나아지는지 한 문장으로 마무리해 보세요.'
        : '그래서 무엇이 달라졌는지 한 문장으로 마무리해 보세요.',
      lastOf(sentences, 'A')
    ),
  'no-number': (input) => {
    if (input.question.kind === 'knowledge') {
      return { text: '설명에 구체적인 예나 수치를 하나 넣어 보세요. 실제로 써 본 장면이면 더 좋습니다.' };
    }
    const quote = withoutNumber(input);
    return quoting(
      `${quote === undefined ? '답변' : '이 문장'}에 기간, 횟수, 비율처럼 확인할 수 있는 숫자를 하나 넣어 보세요.`,
      quote
    );
  },
  'missed-key-point': ({ keyPoints }) => {
    const missed = keyPoints.filter(({ hit }) => !hit).map(({ label }) => `‘${label}’`);
    return {
      text: `면접관은 ${missed.slice(0, 2).join(', ')}도 듣고 싶어 합니다. 해당하는 내용을 한 문장 넣어 보세요.`
    };
  },
  'rule-limit': () => ({
    text: '기대하는 답이 정해지지 않은 질문이라, 버디 1 규칙으로는 이 점수가 가장 높습니다. 버디 2 기준으로도 확인해 보세요.'
  })
};

/** Causes that go away with the others: advised last among those that cost points. */
const FOLLOWS_FROM_CONTENT: ReadonlySet<LossCode> = new Set([
  'tone-without-content',
  'length-without-content'
]);
/** Caps are advised first: nothing else helps as much. */
const CAPS: ReadonlySet<LossCode> = new Set(['off-topic', 'no-answer', 'very-short']);

function rank(code: LossCode): number {
  if (CAPS.has(code)) return 0;
  return FOLLOWS_FROM_CONTENT.has(code) ? 2 : 1;
}

/** Habits of delivery that a loss may speak of already. */
const TOLD_BY_LOSS: Readonly<Partial<Record<DeliveryCode, LossCode>>> = {
  'plain-endings': 'plain-speech',
  'repeated-sentence': 'said-again'
};
/** Habits that make an answer hard to follow; the others colour its tone. */
const ABOUT_CONTENT: ReadonlySet<DeliveryCode> = new Set(['long-sentence', 'repeated-sentence']);

/** @returns advice on how it was said; costs no points */
function onDelivery(losses: readonly Loss[], facts: TextFacts): Advice[] {
  return findDelivery(facts)
    .filter(({ code }) => !losses.some((loss) => loss.code === TOLD_BY_LOSS[code]))
    .map(({ code, text, examples }) => ({
      code,
      ...quoting(text, examples[0]?.sentence),
      points: 0,
      part: ABOUT_CONTENT.has(code) ? 'quality' : 'emotion'
    }));
}

/**
 * Gives advice for every loss, then for delivery.
 * @returns most useful first: what a cap is about, then by points; several losses of one cause and part are one
 */
export function adviceFor(losses: readonly Loss[], input: AdviceInput): Advice[] {
  const merged = new Map<string, Loss>();
  for (const loss of losses) {
    const key = `${loss.code} ${loss.part}`;
    merged.set(key, { ...loss, points: loss.points + (merged.get(key)?.points ?? 0) });
  }
  const forPoints = [...merged.values()]
    .sort((a, b) => rank(a.code) - rank(b.code) || b.points - a.points)
    .map(({ code, part, points }) => ({ code, ...WORDING[code](input), points, part }));
  return [...forPoints, ...onDelivery(losses, input.facts)];
}
