/** 약점 보완: what past answers say should be practised again, and a session made of it. */
import type { Question } from './question';
import { selectQuestions, suits, type SelectionRequest } from './selection';
import type { Take } from './take';
import type { Intent } from './vocabulary';

/** What to practise again. */
export interface Weakness {
  /** Intents answered below {@link STRONG} on average, weakest first. */
  intents: Intent[];
  /** Ids of questions last answered below {@link PASSING}: first those not seen for a day, each group lowest first. */
  questionIds: string[];
}

/** Total from which a question needs no second try: grade C. */
export const PASSING = 70;

/** Mean total from which an intent is no weakness: grade B. */
export const STRONG = 80;

/** A question comes back first when it was left alone for this long, in milliseconds: practice that is spaced lasts. */
const SPACING = 24 * 60 * 60 * 1000;

/** Share of a session that goes to questions asked again. */
const AGAIN_SHARE = 0.5;

/**
 * @param takes past answers, newest first; those without a score say nothing
 * @param now the time, ISO 8601
 */
export function findWeakness(takes: readonly Take[], now: string): Weakness {
  const totals = new Map<Intent, number[]>();
  const latest = new Map<string, { id: string; total: number; spaced: boolean }>();
  for (const { question, evaluation, createdAt } of takes) {
    if (evaluation?.status !== 'scored') continue;
    const { total } = evaluation.score;
    if (question.gt_intent)
      totals.set(question.gt_intent, [...(totals.get(question.gt_intent) ?? []), total]);
    if (latest.has(question.id)) continue;
    const spaced = Date.parse(now) - Date.parse(createdAt) >= SPACING;
    latest.set(question.id, { id: question.id, total, spaced });
  }
  const means = [...totals].map(([intent, points]) => ({
    intent,
    mean: points.reduce((sum, total) => sum + total, 0) / points.length
  }));
  return {
    intents: means
      .filter(({ mean }) => mean < STRONG)
      .sort((a, b) => a.mean - b.mean)
      .map(({ intent }) => intent),
    questionIds: [...latest.values()]
      .filter(({ total }) => total < PASSING)
      .sort((a, b) => Number(b.spaced) - Number(a.spaced) || a.total - b.total)
      .map(({ id }) => id)
  };
}

/**
 * Draws a session against a weakness: up to half of it questions to be asked again, the rest new ones of weak intents.
 * @returns as {@link selectQuestions}; without any weakness, just that
 */
export function selectAgainst(weakness: Weakness, request: SelectionRequest): Question[] {
  const { pool, profile, count } = request;
  const suitable = new Map(pool.filter((question) => suits(question, profile)).map((q) => [q.id, q]));
  const again = weakness.questionIds
    .flatMap((id) => suitable.get(id) ?? [])
    .slice(0, Math.ceil(count * AGAIN_SHARE));
  const rest = selectQuestions({
    ...request,
    pool: pool.filter((question) => !again.includes(question)),
    count: count - again.length,
    weakIntents: weakness.intents
  });
  return [...again, ...rest];
}
