/** Anything that a document may hold, for property tests. */
import fc from 'fast-check';
import type { Profile } from '$lib/domain/profile';
import type { OwnQuestion } from '$lib/domain/own-question';
import type { Question } from '$lib/domain/question';
import type { ReceivedShare } from '$lib/domain/received-share';
import type { ReviewerNote } from '$lib/domain/reviewer-note';
import type { SessionRecord } from '$lib/domain/session';
import { createShare, SHARE_ITEMS } from '$lib/domain/share';
import type { Draft, Take, UnknownFields } from '$lib/domain/take';
import {
  AGE_RANGES,
  EMOTIONS,
  EXPERIENCES,
  GENDERS,
  INTENTS,
  LEVELS,
  OCCUPATIONS,
  QUESTION_KINDS,
  ROLES
} from '$lib/domain/vocabulary';
import { EMPTY_WORDS_ANSWER, GOOD_ANSWER, OFF_TOPIC_ANSWER, judge } from '../answers';

/** Text of any kind: Korean, emoji, marks of direction, control characters, lone surrogates. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '저는 표를 정리했습니다.',
    '',
    ' ',
    '😀 <b>굵게</b>',
    '\u202E거꾸로',
    '\u0000',
    '\uD800',
    '"\\/'
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 })
);
const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const instant = fc
  .date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Numbers that JSON can hold; it has no negative zero. */
const amount = fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true });

/** Fields of others: no name that we know, none that touches prototypes. */
const unknown: fc.Arbitrary<UnknownFields> = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((name) => `x-${name}`),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  { maxKeys: 3, noNullPrototype: true }
);

export const profile: fc.Arbitrary<Profile> = fc
  .record({
    occupation: fc.constantFrom(...OCCUPATIONS),
    channel: text,
    place: text,
    gender: fc.constantFrom(...GENDERS, ''),
    ageRange: fc.constantFrom(...AGE_RANGES, ''),
    experience: fc.constantFrom(...EXPERIENCES)
  })
  .chain((known) => unknown.map((others) => ({ ...known, ...others })));

const note: fc.Arbitrary<ReviewerNote> = fc.record(
  {
    id,
    author: fc.string({ unit: 'binary', maxLength: 40 }).filter((name) => name.length <= 40),
    createdAt: instant,
    text,
    sentence: fc.nat(30),
    extra: unknown.filter((fields) => Object.keys(fields).length > 0)
  },
  { requiredKeys: ['id', 'author', 'createdAt', 'text'] }
);

