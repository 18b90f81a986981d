import { describe, expect, test } from 'vitest';
import { DocumentError, DOCUMENT_LIMITS, parseJson } from '$lib/domain/documents/document';
import {
  parseResultDocument,
  serializeResult,
  takeFromResult,
  toResultDocument,
  type ResultDocument
} from '$lib/domain/documents/result';
import type { RubricId } from '$lib/domain/evaluation';
import type { Take } from '$lib/domain/take';
import { exampleTake, FULL_PROFILE } from '../../../support/examples';
import { ORIGINAL_RESULT } from '../../../support/golden';
import { EMPTY_WORDS_ANSWER, EXPERIENCE_QUESTION, GOOD_ANSWER, judge, type Script } from '../answers';

const DEFAULTS = {
  id: 'new-id',
  sessionId: 'imported',
  questionId: 'imported',
  createdAt: '2026-01-02T03:04:05.000Z'
};

function takeOf(answer: string, script: Script = {}, rubric: RubricId = 'buddy-2'): Take {
  const spoken = { form: 'spoken', seconds: 62 } as const;
  return exampleTake({
    question: {
      id: 'common-007',
      text: EXPERIENCE_QUESTION.text,
      gt_intent: EXPERIENCE_QUESTION.gt_intent,
      gt_emotion: EXPERIENCE_QUESTION.gt_emotion,
      kind: EXPERIENCE_QUESTION.kind,
      recommended_answer: '먼저 이유를 물었습니다. 그 뒤 합의했습니다.'
    },
    profile: { ...FULL_PROFILE, gender: '' },
    answer,
    ...spoken,
    evaluation: judge(answer, script, { ...spoken, rubric }),
    model: { id: 'interview-kobert', version: '0.1.0', sha256: 'ab'.repeat(32), backend: 'wasm' }
  });
}

function refusal(document: unknown): DocumentError {
  try {
    parseResultDocument(document);
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('The document was accepted.');
}

/** A copy of a document with the value at a path replaced. */
function changed(document: object, path: string, value: unknown): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Record<string, unknown>>(
    (node, key) => node[key] as Record<string, unknown>,
    copy
  );
  parent[last] = value;
  return copy;
}

describe('writing', () => {
  const document = toResultDocument(takeOf(EMPTY_WORDS_ANSWER, { level: 2 }));

  test('original fields first, in the original order, then ours', () => {
    expect(Object.keys(document)).toEqual([
      ...['user_info', 'question', 'user_answer', 'recommended_answer', 'score_result', 'grade', 'feedback'],
      ...['summary', 'analysis', 'schema', 'id', 'created_at', 'rubric', 'model', 'coach', 'reviewer_notes']
    ]);
    expect(Object.keys(document.user_info)).toEqual(Object.keys(ORIGINAL_RESULT.user_info));
    expect(Object.keys(document.analysis)).toEqual(Object.keys(ORIGINAL_RESULT.analysis));
    expect(Object.keys(document.score_result ?? {})).toEqual(Object.keys(ORIGINAL_RESULT.score_result));
    expect(Object.keys(document.score_result?.breakdown ?? {})).toEqual(
      Object.keys(ORIGINAL_RESULT.score_result.breakdown)
    );
  });

  test('carries what the coach found', () => {
    expect(document).toMatchObject({
      schema: { name: 'interview-buddy/result', version: 1 },
      recommended_answer: '먼저 이유를 물었습니다. 그 뒤 합의했습니다.',
      analysis: { gt_intent: 'attitude', gt_intent_kor: '태도', pred_emotion_kor: '긍정' },
      coach: {
        status: 'scored',
        question_id: 'common-007',
        form: 'spoken',
        seconds: 62,
        computed_without: ['embedding']
      }
    });
    expect(document.coach?.quality_level).toBeCloseTo(2.1, 1);
    expect(document.coach?.syllables_per_minute).toBeGreaterThan(100);
    expect(document.feedback.length).toBeGreaterThan(3);
  });
});

