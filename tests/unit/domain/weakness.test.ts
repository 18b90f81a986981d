import { expect, test } from 'vitest';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import { suits } from '$lib/domain/selection';
import { snapshotOf, type Take } from '$lib/domain/take';
import { findWeakness, selectAgainst } from '$lib/domain/weakness';
import type { Question } from '$lib/domain/question';
import { exampleEvaluation, exampleTake, exampleWithheld } from '../../support/examples';
import { poolQuestions } from './pool';

const pool = poolQuestions();
const profile: Profile = { ...DEFAULT_PROFILE, occupation: 'ICT', experience: 'New' };
const now = '2026-11-22T10:00:00.000Z';
const suitable = pool.filter((question) => suits(question, profile));

function of(intent: string, position = 0): Question {
  const question = suitable.filter(({ gt_intent }) => gt_intent === intent)[position];
  if (!question) throw new Error(`The pool has no such question of ${intent}.`);
  return question;
}

/** A take with a total, or with its score withheld. */
function take(question: Question, total: number | null, createdAt = '2026-11-20T10:00:00.000Z'): Take {
  const evaluation = total === null ? exampleWithheld() : exampleEvaluation({ score: { total } });
  return exampleTake({ question: snapshotOf(question), createdAt, evaluation });
}

test('intents answered below B, weakest first; what has no score says nothing', () => {
  const takes = [
    take(of('attitude'), 40),
    take(of('attitude', 1), 80),
    take(of('technology'), 50),
    take(of('background'), 85),
    take(of('personality'), null)
  ];
  expect(findWeakness(takes, now).intents).toEqual(['technology', 'attitude']);
});

test('questions last answered below C, the spaced ones first, each group lowest first', () => {
  const lately = '2026-11-22T08:00:00.000Z';
  const takes = [
    take(of('attitude'), 90, lately),
    take(of('attitude'), 20),
    take(of('technology'), 10, lately),
    take(of('background'), 69),
    take(of('personality'), 30),
    take(of('personality', 1), 70)
  ];
  expect(findWeakness(takes, now).questionIds).toEqual([
    of('personality').id,
    of('background').id,
    of('technology').id
  ]);
});

test('half of a session is asked again, the rest is of weak intents, all suit the profile', () => {
  const foreign = pool.find((question) => !suits(question, profile));
  if (!foreign) throw new Error('The pool has no question of another field.');
  const low = [of('technology'), of('attitude'), of('background'), of('technology', 1)];
  const questionIds = [foreign.id, ...low.map(({ id }) => id)];
  const drawn = selectAgainst(
    { intents: ['personality'], questionIds },
    { pool, profile, count: 5, recentIds: questionIds, random: () => 0.5 }
  );
  expect(drawn).toHaveLength(5);
  expect(new Set(drawn).size).toBe(5);
  expect(drawn.slice(0, 3)).toEqual(low.slice(0, 3));
  expect(drawn[3]?.gt_intent).toBe('personality');
  expect(drawn.every((question) => suits(question, profile))).toBe(true);
});

test('without any weakness it is an ordinary draw', () => {
  expect(findWeakness([], now)).toEqual({ intents: [], questionIds: [] });
  const drawn = selectAgainst(findWeakness([], now), { pool, profile, count: 3, random: () => 0.1 });
  expect(new Set(drawn.map(({ id }) => id)).size).toBe(3);
});
