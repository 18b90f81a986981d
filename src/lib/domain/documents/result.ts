/** The result document: what people export, share and import. Original fields first, ours behind. */
import * as v from 'valibot';
import type { Grade, RubricId, ScoredEvaluation, ScoreResult, WithheldReason } from '../evaluation';
import { feedbackLines } from '../feedback';
import { gradeOf } from '../grade';
import { expectedLevel, type Predictions } from '../predictions';
import type { Profile } from '../profile';
import { missingHeads } from '../rubric/readings';
import type { AnswerForm, ModelStamp, Take } from '../take';
import { overallSpeechLevel, readText } from '../text/facts';
import {
  EMOTION_NAMES_KO,
  EMOTIONS,
  INTENT_NAMES_KO,
  INTENTS,
  LEVELS,
  parseEmotion,
  parseIntent,
  QUESTION_KINDS,
  ROLES,
  type Emotion,
  type Intent,
  type QuestionKind
} from '../vocabulary';
import { checkShape, DocumentError, readWith, serialize } from './document';
import { toUserInfo, userInfoSchema } from './user-info';

export const RESULT_SCHEMA = { name: 'interview-buddy/result', version: 1 } as const;

/** Labels of an evaluation with their Korean names; empty where nothing is expected. */
export interface ResultAnalysis {
  pred_emotion: Emotion | '';
  pred_emotion_kor: string;
  gt_emotion: Emotion | '';
  gt_emotion_kor: string;
  pred_intent: Intent | '';
  pred_intent_kor: string;
  gt_intent: Intent | '';
  gt_intent_kor: string;
}

/** What was found in the answer beyond the original's fields. Enough to restore the take. */
export interface ResultCoach {
  status: 'scored' | 'withheld' | 'pending';
  withheld_reason: WithheldReason | null;
  session_id: string;
  question_id: string;
  question_kind: QuestionKind;
  /** Of a follow-up question: the answer it goes on from. */
  follows?: { take_id: string; question: string };
  form: AnswerForm;
  seconds: number | null;
  syllables: number;
  /** Pace of a spoken answer; null if it was typed or not timed. */
  syllables_per_minute: number | null;
  speech_level: string;
  fillers: { word: string; count: number }[];
  /** Expected level 1–5, one decimal; null without a quality head. */
  quality_level: number | null;
  relevance: number | null;
  cap: ScoredEvaluation['cap'];
  sentences: ScoredEvaluation['sentences'];
  key_points: ScoredEvaluation['keyPoints'];
  strengths: string[];
  next_steps: ScoredEvaluation['advice'];
  computed_without: ScoredEvaluation['computedWithout'];
  predictions: Predictions | null;
}

/** A note of somebody who read the result. */
export interface ReviewerNote {
  author: string;
  text: string;
  /** ISO 8601. */
  created_at: string;
  /** Position of the sentence it is about, 0-based; null for the whole answer. */
  sentence: number | null;
  [unknown: string]: unknown;
}

/** A result file. `score_result` is null and `grade` empty if no score was given. */
export interface ResultDocument {
  user_info: Profile;
  question: string;
  user_answer: string;
  recommended_answer: string;
  score_result: ScoreResult | null;
  grade: Grade | '';
  feedback: string[];
  summary: string;
  analysis: ResultAnalysis;
  /** Absent in files of the original product, as all that follow. */
  schema?: { name: string; version: number };
  id?: string;
  /** ISO 8601. */
  created_at?: string;
  rubric?: RubricId | null;
  model?: ModelStamp | null;
  coach?: ResultCoach;
  reviewer_notes?: ReviewerNote[];
  [unknown: string]: unknown;
}

/* Schemas */

function labelSchema<T extends string>(parse: (text: string) => T | null) {
  return v.pipe(
    v.optional(v.nullable(v.string()), ''),
    v.check((text) => text === null || text === '' || parse(text) !== null, '쓸 수 없는 값입니다'),
    v.transform((text): T | '' => parse(text ?? '') ?? '')
  );
}

function predictedSchema<T extends string>(parse: (text: string) => T | null) {
  return v.pipe(
    v.string(),
    v.check((text) => parse(text) !== null, '쓸 수 없는 값입니다'),
    v.transform((text) => parse(text) as T)
  );
}

function pointsSchema(max: number) {
  return v.pipe(
    v.number(),
    v.check((points) => points >= 0 && points <= max, `0에서 ${String(max)} 사이가 아닙니다`)
  );
}

const probability = v.pipe(
  v.number(),
  v.check((p) => p >= 0 && p <= 1, '0에서 1 사이가 아닙니다')
);