describe('a take survives being written and read', () => {
  test.each([
    ['scored', takeOf(GOOD_ANSWER, { level: 5, roles: ['O', 'S', 'A', 'A', 'R', 'O'] })],
    ['by buddy-1', takeOf(GOOD_ANSWER, {}, 'buddy-1')],
    ['by a two-head model', takeOf(GOOD_ANSWER, { level: null, relevance: null, roles: null })],
    ['capped', takeOf(GOOD_ANSWER, { relevance: 0.05 })],
    ['withheld', takeOf('네')],
    ['not yet evaluated', { ...takeOf(GOOD_ANSWER), evaluation: null, model: null }],
    [
      'with notes of a mentor',
      {
        ...takeOf(GOOD_ANSWER),
        reviewerNotes: [
          {
            id: 'n1',
            author: '멘토',
            createdAt: '2026-11-22T11:00:00.000Z',
            text: '수치가 좋습니다.',
            sentence: 3
          },
          { id: 'n2', author: '', createdAt: '2026-11-22T12:00:00.000Z', text: '전체적으로 또렷합니다.' }
        ]
      }
    ],
    [
      'with fields of others',
      {
        ...takeOf(GOOD_ANSWER),
        extra: {
          interviewer: { name: '지인' },
          coach: { mood: ['편안'] },
          analysis: { topic: '협업' }
        }
      }
    ],
    ['with HTML, emoji and right-to-left marks', takeOf(`<b>${GOOD_ANSWER}</b> 😀 \u202E`)]
  ])('%s', (_, take) => {
    const text = serializeResult(toResultDocument(take));
    const document = parseResultDocument(parseJson(text));
    expect(takeFromResult(document, DEFAULTS)).toEqual(take);
    expect(serializeResult(document)).toBe(text);
  });
});

describe('the timing of a recording', () => {
  const speech = { recorded: 40.2, speaking: 31.5, pauses: 3, paused: 4.8, longestPause: 2.2 };
  const take: Take = { ...takeOf(GOOD_ANSWER), speech };

  test('goes out and comes back, with the pace beside it', () => {
    const document = toResultDocument(take);
    expect(document.coach?.speech).toMatchObject({ speaking: 31.5, longest_pause: 2.2 });
    expect(document.coach?.speech?.syllables_per_minute).toBeGreaterThan(100);
    const back = takeFromResult(parseResultDocument(JSON.parse(serializeResult(document))), DEFAULTS);
    expect(back.speech).toEqual(speech);
  });

  test('is absent where nothing was recorded, and refused where it cannot be', () => {
    expect(toResultDocument(takeOf(GOOD_ANSWER)).coach).not.toHaveProperty('speech');
    const wrong = changed(toResultDocument(take), 'coach.speech.pauses', -1);
    expect(() => parseResultDocument(wrong)).toThrow(DocumentError);
  });
});

