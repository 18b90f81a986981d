import { describe, expect, test } from 'vitest';
import { readKeyPoints } from '$lib/domain/key-points';
import type { Predictions } from '$lib/domain/predictions';
import { BUDDY_2, scoreBuddy2 } from '$lib/domain/rubric/buddy-2';
import { PART_MAXIMA, SCORE_PARTS, type RubricInput, type Scoring } from '$lib/domain/rubric/rubric';
import { readText, type TextFacts } from '$lib/domain/text/facts';
import { EMOTIONS, INTENTS, LEVELS, ROLES, type Role } from '$lib/domain/vocabulary';
import {
  EMPTY_WORDS_ANSWER,
  EXPERIENCE_QUESTION,
  GOOD_ANSWER,
  OFF_TOPIC_ANSWER,
  peak,
  predict,
  type Script
} from '../answers';

const STORY = ['O', 'S', 'A', 'A', 'R', 'O'] as const;

const known = new Map<string, TextFacts>();

/** Reads each answer once: the properties below are checked over thousands of predictions. */
function factsOf(answer: string): TextFacts {
  const facts = known.get(answer) ?? readText(answer);
  known.set(answer, facts);
  return facts;
}

function inputFor(answer: string, predictions: Predictions, changes: Partial<RubricInput> = {}): RubricInput {
  const facts = factsOf(answer);
  const question = changes.question ?? EXPERIENCE_QUESTION;
  return {
    question,
    form: 'typed',
    seconds: null,
    facts,
    predictions,
    keyPoints: readKeyPoints(question.key_points, facts.text),
    ...changes
  };
}

