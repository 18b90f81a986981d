import { describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE, type Profile } from '$lib/domain/profile';
import { profileFor, selectQuestions, suits } from '$lib/domain/selection';
import { poolQuestions } from './pool';

const pool = poolQuestions();
const profile: Profile = { ...DEFAULT_PROFILE, occupation: 'ICT', experience: 'New' };

/** A fixed source of randomness (linear congruential; Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('draws as many different questions as asked, all for the profile', () => {
  for (let seed = 0; seed < 50; seed++) {
    const drawn = selectQuestions({ pool, profile, count: 8, random: seeded(seed) });
    expect(new Set(drawn.map(({ id }) => id)).size).toBe(8);
    expect(drawn.every((q) => q.occupations.includes('ICT') && q.experience.includes('New'))).toBe(true);
  }
});

test('a question of another field is asked under a profile it suits, and the person stays the same', () => {
  const [question] = pool.filter((q) => !q.occupations.includes('ICT') && !q.experience.includes('New'));
  if (!question) throw new Error('The pool has no such question.');
  const adapted = profileFor(question, { ...profile, gender: 'Female' });
  expect(suits(question, adapted)).toBe(true);
  expect(adapted.gender).toBe('Female');
  const own = pool.find((q) => suits(q, profile));
  if (!own) throw new Error('The pool has no such question.');
  expect(profileFor(own, profile)).toEqual(profile);
});

test('is determined by its source of randomness, and varies with it', () => {
  const ids = (seed: number): string[] =>
    selectQuestions({ pool, profile, count: 5, random: seeded(seed) }).map(({ id }) => id);
  expect(ids(7)).toEqual(ids(7));
  expect(new Set(Array.from({ length: 20 }, (_, seed) => ids(seed).join())).size).toBeGreaterThan(15);
});

test('is spread over intents', () => {
  for (let seed = 0; seed < 50; seed++) {
    const intents = selectQuestions({ pool, profile, count: 5, random: seeded(seed) }).map(
      (q) => q.gt_intent
    );
    expect(new Set(intents).size).toBe(5);
  }
});

test('asks nothing asked lately while there is something else', () => {
  const recentIds = pool
    .filter((q) => suits(q, profile))
    .map(({ id }) => id)
    .slice(0, 20);
  for (let seed = 0; seed < 20; seed++) {
    const drawn = selectQuestions({ pool, profile, count: 10, recentIds, random: seeded(seed) });
    expect(drawn.filter(({ id }) => recentIds.includes(id))).toEqual([]);
  }
});

test('when everything was asked lately, the longest ago comes first', () => {
  const few = pool.filter((q) => suits(q, profile)).slice(0, 3);
  const recentIds = few.map(({ id }) => id);
  const drawn = selectQuestions({ pool: few, profile, count: 2, recentIds, random: seeded(1) });
  expect(drawn.map(({ id }) => id)).toEqual([recentIds[2], recentIds[1]]);
});

test('weak intents come first and take half', () => {
  const drawn = selectQuestions({
    pool,
    profile,
    count: 6,
    weakIntents: ['personality', 'background'],
    random: seeded(3)
  });
  expect(drawn.slice(0, 3).map((q) => q.gt_intent)).toEqual(['personality', 'background', 'personality']);
  expect(new Set(drawn.slice(3).map((q) => q.gt_intent))).toEqual(new Set(['technology', 'attitude', 'etc']));
});

describe('the edges', () => {
  test('none wanted, none there, fewer than wanted', () => {
    expect(selectQuestions({ pool, profile, count: 0, random: seeded(1) })).toEqual([]);
    expect(selectQuestions({ pool: [], profile, count: 3, random: seeded(1) })).toEqual([]);
    expect(
      selectQuestions({
        pool: pool.slice(0, 1),
        profile: { ...profile, occupation: 'BM' },
        count: 9,
        random: seeded(1)
      }).length
    ).toBeLessThanOrEqual(1);
  });

  test('a question in two files is drawn once', () => {
    const one = pool.filter((q) => suits(q, profile)).slice(0, 2);
    expect(selectQuestions({ pool: [...one, ...one], profile, count: 4, random: seeded(1) }).length).toBe(2);
  });

  test('place and age range filter only where both sides name them', () => {
    const question = pool.find((q) => suits(q, profile));
    if (question === undefined) throw new Error('The pool has no question for the profile.');
    const online = { ...question, place: 'ONLINE', ageRange: '55-' as const };
    expect(suits(online, { ...profile, place: 'online', ageRange: '' })).toBe(true);
    expect(suits(online, { ...profile, place: 'OFFLINE' })).toBe(false);
    expect(suits(online, { ...profile, place: '', ageRange: '-34' })).toBe(false);
  });
});
