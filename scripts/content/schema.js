/** Schemas of the question pool and of the labelled corpus, strict: an unknown field is a mistake. */
import * as v from 'valibot';

export const occupations = /** @type {const} */ (['BM', 'SM', 'PS', 'RND', 'ICT', 'D', 'PM']);
export const experiences = /** @type {const} */ (['New', 'Experienced']);
export const intents = /** @type {const} */ (['technology', 'attitude', 'background', 'personality', 'etc']);
export const emotions = /** @type {const} */ (['positive', 'negative', 'neutral']);
export const roles = /** @type {const} */ (['S', 'T', 'A', 'R', 'O']);
export const splits = /** @type {const} */ (['train', 'val', 'test']);
export const tags = /** @type {const} */ ([
  'short_strong',
  'long_empty',
  'off_topic',
  'repetitive',
  'keyword_stuffing',
  'cheerful_empty',
  'candid',
  'negative_strong',
  'neutral_strong',
  'idk',
  'code_switch',
  'dialect',
  'stt_errors'
]);

const text = v.pipe(v.string(), v.trim(), v.minLength(1));
const sentence = v.strictObject({ role: v.picklist(roles), text });

export const question = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^(bm|sm|ps|rnd|ict|d|pm)-(new|exp)-\d{3}$|^common-\d{3}$/)),
  text: v.pipe(v.string(), v.minLength(10), v.maxLength(160)),
  occupations: v.pipe(v.array(v.picklist(occupations)), v.minLength(1)),
  experience: v.pipe(v.array(v.picklist(experiences)), v.minLength(1)),
  channel: v.optional(v.string()),
  place: v.optional(v.picklist(['ONLINE', 'OFFLINE'])),
  ageRange: v.optional(v.picklist(['-34', '35-44', '45-54', '55-'])),
  gt_intent: v.picklist(intents),
  gt_emotion: v.picklist(emotions),
  kind: v.picklist(['experience', 'situation', 'knowledge', 'personality', 'motivation', 'other']),
  difficulty: v.picklist([1, 2, 3]),
  looks_for: text,
  key_points: v.pipe(
    v.array(
      v.strictObject({
        label: text,
        cues: v.pipe(v.array(v.pipe(v.string(), v.minLength(2))), v.minLength(2), v.maxLength(8))
      })
    ),
    v.minLength(3),
    v.maxLength(6)
  ),
  follow_ups: v.strictTuple([text, text]),
  seconds: v.pipe(v.number(), v.integer(), v.minValue(20), v.maxValue(150)),
  words: v.strictTuple([v.number(), v.number()]),
  model_answer: v.pipe(v.array(sentence), v.minLength(4))
});

export const questionFile = v.strictObject({
  format: v.literal(1),
  license: v.string(),
  authors: v.string(),
  written: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}$/)),
  questions: v.array(question)
});

export const answer = v.strictObject({
  id: v.pipe(v.string(), v.regex(/-a\d+$/)),
  question_id: v.string(),
  /** Answers to a follow-up of the question carry its text. */
  question: v.optional(text),
  split: v.picklist(splits),
  form: v.picklist(['typed', 'spoken']),
  text,
  intent: v.picklist(intents),
  emotion: v.picklist(emotions),
  on_topic: v.boolean(),
  level: v.picklist([1, 2, 3, 4, 5]),
  sentences: v.optional(v.array(sentence)),
  tags: v.array(v.picklist(tags)),
  person: text
});

export const secondLabel = v.strictObject({
  id: v.string(),
  intent: v.picklist(intents),
  emotion: v.picklist(emotions),
  on_topic: v.boolean(),
  level: v.picklist([1, 2, 3, 4, 5]),
  /** One letter per sentence of the answer, for answers whose sentences are listed. */
  roles: v.optional(v.pipe(v.string(), v.regex(/^[STARO]*$/)))
});

const label = v.union([v.string(), v.number(), v.boolean()]);

export const decision = v.strictObject({
  id: v.string(),
  label: v.picklist(['level', 'intent', 'emotion', 'on_topic', 'role']),
  /** Position of the sentence, for roles. */
  sentence: v.optional(v.number()),
  first: label,
  second: label,
  decided: label,
  why: v.string()
});

/** @typedef {v.InferOutput<typeof decision>} Decision */
/** @typedef {v.InferOutput<typeof question>} Question */
/** @typedef {v.InferOutput<typeof answer>} Answer */
/** @typedef {v.InferOutput<typeof secondLabel>} SecondLabel */