const inOrder = (a: ReviewerNote, b: ReviewerNote): number =>
  `${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1;

/** Predictions of a model with any heads, and the evaluation that the rubrics make of them. */
const evaluated = fc
  .record({
    answer: fc.constantFrom(GOOD_ANSWER, EMPTY_WORDS_ANSWER, OFF_TOPIC_ANSWER, '네', '모르겠습니다.'),
    intent: fc.constantFrom(...INTENTS),
    emotion: fc.constantFrom(...EMOTIONS),
    level: fc.option(fc.constantFrom(...LEVELS)),
    relevance: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((p) => (p === 0 ? 0 : p))),
    rubric: fc.constantFrom('buddy-1', 'buddy-2'),
    form: fc.constantFrom('typed', 'spoken'),
    seconds: fc.option(amount.map((seconds) => (seconds === 0 ? 0 : seconds)))
  })
  .map(({ answer, rubric, form, seconds, ...script }) => ({
    answer,
    form,
    seconds,
    evaluation: judge(answer, script, { form, seconds, rubric })
  }));

const follows = fc.record({ takeId: id, question: text });

/** A take with every field it can have. The satisfied type asks for new ones here. */
export const take: fc.Arbitrary<Take> = fc
  .tuple(
    evaluated,
    fc.record(
      {
        id,
        sessionId: id,
        question: fc.record(
          {
            id,
            text,
            gt_intent: fc.option(fc.constantFrom(...INTENTS)),
            gt_emotion: fc.option(fc.constantFrom(...EMOTIONS)),
            kind: fc.constantFrom(...QUESTION_KINDS),
            recommended_answer: text,
            follows
          },
          { requiredKeys: ['id', 'text', 'gt_intent', 'gt_emotion', 'kind', 'recommended_answer'] }
        ),
        profile,
        createdAt: instant,
        speech: fc.record({
          recorded: fc.nat(600),
          speaking: fc.nat(600),
          pauses: fc.nat(50),
          paused: fc.nat(600),
          longestPause: fc.nat(60)
        }),
        transcript: fc.record({ confirmed: fc.boolean(), confidence: fc.option(fc.constantFrom(0, 0.5, 1)) }),
        model: fc.option(fc.record({ id: text, version: text, sha256: text, backend: text })),
        reviewerNotes: fc
          .uniqueArray(note, { minLength: 1, maxLength: 4, selector: (each) => each.id })
          .map((notes) => notes.sort(inOrder)),
        extra: fc
          .record({ coach: unknown, analysis: unknown })
          .chain((ours) => unknown.map((others) => ({ ...others, ...ours })))
          .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))))
          .filter((fields) => !isEmpty(fields))
      } satisfies Record<
        Exclude<keyof Required<Take>, 'answer' | 'form' | 'seconds' | 'evaluation'>,
        unknown
      >,
      { requiredKeys: ['id', 'sessionId', 'question', 'profile', 'createdAt', 'model'] }
    ),
    fc.boolean()
  )
  .map(([given, take, open]) => {
    const evaluation = open ? null : given.evaluation;
    // What an evaluation expects is what its question asks for.
    const question =
      evaluation?.status === 'scored'
        ? {
            ...take.question,
            gt_intent: evaluation.score.breakdown.gt_intent || null,
            gt_emotion: evaluation.score.breakdown.gt_emotion || null
          }
        : take.question;
    return { ...take, ...given, question, evaluation };
  });

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const question: fc.Arbitrary<Question> = fc.record(
  {
    id,
    text,
    occupations: fc.subarray([...OCCUPATIONS]),
    experience: fc.subarray([...EXPERIENCES]),
    channel: text,
    place: text,
    ageRange: fc.constantFrom(...AGE_RANGES),
    gt_intent: fc.option(fc.constantFrom(...INTENTS)),
    gt_emotion: fc.option(fc.constantFrom(...EMOTIONS)),
    kind: fc.constantFrom(...QUESTION_KINDS),
    difficulty: fc.constantFrom(1, 2, 3),
    looks_for: text,
    key_points: fc.array(fc.record({ label: text, cues: fc.array(text, { maxLength: 2 }) }), {
      maxLength: 2
    }),
    follow_ups: fc.array(text, { maxLength: 2 }),
    seconds: fc.nat(600),
    words: fc.tuple(fc.nat(50), fc.nat(200)),
    model_answer: fc.array(fc.record({ role: fc.option(fc.constantFrom(...ROLES)), text }), { maxLength: 2 }),
    follows
  },
  {
    requiredKeys: [
      ...([
        'id',
        'text',
        'occupations',
        'experience',
        'gt_intent',
        'gt_emotion',
        'kind',
        'difficulty'
      ] as const),
      ...(['looks_for', 'key_points', 'follow_ups', 'seconds', 'words', 'model_answer'] as const)
    ]
  }
);

export const session: fc.Arbitrary<SessionRecord> = fc.record(
  {
    id,
    setting: fc.constantFrom('practice', 'real', 'weakness'),
    profile,
    questionIds: fc.array(id, { maxLength: 4 }),
    questions: fc.array(question, { minLength: 1, maxLength: 2 }),
    index: fc.nat(10),
    takeIds: fc.dictionary(
      id.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
      id,
      { maxKeys: 3, noNullPrototype: true }
    ),
    skipped: fc.array(id, { maxLength: 2 }),
    status: fc.constantFrom('running', 'paused', 'done'),
    limits: fc.option(fc.record({ think: fc.nat(60), answer: fc.nat(180) })),
    clock: fc.option(
      fc.record({
        phase: fc.constantFrom('think', 'answer', 'over'),
        left: fc.nat(180_000),
        since: fc.option(fc.nat(2_000_000_000))
      })
    ),
    voice: fc.boolean(),
    startedAt: instant,
    updatedAt: instant,
    endedAt: fc.option(instant)
  },
  {
    requiredKeys: [
      ...(['id', 'setting', 'profile', 'questionIds', 'index', 'takeIds', 'skipped', 'status'] as const),
      ...(['limits', 'clock', 'voice', 'startedAt', 'updatedAt', 'endedAt'] as const)
    ]
  }
);

export const draft: fc.Arbitrary<Draft> = fc.record(
  {
    sessionId: id,
    questionId: id,
    text,
    form: fc.constantFrom('typed', 'spoken'),
    spoken: fc.record({
      seconds: fc.nat(600),
      syllables: fc.nat(3000),
      confidence: fc.option(fc.constantFrom(0.5, 1))
    }),
    updatedAt: instant
  },
  { requiredKeys: ['sessionId', 'questionId', 'text', 'form', 'updatedAt'] }
);

export const own: fc.Arbitrary<OwnQuestion> = question.chain((each) =>
  fc.record({ createdAt: instant, updatedAt: instant }).map((times) => ({ ...each, ...times }))
);

export const practiceMark = fc.record({ questionId: id, times: fc.array(instant, { maxLength: 3 }) });

/** A share of some takes with everything in it, and notes of the reader's. */
export const received: fc.Arbitrary<ReceivedShare> = fc
  .tuple(id, fc.array(take, { minLength: 1, maxLength: 2 }), note, instant)
  .map(([shareId, takes, own, updatedAt]) => ({
    id: shareId,
    share: createShare(shareId, takes, '지인', SHARE_ITEMS),
    author: own.author,
    ownNotes: [{ takeId: takes[0]?.id ?? '', note: own }],
    updatedAt
  }));

export const favourite = fc.record({ questionId: id, addedAt: instant });

export const setting = fc.record({
  key: id,
  value: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
});