/** One probability per label. */
function probabilities<K extends string>(labels: readonly K[]) {
  return v.strictObject(
    Object.fromEntries(labels.map((label) => [label, probability])) as Record<K, typeof probability>
  );
}

const count = v.pipe(v.number(), v.integer('정수가 아닙니다'), v.minValue(0, '음수입니다'));

const instant = v.pipe(
  v.string(),
  v.check(
    (text) => /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text)),
    '날짜와 시각(ISO 8601)이 아닙니다'
  )
);

const identifier = v.pipe(v.string(), v.minLength(1, '비어 있습니다'), v.maxLength(200, '너무 깁니다'));

const scoreSchema = v.looseObject({
  total: pointsSchema(100),
  intent: pointsSchema(30),
  emotion: pointsSchema(20),
  length: pointsSchema(25),
  quality: pointsSchema(25),
  breakdown: v.looseObject({
    word_count: count,
    pred_intent: predictedSchema(parseIntent),
    gt_intent: labelSchema(parseIntent),
    pred_emotion: predictedSchema(parseEmotion),
    gt_emotion: labelSchema(parseEmotion)
  })
});

const analysisSchema = v.looseObject({
  pred_emotion: labelSchema(parseEmotion),
  pred_emotion_kor: v.optional(v.string(), ''),
  gt_emotion: labelSchema(parseEmotion),
  gt_emotion_kor: v.optional(v.nullable(v.string()), ''),
  pred_intent: labelSchema(parseIntent),
  pred_intent_kor: v.optional(v.string(), ''),
  gt_intent: labelSchema(parseIntent),
  gt_intent_kor: v.optional(v.nullable(v.string()), '')
});

const predictionsSchema = v.object({
  intent: probabilities(INTENTS),
  emotion: probabilities(EMOTIONS),
  quality: v.nullable(probabilities(LEVELS.map(String))),
  relevance: v.nullable(probability),
  sentences: v.array(v.object({ role: v.nullable(probabilities(ROLES)), embedding: v.null() })),
  answerTokens: count,
  windows: count,
  unknownShare: probability
});

const part = v.picklist(['intent', 'emotion', 'length', 'quality']);

const coachSchema = v.looseObject({
  status: v.picklist(['scored', 'withheld', 'pending']),
  withheld_reason: v.nullable(
    v.picklist(['empty', 'too-short', 'no-korean', 'unintelligible', 'repeated', 'question-echo'])
  ),
  session_id: identifier,
  question_id: identifier,
  question_kind: v.picklist(QUESTION_KINDS),
  follows: v.exactOptional(v.looseObject({ take_id: identifier, question: v.string() })),
  form: v.picklist(['typed', 'spoken']),
  seconds: v.nullable(v.pipe(v.number(), v.minValue(0, '음수입니다'))),
  syllables: count,
  syllables_per_minute: v.nullable(v.number()),
  speech_level: v.string(),
  fillers: v.array(v.looseObject({ word: v.string(), count })),
  quality_level: v.nullable(v.number()),
  relevance: v.nullable(probability),
  cap: v.nullable(v.picklist(['off-topic', 'very-short', 'no-answer'])),
  sentences: v.array(
    v.looseObject({ text: v.string(), role: v.nullable(v.picklist(ROLES)), confidence: probability })
  ),
  key_points: v.array(v.looseObject({ label: v.string(), hit: v.boolean() })),
  strengths: v.array(v.string()),
  next_steps: v.array(
    v.looseObject({
      code: v.string(),
      text: v.string(),
      quote: v.exactOptional(v.string()),
      points: pointsSchema(100),
      part
    })
  ),
  computed_without: v.array(v.picklist(['quality', 'relevance', 'role', 'embedding'])),
  predictions: v.nullable(predictionsSchema)
});

const noteSchema = v.looseObject({
  author: v.string(),
  text: v.string(),
  created_at: instant,
  sentence: v.nullable(count)
});

const textSchema = v.pipe(
  v.union([v.string(), v.looseObject({ text: v.string() }), v.array(v.looseObject({ text: v.string() }))]),
  v.transform((value) => {
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.map(({ text }) => text).join('\n') : value.text;
  })
);

