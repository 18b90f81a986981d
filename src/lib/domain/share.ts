/** What goes along when somebody shows their answers to another person: chosen item by item, and nothing unasked. */
import type { Evaluation, ScoredEvaluation } from './evaluation';
import type { Predictions } from './predictions';
import type { Profile } from './profile';
import type { Take } from './take';
import { readText } from './text/facts';

/**
 * What is personal and may be left out, in the order in which people are asked. Recordings are not among them: they
 * never go along.
 */
export const SHARE_ITEMS = [
  /** The sharer's name, as they type it. */
  'name',
  'occupation',
  'experience',
  'ageRange',
  'gender',
  /** Channel and place of the interview. */
  'place',
  /** When each answer was given. */
  'time',
  /** The answer, typed or transcribed, and whatever quotes it. */
  'answer',
  /** Whether it was spoken, and how long it took. */
  'delivery',
  /** Score, feedback and the labels of the sentences. */
  'evaluation',
  /** What other readers wrote before. */
  'notes'
] as const;
export type ShareItem = (typeof SHARE_ITEMS)[number];

/** What goes along unless the person says otherwise: what a reader needs in order to help, and no more. */
export const DEFAULT_SHARE_ITEMS: readonly ShareItem[] = ['occupation', 'experience', 'answer', 'evaluation'];

/** Most answers in one share, and most characters of a name. */
export const SHARE_LIMITS = { takes: 50, name: 40 } as const;

/** Stands for the session of shared answers: whose session it was is nobody else's business. */
export const SHARED_SESSION = 'shared';

/** Stands for what was left out of a profile; never shown. */
const UNKNOWN_PROFILE: Readonly<Profile> = {
  occupation: 'BM',
  channel: '',
  place: '',
  gender: '',
  ageRange: '',
  experience: 'New'
};

/** Stands for a time that was left out; never shown. */
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

/** Answers on their way to a reader, or back with notes. */
export interface Share {
  /** Id of the take or of the session; the same for everything that is shared of it. */
  id: string;
  /** Name of the sharer; empty if it was left out. */
  from: string;
  /** What the takes hold; the rest was left out. */
  items: readonly ShareItem[];
  takes: readonly Take[];
}

/** @returns what there is to choose about these takes, in order */
export function shareItemsOf(takes: readonly Take[]): ShareItem[] {
  const some: Readonly<Record<ShareItem, (take: Take) => boolean>> = {
    name: () => true,
    occupation: () => true,
    experience: () => true,
    ageRange: ({ profile }) => profile.ageRange !== '',
    gender: ({ profile }) => profile.gender !== '',
    place: ({ profile }) => profile.place !== '',
    time: () => true,
    answer: () => true,
    delivery: ({ form }) => form === 'spoken',
    evaluation: ({ evaluation }) => evaluation !== null,
    notes: ({ reviewerNotes = [] }) => reviewerNotes.length > 0
  };
  return SHARE_ITEMS.filter((item) => takes.some(some[item]));
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function roundedAll<K extends string | number>(probabilities: Record<K, number>): Record<K, number> {
  return Object.fromEntries(
    Object.entries<number>(probabilities).map(([key, value]) => [key, rounded(value, 3)])
  ) as Record<K, number>;
}

/** What a page shows of the predictions: rounded, and without the roles' probabilities, which no page shows. */
function shortened(predictions: Predictions): Predictions {
  const { intent, emotion, quality, relevance, answerTokens, windows, unknownShare } = predictions;
  return {
    intent: roundedAll(intent),
    emotion: roundedAll(emotion),
    quality: quality && roundedAll(quality),
    relevance: relevance === null ? null : rounded(relevance, 3),
    sentences: [],
    answerTokens,
    windows,
    unknownShare: rounded(unknownShare, 3)
  };
}

function sharedScore(scored: ScoredEvaluation, answer: string, withAnswer: boolean): ScoredEvaluation {
  const { status, rubric, score, grade, cap, feedback, keyPoints, computedWithout } = scored;
  return {
    status,
    rubric,
    score,
    grade,
    cap,
    feedback,
    keyPoints,
    computedWithout,
    facts: readText(answer),
    predictions: shortened(scored.predictions),
    // Whatever quotes the answer goes with it. Habits of delivery are found again in the text by whoever has it.
    advice: scored.advice
      .filter(({ points }) => points > 0)
      .map(({ code, text, points, part, quote }) => ({
        code,
        text,
        ...(withAnswer && quote !== undefined && { quote }),
        points: rounded(points, 1),
        part
      })),
    strengths: withAnswer ? scored.strengths : [],
    summary: withAnswer ? scored.summary : '',
    sentences: withAnswer
      ? scored.sentences.map(({ text, role, confidence }) => ({
          text,
          role,
          confidence: rounded(confidence, 2)
        }))
      : []
  };
}

function sharedEvaluation(evaluation: Evaluation, answer: string, withAnswer: boolean): Evaluation {
  if (evaluation.status === 'scored') return sharedScore(evaluation, answer, withAnswer);
  return { status: 'withheld', reason: evaluation.reason, facts: readText(answer) };
}

/** Built up from what was chosen, field by field: what a take may come to hold later stays behind. */
function sharedTake(take: Take, has: (item: ShareItem) => boolean): Take {
  const { id, text, gt_intent, gt_emotion, kind } = take.question;
  const { profile } = take;
  const answer = has('answer') ? take.answer : '';
  const notes = has('notes') ? (take.reviewerNotes ?? []) : [];
  const evaluation = has('evaluation') ? take.evaluation : null;
  return {
    id: take.id,
    sessionId: SHARED_SESSION,
    question: { id, text, gt_intent, gt_emotion, kind, recommended_answer: '' },
    profile: {
      occupation: has('occupation') ? profile.occupation : UNKNOWN_PROFILE.occupation,
      channel: has('place') ? profile.channel : UNKNOWN_PROFILE.channel,
      place: has('place') ? profile.place : UNKNOWN_PROFILE.place,
      gender: has('gender') ? profile.gender : UNKNOWN_PROFILE.gender,
      ageRange: has('ageRange') ? profile.ageRange : UNKNOWN_PROFILE.ageRange,
      experience: has('experience') ? profile.experience : UNKNOWN_PROFILE.experience
    },
    answer,
    form: has('delivery') ? take.form : 'typed',
    seconds: has('delivery') ? take.seconds : null,
    createdAt: has('time') ? take.createdAt : UNKNOWN_TIME,
    evaluation: evaluation && sharedEvaluation(evaluation, answer, has('answer')),
    model: evaluation && take.model,
    ...(notes.length > 0 && { reviewerNotes: notes })
  };
}

/**
 * @param id of the take, or of the session
 * @param name of the sharer; goes along only if `items` say so
 * @param items what goes along
 * @returns a share that holds copies of what was chosen, and nothing else
 */
export function createShare(
  id: string,
  takes: readonly Take[],
  name: string,
  items: readonly ShareItem[]
): Share {
  const there = shareItemsOf(takes);
  const from = items.includes('name') ? name.trim().slice(0, SHARE_LIMITS.name) : '';
  const chosen = there.filter((item) => items.includes(item) && (item !== 'name' || from !== ''));
  return {
    id,
    from,
    items: chosen,
    takes: takes.map((take) => sharedTake(take, (item) => chosen.includes(item)))
  };
}
