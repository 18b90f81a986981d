/** The schema of result documents: every published shape is read, and what is wrong is named by its path. */
import * as v from 'valibot';
import { NOTE_LIMITS } from '../../reviewer-note';
import {
  EMOTIONS,
  INTENTS,
  LEVELS,
  parseEmotion,
  parseIntent,
  QUESTION_KINDS,
  ROLES
} from '../../vocabulary';
import { asJson, codePattern } from '../json-schema';
import { userInfoSchema } from '../user-info';
import { RESULT_SCHEMA } from './document';

function labelSchema<T extends string>(parse: (text: string) => T | null, labels: readonly T[]) {
  return v.pipe(
    v.optional(v.nullable(v.string()), ''),
    asJson(codePattern(labels, { orEmpty: true })),
    v.check((text) => text === null || text === '' || parse(text) !== null, '쓸 수 없는 값입니다'),
    v.transform((text): T | '' => parse(text ?? '') ?? '')
  );
}

function predictedSchema<T extends string>(parse: (text: string) => T | null, labels: readonly T[]) {
  return v.pipe(
    v.string(),
    asJson(codePattern(labels)),
    v.check((text) => parse(text) !== null, '쓸 수 없는 값입니다'),
    v.transform((text) => parse(text) as T)
  );
}

function pointsSchema(max: number) {
  return v.pipe(
    v.number(),
    asJson({ minimum: 0, maximum: max }),
    v.check((points) => points >= 0 && points <= max, `0에서 ${String(max)} 사이가 아닙니다`)
  );
}

const probability = v.pipe(
  v.number(),
  asJson({ minimum: 0, maximum: 1 }),
  v.check((p) => p >= 0 && p <= 1, '0에서 1 사이가 아닙니다')
);

/** One probability per label. */
function probabilities<K extends string>(labels: readonly K[]) {
  return v.strictObject(
    Object.fromEntries(labels.map((label) => [label, probability])) as Record<K, typeof probability>
  );
}

/** A whole number of things. */
export const count = v.pipe(v.number(), v.integer('정수가 아닙니다'), v.minValue(0, '음수입니다'));

/** A moment, ISO 8601. */
export const instant = v.pipe(
  v.string(),
  asJson({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T' }),
  v.check(
    (text) => /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text)),
    '날짜와 시각(ISO 8601)이 아닙니다'
  )
);

const duration = v.pipe(v.number(), v.minValue(0, '음수입니다'));

/** An id becomes part of addresses, which half a surrogate pair cannot. */
export const identifier = v.pipe(
  v.string(),
  v.minLength(1, '비어 있습니다'),
  v.maxLength(200, '너무 깁니다'),
  v.check((text) => !/\p{Cs}/u.test(text), '쓸 수 없는 값입니다')
);

const scoreSchema = v.looseObject({
  total: pointsSchema(100),
  intent: pointsSchema(30),
  emotion: pointsSchema(20),
  length: pointsSchema(25),
  quality: pointsSchema(25),
  breakdown: v.looseObject({
    word_count: count,
    pred_intent: predictedSchema(parseIntent, INTENTS),
    gt_intent: labelSchema(parseIntent, INTENTS),
    pred_emotion: predictedSchema(parseEmotion, EMOTIONS),
    gt_emotion: labelSchema(parseEmotion, EMOTIONS)
  })
});

const analysisFields = v.looseObject({
  pred_emotion: labelSchema(parseEmotion, EMOTIONS),
  pred_emotion_kor: v.optional(v.string(), ''),
  gt_emotion: labelSchema(parseEmotion, EMOTIONS),
  gt_emotion_kor: v.optional(v.nullable(v.string()), ''),
  pred_intent: labelSchema(parseIntent, INTENTS),
  pred_intent_kor: v.optional(v.string(), ''),
  gt_intent: labelSchema(parseIntent, INTENTS),
  gt_intent_kor: v.optional(v.nullable(v.string()), '')
});

/** None of its fields is required: a list would pass for it. */
const analysisSchema = v.pipe(
  v.unknown(),
  v.check((analysis) => !Array.isArray(analysis), '항목 묶음이 아닙니다'),
  analysisFields
);

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
  transcript: v.exactOptional(v.looseObject({ confirmed: v.boolean(), confidence: v.nullable(probability) })),
  seconds: v.nullable(duration),
  syllables: count,
  syllables_per_minute: v.nullable(v.number()),
  speech: v.exactOptional(
    v.looseObject({
      recorded: duration,
      speaking: duration,
      pauses: count,
      paused: duration,
      longest_pause: duration
    })
  ),
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
  id: v.exactOptional(identifier),
  author: v.pipe(v.string(), v.maxLength(NOTE_LIMITS.author, '너무 깁니다')),
  text: v.pipe(v.string(), v.maxLength(NOTE_LIMITS.text, '너무 깁니다')),
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

/** Result files, ours and the original product's. Unknown fields are kept, but for keys that touch prototypes. */
export const resultSchema = v.looseObject({
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
  reviewer_notes: v.exactOptional(
    v.pipe(v.array(noteSchema), v.maxLength(NOTE_LIMITS.notes, '너무 많습니다'))
  )
});

/** Names of the fields we know; all others are carried along. */
export const RESULT_FIELDS = Object.keys(resultSchema.entries);
export const COACH_FIELDS = Object.keys(coachSchema.entries);
export const ANALYSIS_FIELDS = Object.keys(analysisFields.entries);
export const NOTE_FIELDS = Object.keys(noteSchema.entries);

/** @returns whether a result document gives this top-level name a meaning */
export function isResultField(name: string): boolean {
  return RESULT_FIELDS.includes(name);
}
