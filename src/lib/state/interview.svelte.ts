/** The interview in progress: its questions, the answer being written, and where it goes next. */
import type { Profile } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import { selectQuestions } from '$lib/domain/selection';
import { advance, finish, recordTake, skip, startSession, type SessionRecord } from '$lib/domain/session';
import { snapshotOf, type Draft, type Take } from '$lib/domain/take';
import { downloadText } from '$lib/platform/download';
import { requestPersistence } from '$lib/platform/persistence';
import { findQuestion, questionsFor } from '$lib/questions/pool';
import {
  readDraft,
  readRecentSessions,
  readRecentTakes,
  saveDraft,
  saveSession,
  saveTake
} from '$lib/storage/takes';
import { AppError, toProblem, type Problem } from './problem';

/** Longest answer that is evaluated, in characters (UTF-16 units). Nothing is cut: a longer one is refused with a message. */
export const ANSWER_LIMIT = 20_000;

/** How far a draft may be behind the typing, in milliseconds. */
const draftDelayMs = 400;

/** How many recent questions are not asked again. */
const recentWindow = 40;

/** How many sessions back an unfinished one is looked for. */
const resumeWindow = 20;

const now = () => new Date().toISOString();

class Interview {
  session = $state.raw<SessionRecord | null>(null);
  question = $state.raw<Question | null>(null);
  /** The answer being written. */
  text = $state('');
  draftState = $state<'none' | 'saving' | 'saved'>('none');
  problem = $state.raw<Problem | null>(null);

  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the first character of this answer was written; null before. */
  #startedAt: number | null = null;

  /**
   * Draws questions and starts a session.
   * @throws {AppError} if the pool has no question for the profile
   * @throws {StorageError}
   */
  async start(profile: Profile, count: number): Promise<void> {
    const pool = await questionsFor(profile.occupation).catch((cause: unknown) => {
      throw new AppError('pool', { cause });
    });
    const recent = await readRecentTakes(recentWindow);
    const questions = selectQuestions({
      pool,
      profile,
      count,
      recentIds: recent.map((take) => take.question.id),
      random: Math.random
    });
    if (questions.length === 0) throw new AppError('no-question');
    await this.#begin(profile, questions);
  }

  async #begin(profile: Profile, questions: readonly Question[]): Promise<void> {
    const session = startSession({
      id: crypto.randomUUID(),
      setting: 'practice',
      profile,
      questionIds: questions.map((question) => question.id),
      at: now()
    });
    await saveSession(session);
    await this.#enter(session);
  }

  /** Opens the newest session that is not done. @returns whether there is one. @throws {StorageError} */
  async resume(): Promise<boolean> {
    if (this.session?.status === 'running') return true;
    const session = (await readRecentSessions(resumeWindow)).find(({ status }) => status !== 'done');
    if (!session) return false;
    await this.#enter(session);
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
    this.question = null;
    this.text = '';
    this.draftState = 'none';
    this.#startedAt = null;
    if (!session || id === undefined) return;
    const question = await findQuestion(id).catch((cause: unknown) => {
      throw new AppError('pool', { cause });
    });
    if (!question) throw new AppError('pool');
    const draft = await readDraft(session.id, id);
    this.question = question;
    if (draft) {
      this.text = draft.text;
      this.draftState = 'saved';
    }
  }

  /** Takes what was typed; keeps it within {@link draftDelayMs}. */
  write(text: string): void {
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
    const draft: Draft = {
      sessionId: this.session.id,
      questionId: this.question.id,
      text: this.text,
      form: 'typed',
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
   * Saves the answer as a take; it is evaluated afterwards, by whoever shows it.
   * @returns the id of the take
   * @throws {StorageError}
   */
  async submit(): Promise<string> {
    clearTimeout(this.#draftTimer);
    const { session, question } = this;
    if (!session || !question) throw new AppError('unknown');
    const at = now();
    const take: Take = {
      id: crypto.randomUUID(),
      sessionId: session.id,
      question: snapshotOf(question),
      profile: session.profile,
      answer: this.text,
      form: 'typed',
      seconds: this.#startedAt === null ? null : Math.round((Date.now() - this.#startedAt) / 1000),
      createdAt: at,
      evaluation: null,
      model: null
    };
    const next = recordTake(session, question.id, take.id, at);
    await saveTake(take, next);
    // Now there is something to lose: some browsers ask the person at this moment, and a refusal changes nothing here.
    void requestPersistence();
    this.session = next;
    this.draftState = 'none';
    this.#startedAt = null;
    return take.id;
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
    this.question = question;
    this.text = text;
    this.draftState = text === '' ? 'none' : 'saving';
    await this.keepDraft();
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
    if (!this.session) return;
    await this.keepDraft();
    const next = step(this.session);
    await saveSession(next);
    await this.#enter(next);
  }

  /** Forgets the session in memory, after everything was deleted. */
  forget(): void {
    clearTimeout(this.#draftTimer);
    this.session = null;
    this.question = null;
    this.text = '';
    this.draftState = 'none';
  }
}

/** The one interview of this page. */
export const interview = new Interview();
