/** Questions, answers and predictions written by hand for the tests of the domain, and evaluations made of them. */
import { evaluate, type EvaluationRequest } from '$lib/domain/evaluate';
import type { Evaluation, ScoredEvaluation } from '$lib/domain/evaluation';
import type { Predictions } from '$lib/domain/predictions';
import type { EvaluatedQuestion } from '$lib/domain/question';
import { readText } from '$lib/domain/text/facts';
import {
  EMOTIONS,
  INTENTS,
  LEVELS,
  ROLES,
  type Emotion,
  type Intent,
  type Level,
  type Role
} from '$lib/domain/vocabulary';
import { examplePredictions } from '../../support/examples';

export const EXPERIENCE_QUESTION: EvaluatedQuestion = {
  text: '팀에서 의견이 부딪혔을 때 어떻게 풀었는지 경험을 들어 말씀해 주세요.',
  kind: 'experience',
  gt_intent: 'attitude',
  gt_emotion: 'positive',
  key_points: [
    { label: '부딪힌 상황', cues: ['의견이 갈', '반대했', '부딪'] },
    { label: '상대의 이유를 들은 과정', cues: ['이유를', '들어 보', '물었'] },
    { label: '달라진 결과', cues: ['줄었', '끝냈', '합의'] }
  ],
  seconds: 75,
  words: [45, 110]
};

export const GOOD_ANSWER =
  '저는 서로 다른 의견도 숫자로 비교하면 풀린다고 생각합니다. ' +
  '도서관에서 근로 학생으로 일할 때 반납 선반을 없애자는 쪽과 늘리자는 쪽으로 의견이 갈렸습니다. ' +
  '저는 먼저 두 분의 이유를 각각 물었고, 2주 동안 시간대별 반납 권수를 세었습니다. ' +
  '점심에만 하루 반납의 62%가 몰린다는 것을 표로 만들어 보여 드렸습니다. ' +
  '그 결과 점심에만 선반을 하나 더 두기로 합의했고, 줄 서는 시간은 9분에서 3분으로 줄었습니다. ' +
  '그때부터 부딪히면 먼저 세어 보는 사람이 되었고, 이 습관을 입사해서도 지키고 싶습니다.';

export const EMPTY_WORDS_ANSWER =
  '저는 항상 소통을 가장 중요하게 생각하고 누구보다 열정적으로 팀에 임하는 사람입니다. ' +
  '어떤 의견이든 긍정적인 마음으로 받아들이고 배려하는 자세로 임하면 모든 일이 잘 풀린다고 믿습니다. ' +
  '책임감과 성실함을 바탕으로 다양한 사람들과 좋은 관계를 만들어 왔고 앞으로도 최선을 다하겠습니다. ' +
  '도전을 두려워하지 않는 자세로 조직에 기여하는 인재가 되겠습니다.';

export const OFF_TOPIC_ANSWER =
  '저의 취미는 새벽 수영입니다. 중학교 때 시작해 11년째 하고 있고, 작년에는 1.8km 대회를 52분에 완주했습니다. ' +
  '한 달 출석이 20일 아래로 내려간 적이 없습니다. 물속에서는 생각이 정리되어 시험 기간에도 빠지지 않았습니다.';

/** @returns probabilities with `p` on one key and the rest spread evenly */
export function peak<K extends string | number>(keys: readonly K[], key: K, p = 0.85): Record<K, number> {
  return Object.fromEntries(keys.map((k) => [k, k === key ? p : (1 - p) / (keys.length - 1)])) as Record<
    K,
    number
  >;
}

/** What a scripted model says. */
export interface Script {
  intent?: Intent;
  emotion?: Emotion;
  level?: Level | null;
  relevance?: number | null;
  /** One per sentence; the rest are O. Null: no role head. */
  roles?: readonly Role[] | null;
}

/** @returns predictions for an answer, as a sure model would give them */
export function predict(answer: string, script: Script = {}): Predictions {
  const { intent = 'attitude', emotion = 'positive', level = 4, relevance = 0.95, roles = [] } = script;
  return examplePredictions({
    intent: peak(INTENTS, intent),
    emotion: peak(EMOTIONS, emotion),
    quality: level === null ? null : peak(LEVELS, level, 0.96),
    relevance,
    sentences: readText(answer).sentences.map((_, index) => ({
      role: roles === null ? null : peak(ROLES, roles[index] ?? 'O', 0.9),
      embedding: null
    })),
    answerTokens: 100
  });
}

/** What an evaluation is asked for beyond the answer and the model. */
type JudgeRequest = Partial<Omit<EvaluationRequest, 'answer' | 'predictions'>>;

/**
 * @param request by default the question about an experience, answered in writing, by `buddy-2`
 * @returns the evaluation of an answer with a scripted model
 */
export function judge(answer: string, script: Script = {}, request: JudgeRequest = {}): Evaluation {
  return evaluate({
    question: EXPERIENCE_QUESTION,
    answer,
    form: 'typed',
    predictions: predict(answer, script),
    rubric: 'buddy-2',
    ...request
  });
}

/** As `judge`, for an answer that gets a score. @throws {Error} with the reason if the score is withheld */
export function judgeScored(
  answer: string,
  script: Script = {},
  request: JudgeRequest = {}
): ScoredEvaluation {
  const evaluation = judge(answer, script, request);
  if (evaluation.status === 'withheld') throw new Error(evaluation.reason);
  return evaluation;
}