describe('files of the original product', () => {
  test('are read, aliases and letter case included', () => {
    const document = parseResultDocument(ORIGINAL_RESULT);
    expect(document.user_info).toMatchObject({ occupation: 'D', experience: 'Experienced' });
    expect(document).toMatchObject({ ...ORIGINAL_RESULT, user_info: document.user_info });
    expect(document.schema).toBeUndefined();
  });

  test('a follow-up keeps the answer it goes on from', () => {
    const plain = takeOf(GOOD_ANSWER);
    const follows = { takeId: 'take-1', question: '의견이 부딪힌 경험이 있습니까?' };
    const take: Take = { ...plain, question: { ...plain.question, id: 'follow-up-common-007-1', follows } };
    const document = parseResultDocument(parseJson(serializeResult(toResultDocument(take))));
    expect(takeFromResult(document, DEFAULTS).question).toEqual(take.question);
  });

  test('keep their score as a take, and nothing is made up', () => {
    const take = takeFromResult(parseResultDocument(ORIGINAL_RESULT), DEFAULTS);
    expect(take).toMatchObject({
      ...{ id: 'new-id', sessionId: 'imported', createdAt: DEFAULTS.createdAt },
      model: null
    });
    expect(take.evaluation).toMatchObject({
      status: 'scored',
      rubric: 'buddy-1',
      score: { total: 75 },
      grade: 'C',
      feedback: ORIGINAL_RESULT.feedback,
      advice: [],
      computedWithout: ['quality', 'relevance', 'role', 'embedding']
    });
    expect(take.question).toMatchObject({ gt_intent: 'background', gt_emotion: null });
  });

  test('question and answer as objects, feedback as one string', () => {
    const document = parseResultDocument({
      ...ORIGINAL_RESULT,
      question: { text: '질문' },
      user_answer: [{ text: '첫 문장.' }, { text: '둘째 문장.' }],
      feedback: '한 줄'
    });
    expect(document).toMatchObject({
      question: '질문',
      user_answer: '첫 문장.\n둘째 문장.',
      feedback: ['한 줄']
    });
  });

  test('unknown fields are kept where they are', () => {
    const extra = changed({ ...ORIGINAL_RESULT, note: { by: '지인' } }, 'score_result.breakdown.extra', 3);
    const document = parseResultDocument(extra) as ResultDocument & { note: unknown };
    expect(document.note).toEqual({ by: '지인' });
    expect(document.score_result?.breakdown).toHaveProperty('extra', 3);
    expect(JSON.parse(serializeResult(document))).toHaveProperty('score_result.breakdown.extra', 3);
  });
});

