/** What answers say together: means, a change over time if there is one, habits, and what to practise next. */
import { findDelivery, type DeliveryCode } from './delivery';
import type { RubricId, ScoreResult } from './evaluation';
import { PART_MAXIMA, SCORE_PARTS, type LossCode, type ScorePart } from './rubric/rubric';
import type { SessionRecord } from './session';
import type { ScoredTake, Take } from './take';
import { overallSpeechLevel } from './text/facts';
import { INTENTS, type Intent, type Occupation } from './vocabulary';
import { PASSING, STRONG } from './weakness';

/** What a report reads of a take that has a score. */
export interface ScoreRow extends Pick<ScoreResult, 'total' | ScorePart> {
  id: string;
  /** ISO 8601. */
  createdAt: string;
  questionId: string;
  /** What the question asked for; null if nothing in particular. */
  asked: Intent | null;
  occupation: Occupation;
  rubric: RubricId;
}

/** @returns the row of a take that has a score */
export function scoreRow({ id, createdAt, question, profile, evaluation }: ScoredTake): ScoreRow {
  const { total, intent, emotion, length, quality, breakdown } = evaluation.score;
  return {
    id,
    createdAt,
    total,
    intent,
    emotion,
    length,
    quality,
    questionId: question.id,
    asked: breakdown.gt_intent || null,
    occupation: profile.occupation,
    rubric: evaluation.rubric
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @returns the items of each key, in their order; keys in the order in which they are first seen */
function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

/* Means */

/** Mean points of a part of the score. */
export interface PartMean {
  part: ScorePart;
  mean: number;
  max: number;
}

/** @returns the mean of each part, in the order of the score; none without rows */
export function partMeans(rows: readonly ScoreRow[]): PartMean[] {
  if (rows.length === 0) return [];
  return SCORE_PARTS.map((part) => ({
    part,
    mean: mean(rows.map((row) => row[part])),
    max: PART_MAXIMA[part]
  }));
}

/** Mean total of the answers that share something. */
export interface GroupMean<K extends string> {
  key: K;
  count: number;
  mean: number;
}

/** @returns the mean total per key, most answers first; rows without a key are left out */
export function groupMeans<K extends string>(
  rows: readonly ScoreRow[],
  keyOf: (row: ScoreRow) => K | null
): GroupMean<K>[] {
  const groups = groupBy(rows, (row) => {
    const key = keyOf(row);
    return key === null ? [] : [key];
  });
  return [...groups]
    .map(([key, group]) => ({
      key: key as K,
      count: group.length,
      mean: mean(group.map(({ total }) => total))
    }))
    .sort((a, b) => b.count - a.count);
}

/* Time */

/** How wide a point of the timeline is. */
export type TimelineUnit = 'take' | 'day' | 'week' | 'month';

/** One point of the timeline. */
export interface TimelinePoint {
  /** The time of the answer (ISO 8601), or the first day of the day, week or month (`2026-11-22`). */
  at: string;
  mean: number;
  count: number;
}

/** Totals over time, oldest first. */
export interface Timeline {
  unit: TimelineUnit;
  points: TimelinePoint[];
}

/** More points than this are a cloud, not a line. */
const MOST_POINTS = 40;

/** @returns the calendar day so many days after another, `2026-11-22` */
function shiftDay(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** @returns the Monday of a day's week */
function mondayOf(day: string): string {
  return shiftDay(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** First days of the periods, finest first. */
const PERIODS: readonly (readonly [unit: TimelineUnit, startOf: (day: string) => string])[] = [
  ['day', (day) => day],
  ['week', mondayOf],
  ['month', (day) => `${day.slice(0, 7)}-01`]
];

/**
 * @param rows oldest first
 * @param dayOf the calendar day of a time where the person lives, `2026-11-22`
 * @returns one point per answer, or the means of the finest periods that give few enough points; of months, the latest
 */
export function timelineOf(rows: readonly ScoreRow[], dayOf: (iso: string) => string): Timeline {
  if (rows.length <= MOST_POINTS) {
    return {
      unit: 'take',
      points: rows.map(({ createdAt, total }) => ({ at: createdAt, mean: total, count: 1 }))
    };
  }
  const days = [...groupBy(rows, ({ createdAt }) => [dayOf(createdAt)])];
  let timeline: Timeline = { unit: 'take', points: [] };
  for (const [unit, startOf] of PERIODS) {
    const points = [...groupBy(days, ([day]) => [startOf(day)])].map(([at, group]) => {
      const totals = group.flatMap(([, own]) => own.map(({ total }) => total));
      return { at, mean: mean(totals), count: totals.length };
    });
    timeline = { unit, points: points.slice(-MOST_POINTS) };
    if (points.length <= MOST_POINTS) break;
  }
  return timeline;
}

/** What can be said of the change from the answers before to the latest ones. */
export type Trend =
  /** `needed`: how many answers there must be before anything is said. */
  | { verdict: 'too-few'; count: number; needed: number }
  /** `each`: how many answers stand on either side. */
  | { verdict: 'rising' | 'falling' | 'steady'; each: number; before: number; latest: number };

/** Answers before a change is spoken of, and how many stand on either side of it at most. */
const TREND = { least: 10, most: 20 } as const;

/** Standard errors that a difference must exceed to be called a change: about 95 of 100 chance ones do not. */
const NOTABLE_ERRORS = 2;

/** @returns the square of the standard error of the mean */
function squaredError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return squares / (values.length - 1) / values.length;
}

/**
 * Compares the latest answers with as many before them (Welch's standard error of the difference of two means).
 * @param totals oldest first
 */
export function trendOf(totals: readonly number[]): Trend {
  if (totals.length < TREND.least) return { verdict: 'too-few', count: totals.length, needed: TREND.least };
  const each = Math.min(TREND.most, Math.floor(totals.length / 2));
  const latest = totals.slice(-each);
  const before = totals.slice(-2 * each, -each);
  const change = mean(latest) - mean(before);
  const error = Math.sqrt(squaredError(latest) + squaredError(before));
  const notable = Math.abs(change) > NOTABLE_ERRORS * error;
  const verdict = !notable ? 'steady' : change > 0 ? 'rising' : 'falling';
  return { verdict, each, before: mean(before), latest: mean(latest) };
}

/** Days on which somebody practised. */
export interface PracticeDays {
  /** How many there were. */
  total: number;
  /** The last four weeks, oldest first, today last: whether there was practice. */
  lately: { day: string; practised: boolean }[];
  /** Days in a row up to today, or up to yesterday while today is still open. */
  run: number;
}

/** Days that are shown. */
const LATELY = 28;

/**
 * @param days calendar days of practice (`2026-11-22`), in any order, with repeats
 * @param today the calendar day
 */
export function practiceDays(days: Iterable<string>, today: string): PracticeDays {
  const practised = new Set(days);
  const lately = Array.from({ length: LATELY }, (_, index) => {
    const day = shiftDay(today, index - LATELY + 1);
    return { day, practised: practised.has(day) };
  });
  let run = 0;
  let day = practised.has(today) ? today : shiftDay(today, -1);
  while (practised.has(day)) {
    run += 1;
    day = shiftDay(day, -1);
  }
  return { total: practised.size, lately, run };
}

/* Strengths and habits */

/** Something found in several answers. */
export interface Pattern<Code extends string> {
  code: Code;
  /** In how many of the answers looked at. */
  takes: number;
  /** The latest answer with it. */
  takeId: string;
}

/** What is done well. Each has a sentence in the message catalogues. */
export type StrengthCode = 'on-point' | 'story' | 'numbers' | 'key-points' | 'formal';

const STRENGTHS: Readonly<Record<StrengthCode, (take: ScoredTake) => boolean>> = {
  'on-point': ({ evaluation }) => (evaluation.predictions.relevance ?? 0) >= 0.8,
  story: ({ evaluation }) => {
    const roles = new Set(evaluation.sentences.map(({ role }) => role));
    return (['S', 'A', 'R'] as const).every((role) => roles.has(role));
  },
  numbers: ({ evaluation }) => new Set(evaluation.facts.quantities).size >= 2,
  'key-points': ({ evaluation: { keyPoints } }) =>
    keyPoints.length > 0 && keyPoints.filter(({ hit }) => hit).length / keyPoints.length >= 0.6,
  formal: ({ evaluation: { facts } }) => facts.sentences.length >= 3 && overallSpeechLevel(facts) === 'formal'
};

/** Share of the answers that makes a strength, and that makes a habit. */
const PATTERN_SHARE = { strength: 0.5, habit: 0.2 } as const;

/** Answers from which one alone is not yet a pattern. */
const SEVERAL = 5;

/** Patterns that are shown: more would bury the point. */
const MOST_PATTERNS = 3;

function patterns<Code extends string>(
  takes: readonly ScoredTake[],
  codesOf: (take: ScoredTake) => readonly Code[],
  share: number
): Pattern<Code>[] {
  const least = Math.max(takes.length * share, takes.length >= SEVERAL ? 2 : 1);
  // A code counts once per take.
  return [...groupBy(takes, (take) => [...new Set(codesOf(take))])]
    .map(([code, found]) => ({ code: code as Code, takes: found.length, takeId: found[0]?.id ?? '' }))
    .filter((pattern) => pattern.takes >= least)
    .sort((a, b) => b.takes - a.takes)
    .slice(0, MOST_PATTERNS);
}

/** @param takes newest first @returns what half of the answers or more do well, most frequent first */
export function findStrengths(takes: readonly ScoredTake[]): Pattern<StrengthCode>[] {
  const codes = Object.keys(STRENGTHS) as StrengthCode[];
  const codesOf = (take: ScoredTake) =>
    take.evaluation.cap === null ? codes.filter((code) => STRENGTHS[code](take)) : [];
  return patterns(takes, codesOf, PATTERN_SHARE.strength);
}

/** @param takes newest first @returns habits of delivery that come again, most frequent first */
export function findHabits(takes: readonly ScoredTake[]): Pattern<DeliveryCode>[] {
  const codesOf = ({ evaluation }: ScoredTake) => findDelivery(evaluation.facts).map(({ code }) => code);
  return patterns(takes, codesOf, PATTERN_SHARE.habit);
}

/* What to practise next */

/** What to aim at: lost points that call for the same practice. Each has a sentence in the message catalogues. */
export type Aim =
  | 'answer-first'
  | 'tone'
  | 'say-more'
  | 'say-less'
  | 'evidence'
  | 'numbers'
  | 'result'
  | 'story'
  | 'job'
  | 'key-points';

const AIMS: Readonly<Record<Exclude<LossCode, 'rule-limit'>, Aim>> = {
  'off-topic': 'answer-first',
  'no-answer': 'answer-first',
  'loosely-related': 'answer-first',
  'other-intent': 'answer-first',
  'negative-tone': 'tone',
  'flat-tone': 'tone',
  'rosy-tone': 'tone',
  'plain-speech': 'tone',
  'tone-without-content': 'evidence',
  'very-short': 'say-more',
  'too-short': 'say-more',
  'too-long': 'say-less',
  'said-again': 'say-less',
  'length-without-content': 'evidence',
  'no-substance': 'evidence',
  'few-specifics': 'evidence',
  'not-tied-to-job': 'job',
  'no-situation': 'story',
  'no-action': 'story',
  'no-result': 'result',
  'no-number': 'numbers',
  'missed-key-point': 'key-points'
};

/** @returns the aim behind advice; undefined for advice that costs no points, or of another rubric */
function aimOf(code: string): Aim | undefined {
  return (AIMS as Readonly<Record<string, Aim | undefined>>)[code];
}

/** One thing to practise next. */
export type NextStep =
  /** What cost most points, to be tried on the question where it cost most. */
  | { kind: 'aim'; aim: Aim; takes: number; of: number; question: AskedQuestion }
  /** Questions of an intent that was answered weakly. */
  | { kind: 'intent'; intent: Intent; mean: number; takes: number }
  /** A question that went badly. */
  | { kind: 'question'; total: number; question: AskedQuestion }
  /** A habit of delivery, to be watched on a question where it showed. */
  | { kind: 'habit'; code: DeliveryCode; takes: number; of: number; question: AskedQuestion }
  /** Questions of an intent that was never asked. */
  | { kind: 'untried'; intent: Intent };

/** A question as a take knows it. */
export interface AskedQuestion {
  id: string;
  text: string;
  takeId: string;
}

function asked({ id, question }: Take): AskedQuestion {
  return { id: question.id, text: question.text, takeId: id };
}

function aimStep(takes: readonly ScoredTake[]): NextStep | null {
  const costs = new Map<Aim, { points: number; worst: number; takes: Set<string>; at: Take }>();
  for (const take of takes) {
    for (const { code, points } of take.evaluation.advice) {
      const aim = aimOf(code);
      if (aim === undefined || points <= 0) continue;
      const cost = costs.get(aim) ?? { points: 0, worst: 0, takes: new Set(), at: take };
      cost.points += points;
      cost.takes.add(take.id);
      if (points > cost.worst) [cost.worst, cost.at] = [points, take];
      costs.set(aim, cost);
    }
  }
  const worst = [...costs].sort(([, a], [, b]) => b.points - a.points)[0];
  if (worst === undefined) return null;
  const [aim, cost] = worst;
  return { kind: 'aim', aim, takes: cost.takes.size, of: takes.length, question: asked(cost.at) };
}

function intentStep(rows: readonly ScoreRow[]): NextStep | null {
  const weakest = groupMeans(rows, ({ asked: intent }) => intent)
    .filter((group) => group.mean < STRONG)
    .sort((a, b) => a.mean - b.mean)[0];
  if (weakest === undefined) return null;
  return { kind: 'intent', intent: weakest.key, mean: weakest.mean, takes: weakest.count };
}

/** The question whose latest answer went worst, of those that did not pass. */
function questionStep(takes: readonly ScoredTake[], taken: readonly string[]): NextStep | null {
  const latest = [...groupBy(takes, ({ question }) => [question.id]).values()].flatMap((own) => own[0] ?? []);
  const worst = latest
    .filter(({ question, evaluation }) => evaluation.score.total < PASSING && !taken.includes(question.id))
    .sort((a, b) => a.evaluation.score.total - b.evaluation.score.total)[0];
  return worst ? { kind: 'question', total: worst.evaluation.score.total, question: asked(worst) } : null;
}

function habitStep(takes: readonly ScoredTake[]): NextStep | null {
  const habit = findHabits(takes)[0];
  const take = takes.find(({ id }) => id === habit?.takeId);
  if (!habit || !take) return null;
  return { kind: 'habit', code: habit.code, takes: habit.takes, of: takes.length, question: asked(take) };
}

function untriedStep(rows: readonly ScoreRow[]): NextStep | null {
  const tried = new Set(rows.map(({ asked: intent }) => intent));
  const intent = INTENTS.find((own) => !tried.has(own));
  return intent === undefined ? null : { kind: 'untried', intent };
}

/** Things to practise that are named. */
const MOST_STEPS = 3;

/**
 * @param rows every answer the report is about
 * @param takes the latest of them, newest first
 * @returns up to three things to practise, most useful first
 */
export function nextSteps(rows: readonly ScoreRow[], takes: readonly ScoredTake[]): NextStep[] {
  const aim = aimStep(takes);
  const taken = aim?.kind === 'aim' ? [aim.question.id] : [];
  return [aim, intentStep(rows), questionStep(takes, taken), habitStep(takes), untriedStep(rows)]
    .filter((step) => step !== null)
    .slice(0, MOST_STEPS);
}

/* The whole */

/** What a report is made of. */
export interface ReportInput {
  /** Every answer with a score, oldest first. */
  rows: readonly ScoreRow[];
  /** The latest answers with a score in full, newest first: strengths, habits and next steps are read from them. */
  recent: readonly ScoredTake[];
  /** Times of the answers whose score was withheld, ISO 8601. */
  withheld: readonly string[];
  /** How many answers wait to be evaluated. */
  pending: number;
  /** Calendar day of today, `2026-11-22`. */
  today: string;
  /** The calendar day of a time where the person lives. */
  dayOf: (iso: string) => string;
}

/** What answers say together. */
export interface Report {
  /** Answers that the means are made of. */
  scored: number;
  withheld: number;
  pending: number;
  /** Answers scored by another rubric than the latest one: their points do not compare, and are left out. */
  otherRubric: number;
  /** Mean total; null without a score. */
  mean: number | null;
  parts: PartMean[];
  timeline: Timeline;
  trend: Trend;
  occupations: GroupMean<Occupation>[];
  intents: GroupMean<Intent>[];
  /** How many of the latest answers the strengths, the habits and the next steps are read from. */
  recent: number;
  strengths: Pattern<StrengthCode>[];
  habits: Pattern<DeliveryCode>[];
  next: NextStep[];
  days: PracticeDays;
}

/** @returns the function with its answers remembered: finding a calendar day is most of the work of a long report */
function remembering(dayOf: (iso: string) => string): (iso: string) => string {
  const known = new Map<string, string>();
  return (iso) => {
    let day = known.get(iso);
    if (day === undefined) known.set(iso, (day = dayOf(iso)));
    return day;
  };
}

/** @returns the report of any number of answers, none included */
export function reportOf(input: ReportInput): Report {
  const { withheld, pending, today } = input;
  const dayOf = remembering(input.dayOf);
  const rubric = input.rows.at(-1)?.rubric;
  const rows = input.rows.filter((row) => row.rubric === rubric);
  const recent = input.recent.filter(({ evaluation }) => evaluation.rubric === rubric);
  const totals = rows.map(({ total }) => total);
  const days = [...input.rows.map(({ createdAt }) => createdAt), ...withheld].map(dayOf);
  return {
    scored: rows.length,
    withheld: withheld.length,
    pending,
    otherRubric: input.rows.length - rows.length,
    mean: rows.length === 0 ? null : mean(totals),
    parts: partMeans(rows),
    timeline: timelineOf(rows, dayOf),
    trend: trendOf(totals),
    occupations: groupMeans(rows, ({ occupation }) => occupation),
    intents: groupMeans(rows, ({ asked: intent }) => intent),
    recent: recent.length,
    strengths: findStrengths(recent),
    habits: findHabits(recent),
    next: nextSteps(rows, recent),
    days: practiceDays(days, today)
  };
}

/* A session */

/** What became of a question of a session. */
export interface QuestionOutcome {
  questionId: string;
  outcome: 'answered' | 'skipped' | 'unanswered';
  /** Its latest answer; null if there is none (any more). */
  take: Take | null;
}

/**
 * @param takes the session's answers
 * @returns what became of each question, in the session's order
 */
export function outcomesOf(
  session: Pick<SessionRecord, 'questionIds' | 'takeIds' | 'skipped'>,
  takes: readonly Take[]
): QuestionOutcome[] {
  return session.questionIds.map((questionId) => {
    const takeId = session.takeIds[questionId];
    const take = takes.find(({ id }) => id === takeId) ?? null;
    if (takeId !== undefined) return { questionId, outcome: 'answered', take };
    return { questionId, outcome: session.skipped.includes(questionId) ? 'skipped' : 'unanswered', take };
  });
}
