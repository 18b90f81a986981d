/**
 * Example records of the domain, whole and valid, so that a test writes down only what it is about. They need nothing
 * but the domain: unit, browser and end-to-end tests share them.
 */
import type { ScoredEvaluation, ScoreResult, WithheldEvaluation } from '$lib/domain/evaluation';
import type { Predictions } from '$lib/domain/predictions';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import type { SessionRecord } from '$lib/domain/session';
import type { QuestionSnapshot, Take } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';

/** A profile in which everything is given, as user files hold it. */
export const FULL_PROFILE = {
  occupation: 'ICT',
  channel: 'MOCK',
  place: 'ONLINE',
  gender: 'Female',
  ageRange: '-34',
  experience: 'New'
} as const satisfies Profile;

/** The answer of example takes: four words. */
export const EXAMPLE_ANSWER = '로그를 보고 원인을 찾았습니다.';

/** Fields of a take to set; of its question, those that matter. */
export type TakeOverrides = Omit<Partial<Take>, 'question'> & { question?: Partial<QuestionSnapshot> };

/**
 * @returns take `t1` of session `s1`: a typed answer to question `q1`, not yet evaluated, of a person who gave nothing of
 *   their profile
 */
export function exampleTake({ question, ...overrides }: TakeOverrides = {}): Take {
  return {
    id: 't1',
    sessionId: 's1',
    question: {
      id: 'q1',
      text: '가장 어려웠던 문제를 말씀해 주세요.',
      gt_intent: 'technology',
      gt_emotion: 'neutral',
      kind: 'experience',
      recommended_answer: '',
      ...question
    },
    profile: { ...DEFAULT_PROFILE },
    answer: EXAMPLE_ANSWER,
    form: 'typed',
    seconds: 30,
    createdAt: '2026-11-22T09:01:00.000Z',
    evaluation: null,
    model: null,
    ...overrides
  };
}

/** @returns predictions of a model that is sure of intent and emotion and has no other head, in one window */
export function examplePredictions(overrides: Partial<Predictions> = {}): Predictions {
  return {
    intent: { technology: 0, attitude: 1, background: 0, personality: 0, etc: 0 },
    emotion: { positive: 0, negative: 0, neutral: 1 },
    quality: null,
    relevance: null,
    sentences: [],
    answerTokens: 20,
    windows: 1,
    unknownShare: 0,
    ...overrides
  };
}

/** Fields of an evaluation to set; of its score and the score's breakdown, those that matter. */
export type EvaluationOverrides = Omit<Partial<ScoredEvaluation>, 'score'> & {
  score?: Omit<Partial<ScoreResult>, 'breakdown'> & { breakdown?: Partial<ScoreResult['breakdown']> };
};

/** @returns an evaluation of 75 points (C) by `buddy-2` that expected nothing and says nothing: no advice, no praise */
export function exampleEvaluation({ score = {}, ...overrides }: EvaluationOverrides = {}): ScoredEvaluation {
  const { breakdown, ...points } = score;
  return {
    status: 'scored',
    rubric: 'buddy-2',
    score: {
      total: 75,
      intent: 24,
      emotion: 16,
      length: 20,
      quality: 15,
      ...points,
      breakdown: {
        word_count: 4,
        pred_intent: 'attitude',
        gt_intent: '',
        pred_emotion: 'neutral',
        gt_emotion: '',
        ...breakdown
      }
    },
    grade: 'C',
    cap: null,
    feedback: [],
    advice: [],
    strengths: [],
    summary: '',
    sentences: [],
    keyPoints: [],
    facts: readText(EXAMPLE_ANSWER),
    predictions: examplePredictions(),
    computedWithout: [],
    ...overrides
  };
}

/** @returns an evaluation without a score, for an answer of one word */
export function exampleWithheld(overrides: Partial<WithheldEvaluation> = {}): WithheldEvaluation {
  return { status: 'withheld', reason: 'too-short', facts: readText('네.'), ...overrides };
}

/** @returns session `s1`: 연습 with the questions `q1` and `q2`, at the first of them */
export function exampleSession(overrides: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: 's1',
    setting: 'practice',
    profile: { ...DEFAULT_PROFILE },
    questionIds: ['q1', 'q2'],
    index: 0,
    takeIds: {},
    skipped: [],
    status: 'running',
    limits: null,
    clock: null,
    voice: false,
    startedAt: '2026-11-22T09:00:00.000Z',
    updatedAt: '2026-11-22T09:00:00.000Z',
    endedAt: null,
    ...overrides
  };
}

/** An answer as answer files hold it. */
export interface AnswerFile {
  user_info: typeof FULL_PROFILE;
  question: { text: string };
  user_answer: { text: string }[];
}

/** @returns an answer file to a question that is not in the pool */
export function exampleAnswerFile(text: string): AnswerFile {
  return {
    user_info: FULL_PROFILE,
    question: { text: '가장 기억에 남는 프로젝트를 말씀해 주세요.' },
    user_answer: [{ text }]
  };
}
