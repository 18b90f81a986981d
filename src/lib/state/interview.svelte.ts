/** The interview in progress: its questions, the answer being written, and where it goes next. */
import { addSpoken, type Spoken } from '$lib/domain/dictation/heard';
import { speakingSeconds } from '$lib/domain/dictation/transcript';
import { followUpQuestion } from '$lib/domain/follow-ups';
import type { Profile } from '$lib/domain/profile';
import {
  beginAnswer,
  newClock,
  runClock,
  stopClock,
  tickClock,
  type QuestionClock
} from '$lib/domain/question-clock';
import type { Question } from '$lib/domain/question';
import { profileFor, selectQuestions, type SelectionRequest } from '$lib/domain/selection';
import {
  advance,
  finish,
  pause,
  recordTake,
  resume,
  skip,
  startSession,
  type SessionRecord
} from '$lib/domain/session';
import { snapshotOf, type Draft, type Take } from '$lib/domain/take';
import { findWeakness, selectAgainst } from '$lib/domain/weakness';
import type { Intent, Occupation } from '$lib/domain/vocabulary';
import { downloadText } from '$lib/platform/download';
import { requestPersistence } from '$lib/platform/persistence';
import { findQuestion, questionsFor } from '$lib/questions/pool';
import { readOwnQuestions } from '$lib/storage/own-questions';
import {
  readDraft,
  readRecentSessions,
  readRecentTakes,
  saveDraft,
  saveSession,
  saveTake
} from '$lib/storage/takes';
import { dictation } from './dictation.svelte';
import { preferences, type QuestionSource, type SessionChoices } from './preferences.svelte';
import { AppError, toProblem, type Problem } from './problem';

/** Longest answer that is evaluated, in characters (UTF-16 units). Nothing is cut: a longer one is refused with a message. */
export const ANSWER_LIMIT = 20_000;

/** How far a draft may be behind the typing, in milliseconds. */
const draftDelayMs = 400;

/** How often the clock is looked at, in milliseconds. */
const tickMs = 200;

/** How far the kept clock may be behind the running one, in milliseconds: what a killed tab gives back. */
const clockDelayMs = 5000;

/** How many recent questions are not asked again. */
const recentWindow = 40;

/** How many answers back weaknesses are looked for. */
const weaknessWindow = 100;

/** How many sessions back an unfinished one is looked for. */
const resumeWindow = 20;

const now = () => new Date().toISOString();

/** @returns the question of the pool, or undefined. @throws {AppError} if the pool cannot be read */
function findPooled(id: string): Promise<Question | undefined> {
  return findQuestion(id).catch((cause: unknown) => {
    throw new AppError('pool', { cause });
  });
}

/** @returns what a session is drawn from. @throws {AppError} if the pool cannot be read. @throws {StorageError} */
async function questionsFrom(source: QuestionSource, occupation: Occupation): Promise<Question[]> {
  const own = source === 'pool' ? [] : await readOwnQuestions();
  if (source === 'own' && own.length > 0) return own;
  const pool = await questionsFor(occupation).catch((cause: unknown) => {
    throw new AppError('pool', { cause });
  });
  return [...own, ...pool];
}

class Interview {
  session = $state.raw<SessionRecord | null>(null);
  question = $state.raw<Question | null>(null);
  /** The answer being written. */
  text = $state('');
  draftState = $state<'none' | 'saving' | 'saved'>('none');
  problem = $state.raw<Problem | null>(null);
  /** The current question's clock; null without time limits. */
  clock = $state.raw<QuestionClock | null>(null);
  /** The time the clock was last looked at, in milliseconds. */
  now = $state(0);
  /** What became of the question before this one, whose time was up; null if it ended otherwise. */
  timeUp = $state<'kept' | 'empty' | null>(null);

  #ticker: ReturnType<typeof setInterval> | undefined;
  #clockKeptAt = 0;
  /** The session is being moved on: nothing else may write it meanwhile. */
  #moving = false;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the first character of this answer was written; null before. */
  #startedAt: number | null = null;
  /** What was said of this answer before the page was opened. */
  #spokenBefore: Spoken | null = null;

