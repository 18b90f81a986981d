/** Reports: of a session, and of everything over time. */
import {
  outcomesOf,
  reportOf,
  scoreRow,
  type NextStep,
  type QuestionOutcome,
  type Report
} from '$lib/domain/report';
import { awaitsConfirmation } from '$lib/domain/dictation/transcript';
import { isSealed, type SessionRecord } from '$lib/domain/session';
import { isScored, type Take } from '$lib/domain/take';
import { findQuestion } from '$lib/questions/pool';
import { countTakesSince, readRecentScored, readScoreRows, readWithheldTimes } from '$lib/storage/reports';
import { readSession, readSessionTakes, readTake } from '$lib/storage/takes';
import { questionOf } from './evaluation';
import { history } from './history.svelte';
import { interview } from './interview.svelte';
import { preferences } from './preferences.svelte';
import { AppError } from './problem';

/** Spans of time that a report over time can be about, in days; null for all of it. */
export const REPORT_SPANS: readonly (number | null)[] = [30, 365, null];

/** Answers that strengths, habits and next steps are read from: the latest ones say what is true now. */
const recentWindow = 30;

/** Questions of a session that practises one intent. */
const intentCount = 3;

const dayMs = 24 * 60 * 60 * 1000;

/** @returns the calendar day of a time in this time zone, `2026-11-22` */
function dayOf(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const today = () => dayOf(new Date().toISOString());

/**
 * @param days how far back; null for everything
 * @throws {StorageError}
 */
export async function readReport(days: number | null): Promise<Report> {
  const from = days === null ? null : new Date(Date.now() - days * dayMs).toISOString();
  const [rows, recent, withheld, takes] = await Promise.all([
    readScoreRows(from),
    readRecentScored(recentWindow, from),
    readWithheldTimes(from),
    countTakesSince(from)
  ]);
  const pending = takes - rows.length - withheld.length;
  return reportOf({ rows, recent, withheld, pending, today: today(), dayOf });
}

function noPool(cause: unknown): never {
  throw new AppError('pool', { cause });
}

/** A question of a session, with its text. */
export interface SessionQuestion extends QuestionOutcome {
  text: string;
}

/** @returns what became of each question of a session. @throws {AppError} if the pool cannot be loaded */
export async function sessionQuestions(
  session: SessionRecord,
  takes: readonly Take[]
): Promise<SessionQuestion[]> {
  return Promise.all(
    outcomesOf(session, takes).map(async (outcome) => {
      const { questionId, take } = outcome;
      const own = take?.question ?? session.questions?.find(({ id }) => id === questionId);
      const question = own ?? (await findQuestion(questionId).catch(noPool));
      return { ...outcome, text: question?.text ?? questionId };
    })
  );
}

/** The report of one session. */
export interface SessionReport {
  session: SessionRecord;
  questions: SessionQuestion[];
  report: Report;
}

/**
 * Reads the report of a session; answers that wait are evaluated first, but for transcripts that
 * wait to be confirmed.
 * @returns null if there is no such session; `sealed` while its results are kept back
 * @throws {ModelError | StorageError}
 */
export async function readSessionReport(id: string): Promise<SessionReport | 'sealed' | null> {
  const session = await readSession(id);
  if (!session) return null;
  if (isSealed(session)) return 'sealed';
  const takes: Take[] = [];
  for (const take of await readSessionTakes(id)) {
    takes.push(take.evaluation || awaitsConfirmation(take) ? take : await history.evaluate(take));
  }
  const scored = takes.filter(isScored);
  const report = reportOf({
    rows: scored.map(scoreRow),
    recent: [...scored].reverse(),
    withheld: takes.filter((take) => take.evaluation?.status === 'withheld').map((take) => take.createdAt),
    pending: takes.filter(({ evaluation }) => !evaluation).length,
    today: today(),
    dayOf
  });
  return { session, questions: await sessionQuestions(session, takes), report };
}

/**
 * Starts what a report suggests to practise.
 * @returns whether it could: the answer that a question was taken from may have been deleted
 * @throws {AppError | StorageError}
 */
export async function startStep(step: NextStep): Promise<boolean> {
  if (step.kind === 'intent' || step.kind === 'untried') {
    await interview.practiseIntent(step.intent, { ...preferences.profile }, intentCount);
    return true;
  }
  const take = await readTake(step.question.takeId);
  if (!take) return false;
  await interview.practise(await questionOf(take), take.profile);
  return true;
}