function score(answer: string, script: Script, changes: Partial<RubricInput> = {}): Scoring {
  return scoreBuddy2(inputFor(answer, predict(answer, script), changes));
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function distribution<K extends string | number>(
  keys: readonly K[],
  random: () => number
): Record<K, number> {
  const raw = keys.map(() => random() ** 3 + 0.001);
  const sum = raw.reduce((a, b) => a + b, 0);
  return Object.fromEntries(keys.map((key, index) => [key, (raw[index] ?? 0) / sum])) as Record<K, number>;
}

function randomPredictions(answer: string, random: () => number): Predictions {
  return {
    ...predict(answer),
    intent: distribution(INTENTS, random),
    emotion: distribution(EMOTIONS, random),
    quality: distribution(LEVELS, random),
    relevance: random(),
    sentences: factsOf(answer).sentences.map(() => ({ role: distribution(ROLES, random), embedding: null }))
  };
}

test('an excellent answer is an A, empty words are not even a C, another question’s answer fails', () => {
  expect(score(GOOD_ANSWER, { level: 5, roles: STORY }).score.total).toBeGreaterThanOrEqual(90);
  expect(score(EMPTY_WORDS_ANSWER, { level: 2 }).score.total).toBeLessThan(70);
  expect(
    score(OFF_TOPIC_ANSWER, { level: 1, relevance: 0.05, intent: 'personality' }).score.total
  ).toBeLessThan(40);
});

test('a right answer with another intent loses little', () => {
  const same = score(GOOD_ANSWER, { level: 5, roles: STORY }).score;
  const other = score(GOOD_ANSWER, { level: 5, roles: STORY, intent: 'technology' }).score;
  expect(other.intent).toBeLessThan(same.intent);
  expect(other.intent).toBeGreaterThanOrEqual(24);
});

test('a candid, excellent answer passes well', () => {
  expect(
    score(GOOD_ANSWER, { level: 5, roles: STORY, emotion: 'negative' }).score.total
  ).toBeGreaterThanOrEqual(80);
});

describe('over hundreds of random predictions', () => {
  const random = mulberry32(20_260_101);
  const cases = Array.from({ length: 400 }, (_, index) => {
    const answer = [GOOD_ANSWER, EMPTY_WORDS_ANSWER, OFF_TOPIC_ANSWER][index % 3] ?? '';
    return { answer, predictions: randomPredictions(answer, random) };
  });

  test('parts are whole, within their maxima, and sum to the total; losses sum to what is missing', () => {
    for (const { answer, predictions } of cases) {
      const { score: result, losses, cap } = scoreBuddy2(inputFor(answer, predictions));
      for (const part of SCORE_PARTS) {
        expect(Number.isInteger(result[part])).toBe(true);
        expect(result[part]).toBeGreaterThanOrEqual(0);
        expect(result[part]).toBeLessThanOrEqual(PART_MAXIMA[part]);
        if (cap === null) {
          const lost = losses
            .filter((loss) => loss.part === part)
            .reduce((sum, { points }) => sum + points, 0);
          expect(lost).toBe(PART_MAXIMA[part] - result[part]);
        }
      }
      expect(result.total).toBe(SCORE_PARTS.reduce((sum, part) => sum + result[part], 0));
      expect(losses.reduce((sum, { points }) => sum + points, 0)).toBe(100 - result.total);
    }
  });

  test('off-topic cannot pass, however long', () => {
    for (const times of [1, 3, 12]) {
      const parts = Array.from(
        { length: times },
        (_, n) => `${String(n + 1)}번째입니다. ${OFF_TOPIC_ANSWER}`
      );
      const answer = parts.join(' ');
      const sure = predict(answer, { level: 5 });
      for (const { predictions } of cases) {
        const relevance = 0.4 * (predictions.relevance ?? 0);
        const { intent, emotion } = predictions;
        const { score: result } = scoreBuddy2(inputFor(answer, { ...sure, intent, emotion, relevance }));
        expect(result.total).toBeLessThan(60);
      }
    }
  });

  test('level 1 cannot pass, however long', () => {
    for (const { predictions } of cases.slice(0, 100)) {
      const { score: result } = scoreBuddy2(
        inputFor(GOOD_ANSWER, { ...predictions, quality: peak(LEVELS, 1, 0.95) })
      );
      expect(result.total).toBeLessThan(60);
    }
  });

  /** Moves an input up in small steps and expects the total never to fall. */
  function neverFalls(raise: (predictions: Predictions, share: number) => Predictions): void {
    for (const { answer, predictions } of cases.slice(0, 90)) {
      let before = -1;
      for (let step = 0; step <= 20; step++) {
        const { total } = scoreBuddy2(inputFor(answer, raise(predictions, step / 20))).score;
        expect(total).toBeGreaterThanOrEqual(before);
        before = total;
      }
    }
  }

  /** @returns the probabilities with a share of all mass moved to one key */
  function towards<K extends string>(
    probabilities: Readonly<Record<K, number>>,
    key: NoInfer<K>,
    share: number
  ): Record<K, number> {
    const moved = Object.entries<number>(probabilities).map(([k, p]) => [
      k,
      p * (1 - share) + (k === key ? share : 0)
    ]);
    return Object.fromEntries(moved) as Record<K, number>;
  }

  test('the total never falls as relevance rises', () => {
    neverFalls((predictions, share) => ({ ...predictions, relevance: share }));
  });

  test('… as the expected intent becomes more probable', () => {
    neverFalls((predictions, share) => ({
      ...predictions,
      intent: towards(predictions.intent, 'attitude', share)
    }));
  });

  test('… as the expected tone becomes more probable', () => {
    neverFalls((predictions, share) => ({
      ...predictions,
      emotion: towards(predictions.emotion, 'positive', share)
    }));
  });

  test('… as the level rises', () => {
    neverFalls((predictions, share) => {
      const level = 1 + 4 * share;
      const low = Math.min(4, Math.floor(level));
      const quality = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, [low]: 1 - (level - low), [low + 1]: level - low };
      return { ...predictions, quality };
    });
  });

  test.each(['S', 'A', 'R'] as const)('… as a sentence that had no part in the story becomes %s', (role) => {
    neverFalls((predictions, share) => ({
      ...predictions,
      sentences: [
        ...predictions.sentences,
        { role: towards<Role>({ S: 0, T: 0, A: 0, R: 0, O: 1 }, role, share), embedding: null }
      ]
    }));
  });

  test('… as key points are made', () => {
    for (const { answer, predictions } of cases) {
      const totals = [0, 1, 2, 3].map((hits) => {
        const keyPoints = EXPERIENCE_QUESTION.key_points.map(({ label }, index) => ({
          label,
          hit: index < hits
        }));
        return scoreBuddy2(inputFor(answer, predictions, { keyPoints })).score.total;
      });
      expect(totals).toEqual([...totals].sort((a, b) => a - b));
    }
  });

  test('… as words are added up to the band; beyond it more words earn nothing', () => {
    const [least, most] = EXPERIENCE_QUESTION.words;
    const total = (words: number): number => {
      const facts = { ...readText('저는 했습니다.'), words };
      return scoreBuddy2(inputFor('저는 했습니다.', predict('저는 했습니다.', { level: 4 }), { facts })).score
        .total;
    };
    for (let words = 5; words < most; words++) expect(total(words + 1)).toBeGreaterThanOrEqual(total(words));
    for (let words = least; words < most; words++) expect(total(words + 1)).toBe(total(words));
    for (let words = most; words < 5 * most; words++)
      expect(total(words + 1)).toBeLessThanOrEqual(total(words));
  });
});