const resultSchema = v.looseObject({
  user_info: userInfoSchema,
  question: textSchema,
  user_answer: textSchema,
  recommended_answer: v.optional(v.nullable(v.string()), ''),
  score_result: v.nullable(scoreSchema),
  grade: v.optional(v.picklist(['A', 'B', 'C', 'D', 'F', '']), ''),
  feedback: v.pipe(
    v.optional(v.union([v.array(v.string()), v.string()]), []),
    v.transform((lines) => (typeof lines === 'string' ? [lines] : lines))
  ),
  summary: v.optional(v.nullable(v.string()), ''),
  analysis: v.optional(analysisSchema),
  schema: v.exactOptional(
    v.looseObject({ name: v.literal(RESULT_SCHEMA.name), version: v.literal(RESULT_SCHEMA.version) })
  ),
  id: v.exactOptional(identifier),
  created_at: v.exactOptional(instant),
  rubric: v.exactOptional(v.nullable(v.picklist(['buddy-1', 'buddy-2']))),
  model: v.exactOptional(
    v.nullable(
      v.looseObject({ id: v.string(), version: v.string(), sha256: v.string(), backend: v.string() })
    )
  ),
  coach: v.exactOptional(coachSchema),
  reviewer_notes: v.exactOptional(v.array(noteSchema))
});

/* Writing */

function analysisOf(score: ScoreResult | null): ResultAnalysis {
  const { pred_emotion = '', gt_emotion = '', pred_intent = '', gt_intent = '' } = score?.breakdown ?? {};
  const emotionName = (emotion: Emotion | ''): string => (emotion === '' ? '' : EMOTION_NAMES_KO[emotion]);
  const intentName = (intent: Intent | ''): string => (intent === '' ? '' : INTENT_NAMES_KO[intent]);
  return {
    pred_emotion,
    pred_emotion_kor: emotionName(pred_emotion),
    gt_emotion,
    gt_emotion_kor: emotionName(gt_emotion),
    pred_intent,
    pred_intent_kor: intentName(pred_intent),
    gt_intent,
    gt_intent_kor: intentName(gt_intent)
  };
}

function coachOf(take: Take): ResultCoach {
  const { evaluation, form, seconds } = take;
  const { follows } = take.question;
  const facts = evaluation?.facts ?? readText(take.answer);
  const scored = evaluation?.status === 'scored' ? evaluation : null;
  const quality = scored?.predictions.quality ?? null;
  const timed = form === 'spoken' && seconds !== null && seconds > 0;
  return {
    status: evaluation?.status ?? 'pending',
    withheld_reason: evaluation?.status === 'withheld' ? evaluation.reason : null,
    session_id: take.sessionId,
    question_id: take.question.id,
    question_kind: take.question.kind,
    ...(follows && { follows: { take_id: follows.takeId, question: follows.question } }),
    form,
    seconds,
    syllables: facts.syllables,
    syllables_per_minute: timed ? Math.round((facts.syllables * 60) / seconds) : null,
    speech_level: overallSpeechLevel(facts),
    fillers: facts.fillers,
    quality_level: quality === null ? null : Math.round(10 * expectedLevel(quality)) / 10,
    relevance: scored?.predictions.relevance ?? null,
    cap: scored?.cap ?? null,
    sentences: scored?.sentences ?? [],
    key_points: scored?.keyPoints ?? [],
    strengths: scored?.strengths ?? [],
    next_steps: scored?.advice ?? [],
    computed_without: scored?.computedWithout ?? [],
    predictions: scored?.predictions ?? null
  };
}

/** @returns the result document of a take, fields in the documented order */
export function toResultDocument(take: Take, reviewerNotes: readonly ReviewerNote[] = []): ResultDocument {
  const scored = take.evaluation?.status === 'scored' ? take.evaluation : null;
  return {
    user_info: toUserInfo(take.profile),
    question: take.question.text,
    user_answer: take.answer,
    recommended_answer: take.question.recommended_answer,
    score_result: scored?.score ?? null,
    grade: scored?.grade ?? '',
    feedback: scored === null ? [] : feedbackLines(scored),
    summary: scored?.summary ?? '',
    analysis: {
      ...analysisOf(scored?.score ?? null),
      ...(scored === null && {
        gt_emotion: take.question.gt_emotion ?? '',
        gt_intent: take.question.gt_intent ?? ''
      })
    },
    schema: { ...RESULT_SCHEMA },
    id: take.id,
    created_at: take.createdAt,
    rubric: scored?.rubric ?? null,
    model: take.model,
    coach: coachOf(take),
    reviewer_notes: [...reviewerNotes]
  };
}

/** @returns the text of a result file */
export function serializeResult(document: ResultDocument): string {
  return serialize(document);
}

/* Reading */

function refuseNewer(document: unknown): void {
  const { schema } = (document ?? {}) as { schema?: { name?: unknown; version?: unknown } | null };
  const newer =
    schema?.name === RESULT_SCHEMA.name &&
    typeof schema.version === 'number' &&
    schema.version > RESULT_SCHEMA.version;
  if (newer) {
    throw new DocumentError('newer-version', [
      {
        path: 'schema.version',
        message:
          '더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요. 파일은 그대로 두었습니다.'
      }
    ]);
  }
}