  /**
   * Draws questions and starts a session.
   * @throws {AppError} if the pool has no question for the profile
   * @throws {StorageError}
   */
  async start({ profile, setting, questionCount, limits, source }: SessionChoices): Promise<void> {
    const pool = await questionsFrom(source, profile.occupation);
    const past = await readRecentTakes(setting === 'weakness' ? weaknessWindow : recentWindow);
    const request: SelectionRequest = {
      pool,
      profile,
      count: questionCount,
      recentIds: past.slice(0, recentWindow).map((take) => take.question.id),
      random: Math.random
    };
    const questions =
      setting === 'weakness' ? selectAgainst(findWeakness(past, now()), request) : selectQuestions(request);
    if (questions.length === 0) throw new AppError('no-question');
    await this.#begin(profile, questions, { setting, limits: setting === 'real' ? limits : null });
  }

  /** Starts a session of one question. @throws {StorageError} */
  async practise(question: Question, profile: Profile): Promise<void> {
    await this.#begin(profileFor(question, profile), [question]);
  }

  /**
   * Starts a session of questions with one intent.
   * @param count most questions
   * @throws {AppError} if the pool has none for the profile
   * @throws {StorageError}
   */
  async practiseIntent(intent: Intent, profile: Profile, count: number): Promise<void> {
    const pool = await questionsFrom('pool', profile.occupation);
    const past = await readRecentTakes(recentWindow);
    const questions = selectQuestions({
      pool: pool.filter(({ gt_intent }) => gt_intent === intent),
      profile,
      count,
      recentIds: past.map((take) => take.question.id),
      random: Math.random
    });
    if (questions.length === 0) throw new AppError('no-question');
    await this.#begin(profile, questions);
  }

