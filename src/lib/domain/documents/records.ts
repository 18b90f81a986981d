/** Schemas of what the app keeps beside takes, for back-ups: a back-up is a stranger's file like any other. */
import * as v from 'valibot';
import type { Spoken } from '../dictation/heard';
import type { OwnQuestion } from '../own-question';
import type { FollowedAnswer, KeyPoint, ModelSentence, Question } from '../question';
import type { QuestionClock } from '../question-clock';
import type { OwnNote, ReceivedShare } from '../received-share';
import { NOTE_LIMITS, type ReviewerNote } from '../reviewer-note';
import { SESSION_SETTINGS, type SessionRecord, type TimeLimits } from '../session';
import type { Draft } from '../take';
import {
  AGE_RANGES,
  EMOTIONS,
  EXPERIENCES,
  INTENTS,
  OCCUPATIONS,
  QUESTION_KINDS,
  ROLES
} from '../vocabulary';
import { count, identifier, instant } from './result/schema';
import { userInfoSchema } from './user-info';

/** One schema per field, so that a field added to a type is asked for here. */
type Fields<T> = Record<keyof Required<T>, v.GenericSchema>;

const amount = v.pipe(v.number(), v.minValue(0, '음수입니다'));

/** A whole question, as sessions keep those that no pool has. */
export const wholeQuestionSchema = v.object({
  id: identifier,
  text: v.string(),
  occupations: v.array(v.picklist(OCCUPATIONS)),
  experience: v.array(v.picklist(EXPERIENCES)),
  channel: v.exactOptional(v.string()),
  place: v.exactOptional(v.string()),
  ageRange: v.exactOptional(v.picklist(AGE_RANGES)),
  gt_intent: v.nullable(v.picklist(INTENTS)),
  gt_emotion: v.nullable(v.picklist(EMOTIONS)),
  kind: v.picklist(QUESTION_KINDS),
  difficulty: v.picklist([1, 2, 3]),
  looks_for: v.string(),
  key_points: v.array(v.object({ label: v.string(), cues: v.array(v.string()) } satisfies Fields<KeyPoint>)),
  follow_ups: v.array(v.string()),
  seconds: amount,
  words: v.tuple([amount, amount]),
  model_answer: v.array(
    v.object({ role: v.nullable(v.picklist(ROLES)), text: v.string() } satisfies Fields<ModelSentence>)
  ),
  follows: v.exactOptional(
    v.object({ takeId: identifier, question: v.string() } satisfies Fields<FollowedAnswer>)
  )
} satisfies Fields<Question>);

/** An interview. */
export const sessionSchema = v.object({
  id: identifier,
  setting: v.picklist(SESSION_SETTINGS),
  profile: userInfoSchema,
  questionIds: v.array(identifier),
  questions: v.exactOptional(v.array(wholeQuestionSchema)),
  index: count,
  takeIds: v.record(identifier, identifier),
  skipped: v.array(identifier),
  status: v.picklist(['running', 'paused', 'done']),
  limits: v.nullable(v.object({ think: amount, answer: amount } satisfies Fields<TimeLimits>)),
  clock: v.nullable(
    v.object({
      phase: v.picklist(['think', 'answer', 'over']),
      left: amount,
      since: v.nullable(v.number())
    } satisfies Fields<QuestionClock>)
  ),
  voice: v.boolean(),
  startedAt: instant,
  updatedAt: instant,
  endedAt: v.nullable(instant)
} satisfies Fields<SessionRecord>);

/** Text being written. */
export const draftSchema = v.object({
  sessionId: identifier,
  questionId: identifier,
  text: v.string(),
  form: v.picklist(['typed', 'spoken']),
  spoken: v.exactOptional(
    v.object({
      seconds: amount,
      syllables: amount,
      confidence: v.nullable(v.number())
    } satisfies Fields<Spoken>)
  ),
  updatedAt: instant
} satisfies Fields<Draft>);

/** A starred question. */
export const favouriteSchema = v.object({ questionId: identifier, addedAt: instant });

/** A question of a person's own. */
export const ownQuestionSchema = v.object({
  ...wholeQuestionSchema.entries,
  createdAt: instant,
  updatedAt: instant
} satisfies Fields<OwnQuestion>);

/** How often a question was practised elsewhere. */
export const practiceMarkSchema = v.object({ questionId: identifier, times: v.array(instant) });

const noteSchema = v.object({
  id: identifier,
  author: v.pipe(v.string(), v.maxLength(NOTE_LIMITS.author, '너무 깁니다')),
  createdAt: instant,
  text: v.pipe(v.string(), v.maxLength(NOTE_LIMITS.text, '너무 깁니다')),
  sentence: v.exactOptional(count),
  extra: v.exactOptional(v.record(v.string(), v.unknown()))
} satisfies Fields<ReviewerNote>);

/** What somebody shared, as a reader keeps it; the share itself is a share document. */
export const receivedSchema = v.object({
  id: identifier,
  share: v.unknown(),
  author: v.pipe(v.string(), v.maxLength(NOTE_LIMITS.author, '너무 깁니다')),
  ownNotes: v.array(v.object({ takeId: identifier, note: noteSchema } satisfies Fields<OwnNote>)),
  updatedAt: instant
} satisfies Fields<ReceivedShare>);

/** A setting by its key; what reads a setting checks its value. */
export const settingSchema = v.object({ key: identifier, value: v.unknown() });