describe('what a take carries along', () => {
  const ours = toResultDocument(takeOf(GOOD_ANSWER));

  test('fields that we do not know go through a take unchanged, wherever they stand', () => {
    let document: unknown = { ...ours, zeta: [{ a: null }], alpha: 'α' };
    document = changed(document as object, 'coach.sensor', { hz: 50 });
    document = changed(document as object, 'analysis.topic', '협업');
    document = changed(document as object, 'user_info.nickname', '버디');
    document = changed(document as object, 'score_result.breakdown.extra', 3);
    const note = {
      author: '멘토',
      text: '좋습니다.',
      created_at: '2026-11-22T11:00:00Z',
      sentence: null,
      stars: 4
    };
    document = changed(document as object, 'reviewer_notes', [{ id: 'n1', ...note }]);
    const take = takeFromResult(parseResultDocument(document), DEFAULTS);
    expect(take.extra).toEqual({
      zeta: [{ a: null }],
      alpha: 'α',
      coach: { sensor: { hz: 50 } },
      analysis: { topic: '협업' }
    });
    expect(toResultDocument(take)).toEqual(document);
  });

  test('keys that touch prototypes never become fields', () => {
    const text = serializeResult(ours).replace(
      /\{/,
      '{"constructor": {"prototype": {"polluted": 1}}, "prototype": 1,'
    );
    const take = takeFromResult(parseResultDocument(parseJson(text)), DEFAULTS);
    expect(take.extra).toBeUndefined();
    expect({}).not.toHaveProperty('polluted');
  });

  test('a note without an id always gets the same one; notes stand in the order they were written', () => {
    const notes = [
      { author: '멘토', text: '둘째', created_at: '2026-11-22T12:00:00Z', sentence: 0 },
      { author: '멘토', text: '첫째', created_at: '2026-11-22T11:00:00Z', sentence: null }
    ];
    const read = () =>
      takeFromResult(parseResultDocument({ ...ours, reviewer_notes: notes }), DEFAULTS).reviewerNotes;
    expect(read()?.map(({ text, sentence }) => [text, sentence])).toEqual([
      ['첫째', undefined],
      ['둘째', 0]
    ]);
    expect(read()).toEqual(read());
    expect(read()?.[0]?.id).toMatch(/^note-[0-9a-f]{8}$/);
  });

  test.each([
    ['reviewer_notes.0.author', '가'.repeat(41)],
    ['reviewer_notes.0.text', '가'.repeat(2001)],
    ['reviewer_notes.0.sentence', -1]
  ])('a note whose %s is out of bounds is refused', (path, value) => {
    const note = { author: '', text: '', created_at: '2026-11-22T11:00:00Z', sentence: null };
    expect(refusal(changed({ ...ours, reviewer_notes: [note] }, path, value)).message).toContain(path);
  });

  test('all lines of feedback of a result without a coach are kept', () => {
    const feedback = ['하나', '둘', '셋', '넷', '다섯'];
    const take = takeFromResult(parseResultDocument({ ...ORIGINAL_RESULT, feedback }), DEFAULTS);
    expect(toResultDocument(take).feedback).toEqual(feedback);
  });
});

describe('refusals name the path, in Korean', () => {
  const ours = toResultDocument(takeOf(GOOD_ANSWER));

  test.each([
    ['score_result.total', '75', 'score_result.total: 숫자가 아닙니다'],
    ['score_result.total', undefined, 'score_result.total: 빠져 있습니다'],
    ['score_result.total', 101, 'score_result.total: 0에서 100 사이가 아닙니다'],
    [
      'score_result.breakdown.pred_intent',
      'salary',
      'score_result.breakdown.pred_intent: 쓸 수 없는 값입니다'
    ],
    ['score_result.breakdown.word_count', 1.5, 'score_result.breakdown.word_count: 정수가 아닙니다'],
    ['user_info.occupation', 'XX', 'user_info.occupation: 쓸 수 없는 값입니다'],
    ['feedback', [1], 'feedback'],
    ['created_at', 'yesterday', 'created_at: 날짜와 시각(ISO 8601)이 아닙니다'],
    ['coach.sentences', 'x', 'coach.sentences: 목록이 아닙니다'],
    ['coach.predictions.relevance', 7, 'coach.predictions.relevance: 0에서 1 사이가 아닙니다'],
    ['schema.name', 'other/thing', 'schema.name: 쓸 수 없는 값입니다']
  ])('%s = %j', (path, value, message) => {
    const error = refusal(changed(ours, path, value));
    expect(error.code).toBe('invalid');
    expect(error.message).toContain(message);
  });

  test('not a document at all', () => {
    for (const value of [null, undefined, 3, 'text', [], [ours], {}])
      expect(refusal(value).code).toBe('invalid');
  });

  test('a newer version', () => {
    const error = refusal({
      ...ours,
      schema: { name: 'interview-buddy/result', version: 2 },
      score_result: 'new form'
    });
    expect(error.code).toBe('newer-version');
    expect(error.message).toContain('더 새로운 버전');
  });

  test('a prototype key, wherever it hides', () => {
    for (const text of [
      '{"__proto__": {"polluted": true}}',
      JSON.stringify(ORIGINAL_RESULT).replace('"summary"', '"coach":{"a":[{"__proto__":{}}]},"summary"')
    ]) {
      expect(refusal(parseJson(text)).code).toBe('forbidden-key');
    }
    expect({}).not.toHaveProperty('polluted');
  });

  test('nesting and sizes no honest document has', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 5000; level++) deep = [deep];
    expect(refusal({ ...ORIGINAL_RESULT, deep }).code).toBe('too-large');
    expect(refusal({ ...ORIGINAL_RESULT, wide: new Array(DOCUMENT_LIMITS.values + 1).fill(0) }).code).toBe(
      'too-large'
    );
    expect(
      refusal({ ...ORIGINAL_RESULT, user_answer: '가'.repeat(DOCUMENT_LIMITS.text + 1) }).message
    ).toContain('user_answer');
    expect(() => parseJson('x'.repeat(DOCUMENT_LIMITS.characters + 1))).toThrow('너무 큽니다');
    expect(() => parseJson('{"a":')).toThrow('JSON 파일이 아닙니다');
  });

  test('a byte-order mark is no obstacle', () => {
    expect(parseResultDocument(parseJson(`\uFEFF${JSON.stringify(ORIGINAL_RESULT)}`)).grade).toBe('C');
  });
});