describe('length of spoken answers', () => {
  const spoken = (seconds: number | null): number =>
    score(GOOD_ANSWER, { level: 4, roles: STORY }, { form: 'spoken', seconds }).score.length;

  test('a silent minute is not length', () => {
    const short = '저는 먼저 이유를 물었습니다.';
    const { score: result } = score(short, { level: 2 }, { form: 'spoken', seconds: 75 });
    expect(result.length).toBeLessThan(6);
  });

  test('a slow or edited answer is not punished by its clock', () => {
    expect(spoken(600)).toBe(spoken(75));
    expect(spoken(null)).toBe(spoken(75));
  });

  test('an answer of a few seconds is too short, whatever its words', () => {
    expect(spoken(8)).toBeLessThan(spoken(75));
  });
});

describe('models without some heads', () => {
  const bare = { level: null, relevance: null, roles: null } as const;

  test('text facts stand in, and still tell good from empty from off-topic', () => {
    const good = score(GOOD_ANSWER, bare).score.total;
    const empty = score(EMPTY_WORDS_ANSWER, bare).score.total;
    const offTopic = score(OFF_TOPIC_ANSWER, { ...bare, intent: 'personality' });
    expect(good).toBeGreaterThanOrEqual(80);
    expect(empty).toBeLessThan(good - 15);
    expect(offTopic.score.total).toBeLessThan(60);
    expect(offTopic.cap).toBe('off-topic');
  });
});

test('repeating oneself earns nothing', () => {
  const half = GOOD_ANSWER.split('. ').slice(0, 2).join('. ') + '.';
  const once = score(half, { level: 3 }).score.total;
  const thrice = score([half, half, half].join(' '), { level: 3 });
  expect(thrice.score.total).toBeLessThanOrEqual(once);
  expect(thrice.losses.map(({ code }) => code)).toContain('said-again');
});

test('반말 costs tone', () => {
  const plain =
    '나는 서로 의견이 갈렸을 때 이유를 물었다. 2주 동안 반납 권수를 세었다. 그래서 시간이 9분에서 3분으로 줄었다.';
  const formal =
    '저는 서로 의견이 갈렸을 때 이유를 물었습니다. 2주 동안 반납 권수를 세었습니다. 그래서 시간이 9분에서 3분으로 줄었습니다.';
  expect(score(plain, {}).score.emotion).toBeLessThan(score(formal, {}).score.emotion);
});

test('the parameters are frozen', () => {
  expect(Object.isFrozen(BUDDY_2)).toBe(true);
});