  async #begin(
    profile: Profile,
    questions: readonly Question[],
    { setting, limits }: Pick<SessionRecord, 'setting' | 'limits'> = { setting: 'practice', limits: null }
  ): Promise<void> {
    await this.pause();
    const pooled = await Promise.all(questions.map(({ id }) => findPooled(id)));
    const session = startSession({
      id: crypto.randomUUID(),
      setting,
      limits,
      profile,
      questionIds: questions.map((question) => question.id),
      questions: questions.filter((_, index) => !pooled[index]),
      voice: preferences.readAloud,
      at: now()
    });
    await saveSession(session);
    await this.#enter(session);
  }

  /** @returns whether the person has questions of their own to choose. @throws {StorageError} */
  async hasOwnQuestions(): Promise<boolean> {
    return (await readOwnQuestions()).length > 0;
  }

  /** @returns whether a session that is not done waits to be resumed. @throws {StorageError} */
  async waits(): Promise<boolean> {
    return (await readRecentSessions(resumeWindow)).some(({ status }) => status !== 'done');
  }

  /** Opens the newest session that is not done. @returns whether there is one. @throws {StorageError} */
  async resume(): Promise<boolean> {
    if (this.session && this.session.status !== 'done') return true;
    const session = (await readRecentSessions(resumeWindow)).find(({ status }) => status !== 'done');
    if (!session) return false;
    // A clock does not run on by itself: it stands until the person is back.
    await this.#enter(session.limits ? pause(session, now()) : session);
    return true;
  }

  /** Opens a session, at the question it stands at. */
  async #enter(session: SessionRecord): Promise<void> {
    this.session = session;
    this.problem = null;
    await this.#openQuestion();
  }

  async #openQuestion(): Promise<void> {
    const { session } = this;
    const id = session?.questionIds[session.index];
    dictation.leave();
    this.#spokenBefore = null;
    this.question = null;
    this.text = '';
    this.draftState = 'none';
    this.#startedAt = null;
    this.#setClock(null);
    if (!session || id === undefined) return;
    const question = session.questions?.find((own) => own.id === id) ?? (await findPooled(id));
    if (!question) throw new AppError('pool');
    const draft = await readDraft(session.id, id);
    this.question = question;
    if (draft) {
      this.text = draft.text;
      this.#spokenBefore = draft.spoken ?? null;
      this.draftState = 'saved';
    }
    if (!session.limits) return;
    const clock = session.clock ?? newClock(session.limits);
    this.#setClock(session.status === 'running' ? runClock(clock, Date.now()) : clock);
    // Who is not looking is not kept waiting for: the time stands until they are back.
    if (document.visibilityState === 'hidden') await this.pause();
  }

  #setClock(clock: QuestionClock | null): void {
    clearInterval(this.#ticker);
    this.clock = clock;
    this.now = this.#clockKeptAt = Date.now();
    if (clock && clock.since !== null) this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  #tick(): void {
    const { session, clock } = this;
    if (!session?.limits || !clock || this.#moving) return;
    this.now = Date.now();
    const next = tickClock(clock, session.limits, this.now);
    if (next !== clock) this.#setClock(next);
    if (next.phase === 'over') void this.#endTime();
    else if (next !== clock || this.now - this.#clockKeptAt >= clockDelayMs) void this.#keepClock();
  }

  /** Keeps what is left of the time. A failure is shown. */
  async #keepClock(): Promise<void> {
    const { session, clock } = this;
    if (!session?.limits || !clock || this.#moving) return;
    this.#clockKeptAt = Date.now();
    try {
      await saveSession({ ...session, clock: stopClock(clock, session.limits, this.#clockKeptAt) });
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** The time is up: what was written is handed in as it is, and the next question comes. */
  async #endTime(): Promise<void> {
    dictation.settle();
    const written = this.text.trim() !== '';
    try {
      if (written) await this.submit();
      // Nobody chose to skip it.
      else await this.next();
      this.timeUp = written ? 'kept' : 'empty';
    } catch (error) {
      // The text stays on screen, and can be handed in again.
      this.problem = toProblem(error);
    }
  }

  /** Ends the thinking time early. */
  beginAnswer(): void {
    const { session, clock } = this;
    if (!session?.limits || !clock) return;
    this.#setClock(beginAnswer(clock, session.limits, Date.now()));
    void this.#keepClock();
  }

  /** Stops the time; the session stays where it is. Does nothing without time limits. A failure to keep it is shown. */
  async pause(): Promise<void> {
    const { session, clock } = this;
    if (!session?.limits || !clock || session.status !== 'running' || this.#moving) return;
    const stopped = stopClock(clock, session.limits, Date.now());
    dictation.stop();
    this.#setClock(stopped);
    await this.#standAt({ ...pause(session, now()), clock: stopped });
  }

  /** Lets the time go on after a pause. A failure to keep it is shown. */
  async unpause(): Promise<void> {
    const { session, clock } = this;
    if (!session?.limits || !clock || session.status !== 'paused') return;
    this.#setClock(runClock(clock, Date.now()));
    await this.#standAt(resume(session, now()));
    if (clock.phase === 'over') await this.#endTime();
  }

  async #standAt(session: SessionRecord): Promise<void> {
    this.session = session;
    try {
      await saveSession(session);
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** Takes what was typed; keeps it within {@link draftDelayMs}. */
  write(text: string): void {
    dictation.edit(text);
    if (text === '' && !dictation.on) {
      // Nothing of what was said is left.
      dictation.leave();
      this.#spokenBefore = null;
    }
    this.#take(text);
  }

  /** Takes what was heard. */
  hear(text: string): void {
    this.#take(text);
  }

  /** What was said of this answer; null if it was typed. */
  get spoken(): Spoken | null {
    const { spoken } = dictation;
    return spoken && this.#spokenBefore
      ? addSpoken(this.#spokenBefore, spoken)
      : (spoken ?? this.#spokenBefore);
  }

  #take(text: string): void {
    this.text = text;
    this.#startedAt ??= Date.now();
    this.draftState = 'saving';
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => void this.keepDraft(), draftDelayMs);
  }

  /** Keeps the draft now: the page may be about to go away. A failure is shown, and the text stays. */
  async keepDraft(): Promise<void> {
    clearTimeout(this.#draftTimer);
    if (this.draftState !== 'saving' || !this.session || !this.question) return;
    const { spoken } = this;
    const draft: Draft = {
      sessionId: this.session.id,
      questionId: this.question.id,
      text: this.text,
      form: spoken ? 'spoken' : 'typed',
      ...(spoken && { spoken }),
      updatedAt: now()
    };
    try {
      await saveDraft(draft);
      if (this.text === draft.text) this.draftState = 'saved';
      this.problem = null;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /**
   * Saves the answer as a take; it is evaluated afterwards, by whoever shows it. 실전 goes on to the next question.
   * @returns the id of the take to show; null if none is shown now
   * @throws {StorageError}
   */
  async submit(): Promise<string | null> {
    if (this.#moving) return null;
    clearTimeout(this.#draftTimer);
    const { session, question } = this;
    if (!session || !question) throw new AppError('unknown');
    // With what was heard up to now, final or not.
    dictation.settle();
    dictation.stop();
    const { spoken } = this;
    const at = now();
    const take: Take = {
      id: crypto.randomUUID(),
      sessionId: session.id,
      question: snapshotOf(question),
      profile: session.profile,
      answer: this.text,
      form: spoken ? 'spoken' : 'typed',
      ...(spoken && { transcript: { confirmed: false, confidence: spoken.confidence } }),
      seconds: spoken ? speakingSeconds(this.text, spoken) : this.#typingSeconds(),
      createdAt: at,
      evaluation: null,
      model: null
    };
    const recorded = recordTake(session, question.id, take.id, at);
    const next = session.setting === 'real' ? advance(recorded, at) : recorded;
    await this.#exclusively(() => saveTake(take, next));
    // Now there is something to lose: some browsers ask the person at this moment, and a refusal changes nothing here.
    void requestPersistence();
    this.timeUp = null;
    if (session.setting === 'real') {
      await this.#enter(next);
      return null;
    }
    this.session = next;
    this.draftState = 'none';
    this.#startedAt = null;
    this.#spokenBefore = null;
    dictation.leave();
    return take.id;
  }

  #typingSeconds(): number | null {
    return this.#startedAt === null ? null : Math.round((Date.now() - this.#startedAt) / 1000);
  }

  /** Hands the person the answer as a text file: the way out when it cannot be saved. */
  downloadText(): void {
    if (!this.question) return;
    const text = `${this.question.text}\n\n${this.text}\n`;
    downloadText(`answer_${now().slice(0, 10)}.txt`, text, 'text/plain');
  }

  /**
   * Opens the question of a take again: in its session if it stands there, else in a session of its own.
   * @param text what to start from, such as the answer to be corrected
   * @throws {StorageError}
   */
  async again(take: Take, question: Question, text: string): Promise<void> {
    const { session } = this;
    const stands = session?.id === take.sessionId && session.questionIds[session.index] === question.id;
    if (!stands || session.status !== 'running') {
      await this.#begin(take.profile, [question]);
    }
    dictation.leave();
    this.#spokenBefore = null;
    this.question = question;
    this.text = text;
    this.draftState = text === '' ? 'none' : 'saving';
    await this.keepDraft();
  }

  /**
   * Opens a follow-up question to a take, in a session of its own.
   * @throws {StorageError}
   */
  async followUp(text: string, take: Take): Promise<void> {
    await this.#begin(take.profile, [followUpQuestion(text, take)]);
  }

  /** Leaves the current question unanswered. @throws {StorageError} */
  async skip(): Promise<void> {
    await this.#move((session) => skip(session, now()));
  }

  /** Goes on after an answered question. @throws {StorageError} */
  async next(): Promise<void> {
    await this.#move((session) => advance(session, now()));
  }

  /** Ends the session where it stands. @throws {StorageError} */
  async end(): Promise<void> {
    await this.#move((session) => finish(session, now()));
  }

  async #move(step: (session: SessionRecord) => SessionRecord): Promise<void> {
    if (!this.session || this.#moving) return;
    const next = step(this.session);
    await this.#exclusively(async () => {
      await this.keepDraft();
      await saveSession(next);
    });
    this.timeUp = null;
    await this.#enter(next);
  }

  /** Does what moves the session on, with the clock and the pause kept from writing the session as it was. */
  async #exclusively(work: () => Promise<void>): Promise<void> {
    this.#moving = true;
    try {
      await work();
    } finally {
      this.#moving = false;
    }
  }

  /** Forgets the session in memory, after everything was deleted. */
  forget(): void {
    dictation.leave();
    clearTimeout(this.#draftTimer);
    this.#setClock(null);
    this.session = null;
    this.question = null;
    this.text = '';
    this.draftState = 'none';
  }
}

/** The one interview of this page. */
export const interview = new Interview();
