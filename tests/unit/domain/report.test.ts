import { describe, expect, test } from 'vitest';
import type { ScoredEvaluation } from '$lib/domain/evaluation';
import { DEFAULT_PROFILE } from '$lib/domain/profile';
import {
  findHabits,
  findStrengths,
  nextSteps,
  outcomesOf,
  practiceDays,
  reportOf,
  scoreRow,
  timelineOf,
  trendOf,
  type ScoreRow
} from '$lib/domain/report';
import type { ScoredTake } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';
import type { Intent } from '$lib/domain/vocabulary';
import { exampleEvaluation, exampleTake } from '../../support/examples';

const PLAIN = '저는 매장 재고를 주마다 확인했습니다. 발주 수량을 조정했습니다. 손실이 줄었습니다.';
const HEDGED = '제가 맡은 것 같습니다. 그래서 줄어든 것 같습니다. 잘한 것 같습니다.';

/** A take with what reports look at. */
function take(
  id: string,
  {
    total = 75,
    at = '2026-11-20T01:00:00.000Z',
    answer = PLAIN,
    asked = 'attitude' as Intent | '',
    questionId = `q-${id}`,
    rubric = 'buddy-2' as ScoredEvaluation['rubric'],
    advice = [] as ScoredEvaluation['advice']
  } = {}
): ScoredTake {
  return {
    ...exampleTake({
      id,
      question: { id: questionId, text: `질문 ${questionId}`, gt_intent: asked || null },
      profile: { ...DEFAULT_PROFILE, occupation: 'ICT' },
      answer,
      createdAt: at
    }),
    evaluation: exampleEvaluation({
      rubric,
      score: { total, breakdown: { gt_intent: asked } },
      advice,
      facts: readText(answer)
    })
  };
}

/** Korea's calendar day. */
const dayOf = (iso: string) => new Date(Date.parse(iso) + 9 * 3_600_000).toISOString().slice(0, 10);
const today = '2026-11-22';

function report(takes: ScoredTake[], withheld: string[] = []) {
  return reportOf({
    rows: takes.map(scoreRow),
    recent: [...takes].reverse(),
    withheld,
    pending: 0,
    today,
    dayOf
  });
}

describe('means', () => {
  test('nothing answered is a report too', () => {
    expect(report([])).toMatchObject({ scored: 0, mean: null, parts: [], next: [{ kind: 'untried' }] });
  });

  test('totals, parts, intents and occupations; what asks for nothing has no intent', () => {
    const takes = [
      take('a', { total: 60 }),
      take('b', { total: 80 }),
      take('c', { total: 91, asked: 'technology' }),
      take('d', { total: 49, asked: '' })
    ];
    const { mean, parts, intents, occupations } = report(takes);
    expect(mean).toBe(70);
    expect(parts.map(({ part, mean, max }) => [part, mean, max])).toEqual([
      ['intent', 24, 30],
      ['emotion', 16, 20],
      ['length', 20, 25],
      ['quality', 15, 25]
    ]);
    expect(intents).toEqual([
      { key: 'attitude', count: 2, mean: 70 },
      { key: 'technology', count: 1, mean: 91 }
    ]);
    expect(occupations).toEqual([{ key: 'ICT', count: 4, mean: 70 }]);
  });

  test('scores of another rubric and withheld ones are left out, and counted', () => {
    const takes = [take('a', { total: 20, rubric: 'buddy-1' }), take('b', { total: 80 })];
    const result = report(takes, ['2026-11-21T01:00:00.000Z']);
    expect(result).toMatchObject({ scored: 1, otherRubric: 1, withheld: 1, mean: 80, recent: 1 });
    expect(result.days.total).toBe(2);
  });
});

describe('a change over time', () => {
  test('is not spoken of with few answers', () => {
    expect(trendOf([10, 20, 30, 40, 50, 60, 70, 80, 90])).toEqual({
      verdict: 'too-few',
      count: 9,
      needed: 10
    });
  });

  test('is called one when it is larger than chance', () => {
    const rising = [50, 52, 48, 51, 49, 70, 72, 68, 71, 69];
    expect(trendOf(rising)).toEqual({ verdict: 'rising', each: 5, before: 50, latest: 70 });
    expect(trendOf([...rising].reverse())).toMatchObject({ verdict: 'falling', before: 70, latest: 50 });
  });

  test('is none when the scatter explains it', () => {
    expect(trendOf([40, 80, 50, 70, 60, 45, 85, 55, 75, 62])).toMatchObject({ verdict: 'steady' });
    expect(trendOf(new Array<number>(12).fill(70))).toMatchObject({ verdict: 'steady', each: 6 });
  });

  test('looks at the latest forty answers', () => {
    const totals = [
      ...new Array<number>(100).fill(10),
      ...new Array<number>(20).fill(60),
      ...new Array<number>(20).fill(61)
    ];
    expect(trendOf(totals)).toEqual({ verdict: 'rising', each: 20, before: 60, latest: 61 });
  });
});