/**
 * Reads a result document: ours, or the original product's without our fields. Unknown fields are kept.
 * @throws {DocumentError} naming the paths that are wrong; `newer-version` for files of newer apps
 */
export function parseResultDocument(document: unknown): ResultDocument {
  checkShape(document);
  refuseNewer(document);
  const read = readWith(resultSchema, document);
  const {
    user_info,
    question,
    user_answer,
    recommended_answer,
    score_result,
    grade,
    feedback,
    summary,
    analysis,
    ...ours
  } = read;
  const known = { ...analysisOf(score_result), ...analysis };
  return {
    user_info: toUserInfo(user_info),
    question,
    user_answer,
    recommended_answer: recommended_answer ?? '',
    score_result,
    grade,
    feedback,
    summary: summary ?? '',
    analysis: {
      ...known,
      gt_emotion_kor: known.gt_emotion_kor ?? '',
      gt_intent_kor: known.gt_intent_kor ?? ''
    },
    ...(ours as Pick<
      ResultDocument,
      'schema' | 'id' | 'created_at' | 'rubric' | 'model' | 'coach' | 'reviewer_notes'
    >)
  };
}

/** What an imported result is given if it does not say so itself. */
export interface ImportDefaults {
  id: string;
  sessionId: string;
  questionId: string;
  /** ISO 8601. */
  createdAt: string;
}

/** All probability on the label that was predicted: a file of the original keeps no more. */
function certain<K extends string>(labels: readonly K[], label: K): Record<K, number> {
  return Object.fromEntries(labels.map((own) => [own, own === label ? 1 : 0])) as Record<K, number>;
}

/** Lines of feedback that are headlines; the rest repeats the advice. */
const HEADLINES = 3;

function scoredFrom(document: ResultDocument, score: ScoreResult): ScoredEvaluation {
  const facts = readText(document.user_answer);
  const { coach } = document;
  const predictions: Predictions = coach?.predictions ?? {
    intent: certain(INTENTS, score.breakdown.pred_intent),
    emotion: certain(EMOTIONS, score.breakdown.pred_emotion),
    quality: null,
    relevance: null,
    sentences: facts.sentences.map(() => ({ role: null, embedding: null })),
    answerTokens: 0,
    windows: 1,
    unknownShare: 0
  };
  return {
    status: 'scored',
    rubric: document.rubric ?? 'buddy-1',
    score,
    grade: document.grade === '' ? gradeOf(score.total) : document.grade,
    cap: coach?.cap ?? null,
    feedback: document.feedback.slice(0, HEADLINES),
    advice: coach?.next_steps ?? [],
    strengths: coach?.strengths ?? [],
    summary: document.summary,
    sentences: coach?.sentences ?? facts.sentences.map((text) => ({ text, role: null, confidence: 0 })),
    keyPoints: coach?.key_points ?? [],
    facts,
    predictions,
    computedWithout: coach?.computed_without ?? missingHeads(predictions)
  };
}

/**
 * Restores a take from a result document. A document that {@link toResultDocument} made gives the same take again;
 * one of the original product keeps its score, with the labels it names and nothing else predicted.
 */
export function takeFromResult(document: ResultDocument, defaults: ImportDefaults): Take {
  const { coach, score_result: score } = document;
  const withheld = coach?.withheld_reason ?? null;
  return {
    id: document.id ?? defaults.id,
    sessionId: coach?.session_id ?? defaults.sessionId,
    question: {
      id: coach?.question_id ?? defaults.questionId,
      text: document.question,
      gt_intent: document.analysis.gt_intent === '' ? null : document.analysis.gt_intent,
      gt_emotion: document.analysis.gt_emotion === '' ? null : document.analysis.gt_emotion,
      kind: coach?.question_kind ?? 'other',
      recommended_answer: document.recommended_answer,
      ...(coach?.follows && {
        follows: { takeId: coach.follows.take_id, question: coach.follows.question }
      })
    },
    profile: document.user_info,
    answer: document.user_answer,
    form: coach?.form ?? 'typed',
    seconds: coach?.seconds ?? null,
    createdAt: document.created_at ?? defaults.createdAt,
    evaluation:
      score !== null
        ? scoredFrom(document, score)
        : withheld !== null
          ? { status: 'withheld', reason: withheld, facts: readText(document.user_answer) }
          : null,
    model: document.model ?? null
  };
}