describe('the timeline', () => {
  const rows = (count: number, hours: number): ScoreRow[] =>
    Array.from({ length: count }, (_, index) =>
      scoreRow(
        take(String(index), {
          total: index % 2 === 0 ? 60 : 80,
          at: new Date(Date.parse('2026-01-05T00:00:00Z') + index * hours * 3_600_000).toISOString()
        })
      )
    );

  test('has a point per answer while they are few', () => {
    expect(timelineOf(rows(40, 1), dayOf)).toMatchObject({ unit: 'take' });
    expect(timelineOf(rows(40, 1), dayOf).points).toHaveLength(40);
  });

  test('has means of days, weeks or months when they are many', () => {
    const days = timelineOf(rows(48, 12), dayOf);
    expect(days.unit).toBe('day');
    expect(days.points[0]).toEqual({ at: '2026-01-05', mean: 70, count: 2 });
    // Noon in London is nine in the evening in Seoul: days are those of the person.
    expect(days.points.at(-1)?.at).toBe('2026-01-28');
    const weeks = timelineOf(rows(200, 24), dayOf);
    expect(weeks.unit).toBe('week');
    expect(weeks.points[0]).toMatchObject({ at: '2026-01-05', count: 7 });
    const months = timelineOf(rows(1000, 24), dayOf);
    expect(months.unit).toBe('month');
    expect(months.points[1]).toMatchObject({ at: '2026-02-01', count: 28 });
    expect(timelineOf(rows(2000, 24), dayOf).points).toHaveLength(40);
  });
});

describe('days of practice', () => {
  test('are counted once each; a run goes on while today is open', () => {
    const days = ['2026-11-21', '2026-11-20', '2026-11-20', '2026-11-10', '2026-01-01'];
    const { total, lately, run } = practiceDays(days, today);
    expect(total).toBe(4);
    expect(run).toBe(2);
    expect(lately).toHaveLength(28);
    expect(lately.at(-1)).toEqual({ day: today, practised: false });
    expect(lately.filter(({ practised }) => practised).map(({ day }) => day)).toEqual([
      '2026-11-10',
      '2026-11-20',
      '2026-11-21'
    ]);
    expect(practiceDays([today, ...days], today).run).toBe(3);
    expect(practiceDays(['2026-11-19'], today).run).toBe(0);
    expect(practiceDays(['2026-03-01', '2026-02-28'], '2026-03-01').run).toBe(2);
  });
});

describe('strengths and habits', () => {
  test('are what comes again', () => {
    const takes = [
      take('a', { answer: HEDGED }),
      take('b', { answer: HEDGED }),
      take('c'),
      take('d'),
      take('e')
    ];
    expect(findHabits(takes)).toEqual([{ code: 'hedging', takes: 2, takeId: 'a' }]);
    expect(findStrengths(takes).map(({ code }) => code)).toContain('formal');
    expect(findHabits([take('f', { answer: HEDGED }), ...takes.slice(2), take('g')])).toEqual([]);
  });

  test('of a single answer are what it has', () => {
    expect(findHabits([take('a', { answer: HEDGED })]).map(({ code }) => code)).toContain('hedging');
  });

  test('an answer whose score was capped shows no strength', () => {
    const capped = take('a');
    capped.evaluation.cap = 'off-topic';
    expect(findStrengths([capped])).toEqual([]);
  });
});

describe('what to practise next', () => {
  const lost = (code: string, points: number) =>
    [{ code, text: '', points, part: 'quality' as const }] satisfies ScoredEvaluation['advice'];

  test('what cost most, the weakest intent, the question that went worst', () => {
    const takes = [
      take('a', { total: 85, advice: lost('no-number', 5) }),
      take('b', { total: 60, asked: 'technology', advice: lost('no-number', 9) }),
      take('c', { total: 50, asked: 'technology', advice: lost('too-long', 12) })
    ];
    expect(nextSteps(takes.map(scoreRow), takes)).toEqual([
      {
        kind: 'aim',
        aim: 'numbers',
        takes: 2,
        of: 3,
        question: { id: 'q-b', text: '질문 q-b', takeId: 'b' }
      },
      { kind: 'intent', intent: 'technology', mean: 55, takes: 2 },
      { kind: 'question', total: 50, question: { id: 'q-c', text: '질문 q-c', takeId: 'c' } }
    ]);
  });

  test('a question that was answered well since is not named again', () => {
    const takes = [
      take('late', { total: 90, questionId: 'q' }),
      take('early', { total: 20, questionId: 'q' })
    ];
    const kinds = nextSteps(takes.map(scoreRow), takes).map(({ kind }) => kind);
    expect(kinds).toEqual(['intent', 'untried']);
  });

  test('advice that cost nothing, or that is not known, is no aim', () => {
    const takes = [take('a', { total: 90, advice: [...lost('no-number', 0), ...lost('rule-limit', 8)] })];
    expect(nextSteps(takes.map(scoreRow), takes)).toEqual([{ kind: 'untried', intent: 'technology' }]);
  });
});

test('a session says of each question whether it was answered, skipped or left', () => {
  const answered = take('t1', { questionId: 'q1' });
  const session = {
    questionIds: ['q1', 'q2', 'q3', 'q4'],
    takeIds: { q1: 't1', q4: 'gone' },
    skipped: ['q2']
  };
  expect(outcomesOf(session, [take('t0', { questionId: 'q1' }), answered])).toEqual([
    { questionId: 'q1', outcome: 'answered', take: answered },
    { questionId: 'q2', outcome: 'skipped', take: null },
    { questionId: 'q3', outcome: 'unanswered', take: null },
    { questionId: 'q4', outcome: 'answered', take: null }
  ]);
});
