/** One take as its page shows it: opened, confirmed and evaluated where that is still due, and gone on from. */
import { findBlindHiring } from '$lib/domain/blind-hiring';
import { findDelivery } from '$lib/domain/delivery';
import { awaitsConfirmation } from '$lib/domain/dictation/transcript';
import { followUpsFor } from '$lib/domain/follow-ups';
import type { Question } from '$lib/domain/question';
import type { ReviewerNote } from '$lib/domain/reviewer-note';
import type { ScoredTake, Take } from '$lib/domain/take';
import { ROLES } from '$lib/domain/vocabulary';
import { questionOf } from './evaluation';
import { history } from './history.svelte';
import { interview } from './interview.svelte';
import { toProblem, type Problem } from './problem';
import { WhatIf } from './what-if.svelte';

/** Pages that a result leads to. */
export type ResultExit = 'interview' | 'history';

/**
 * The take that is open. Another one may be opened at any time: what was read, evaluated or confirmed of the one before
 * is then not shown.
 */
export class TakeResult {
  take = $state.raw<Take | null>(null);
  question = $state.raw<Question | null>(null);
  /** Whether it has been looked for; there may be none. */
  opened = $state(false);
  /** 실전 shows its results at its end. */
  sealed = $state(false);
  /** Whether its session is here: an imported answer's is not. */
  inSession = $state(false);
  evaluating = $state(false);
  confirming = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The two latest scored attempts at its question, older first; null if there are fewer. */
  attempts = $state.raw<[before: ScoredTake, after: ScoredTake] | null>(null);
  readonly whatIf = new WhatIf();

  readonly evaluation = $derived(this.take?.evaluation ?? null);
  readonly scored = $derived(this.evaluation?.status === 'scored' ? this.evaluation : null);
  /** What costs points; habits of delivery have a card of their own. */
  readonly nextSteps = $derived(this.scored?.advice.filter(({ points }) => points > 0) ?? []);
  readonly delivery = $derived(this.scored ? findDelivery(this.scored.facts) : []);
  readonly blind = $derived(this.scored ? findBlindHiring(this.scored.facts) : []);
  readonly followUps = $derived(
    this.scored && this.question ? followUpsFor({ question: this.question, evaluation: this.scored }) : []
  );
  /** Roles that an answer to this kind of question has, and this one has not. */
  readonly missingRoles = $derived.by(() => {
    const { scored, question } = this;
    if (!scored || !question || !['experience', 'situation'].includes(question.kind)) return [];
    const present = scored.sentences.map((sentence) => sentence.role);
    if (present.every((role) => role === null)) return [];
    return ROLES.filter((role) => role !== 'O' && role !== 'T' && !present.includes(role));
  });
  readonly notes = $derived(this.take?.reviewerNotes ?? []);
  /** Notes on the whole answer, and those on sentences that the page does not show one by one. */
  readonly otherNotes = $derived(
    this.notes.filter(
      ({ sentence }) => sentence === undefined || sentence >= (this.scored?.sentences.length ?? 0)
    )
  );
  /** The session that is going on, if this take belongs to it, so that the next question can follow. */
  readonly #current = $derived(
    this.take !== null && interview.session?.id === this.take.sessionId ? interview.session : null
  );
  readonly isCurrentQuestion = $derived(
    this.#current !== null &&
      this.#current.status === 'running' &&
      this.#current.questionIds[this.#current.index] === this.take?.question.id
  );
  readonly isLast = $derived(
    this.#current !== null && this.#current.index + 1 >= this.#current.questionIds.length
  );

  /** Settles when the notes that were to be deleted are. */
  #removal = Promise.resolve();

  readonly #leaveFor: (exit: ResultExit) => Promise<void>;

  /** @param leaveFor goes to another page; a failure of that is shown here too */
  constructor(leaveFor: (exit: ResultExit) => Promise<void>) {
    this.#leaveFor = leaveFor;
  }

  /**
   * Opens a take, and evaluates it if that is still due. A failure is shown.
   * @param id null if the page was asked for none
   * @param left whether the page has been asked for another one since: then nothing more of this one is shown
   */
  async open(id: string | null, left: () => boolean): Promise<void> {
    this.take = null;
    this.question = null;
    this.problem = null;
    this.attempts = null;
    this.evaluating = false;
    this.confirming = false;
    this.opened = false;
    this.sealed = false;
    this.whatIf.clear();
    try {
      const found = id === null ? undefined : await history.read(id);
      await interview.resume();
      const asked = found && (await questionOf(found));
      const keptBack = found !== undefined && (await history.isSealed(found));
      const ofSession = found !== undefined && (await history.hasSession(found));
      if (left()) return;
      this.take = found ?? null;
      this.question = asked ?? null;
      this.sealed = keptBack;
      this.inSession = ofSession;
      this.opened = true;
      if (!found || keptBack) return;
      if (!found.evaluation && !awaitsConfirmation(found)) await this.evaluate();
      const tried = await history.attempts(found.question.id);
      if (!left()) this.attempts = tried;
    } catch (error) {
      if (!left()) this.problem = toProblem(error);
    } finally {
      if (!left()) this.opened = true;
    }
  }

  /** Evaluates the take and keeps the evaluation. A failure is shown. */
  async evaluate(): Promise<void> {
    const own = this.take;
    if (!own) return;
    this.evaluating = true;
    this.problem = null;
    try {
      const evaluated = await history.evaluate(own);
      if (this.take === own) this.take = evaluated;
    } catch (error) {
      if (this.take === own) this.problem = toProblem(error);
    } finally {
      if (this.take?.id === own.id) this.evaluating = false;
    }
  }

  /** Keeps the answer as it was confirmed, then evaluates it. A failure is shown. */
  async confirm(answer: string): Promise<void> {
    const own = this.take;
    if (!own) return;
    this.confirming = true;
    this.problem = null;
    try {
      const confirmed = await history.confirm(own, answer);
      if (this.take !== own) return;
      this.take = confirmed;
      await this.evaluate();
    } catch (error) {
      if (this.take === own) this.problem = toProblem(error);
    } finally {
      if (this.take?.id === own.id) this.confirming = false;
    }
  }

  /** Works out what each sentence did for the score; {@link whatIf} has it, and a failure of it. */
  async explain(): Promise<void> {
    const { take, question, scored } = this;
    if (!take || !question || !scored) return;
    const texts = scored.sentences.map(({ text }) => text);
    await this.whatIf.run(take, question, texts, scored.rubric);
  }

  /** Goes on in the session that this take belongs to. A failure is shown. */
  async next(): Promise<void> {
    try {
      await interview.next();
      await this.#leaveFor('interview');
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /**
   * Opens its question again. A failure is shown.
   * @param text what to start from
   */
  async again(text: string): Promise<void> {
    const { take, question } = this;
    if (!take || !question) return;
    try {
      await interview.again(take, question, text);
      await this.#leaveFor('interview');
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** Opens a follow-up question to it. A failure is shown. */
  async followUp(text: string): Promise<void> {
    const { take } = this;
    if (!take) return;
    try {
      await interview.followUp(text, take);
      await this.#leaveFor('interview');
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** Deletes what a reader wrote beside it. A failure is shown. */
  async removeNote(note: ReviewerNote): Promise<void> {
    const id = this.take?.id;
    // One after the other: each writes the whole take, and must not bring back what another has just deleted.
    this.#removal = this.#removal.then(async () => {
      const { take } = this;
      if (!take || take.id !== id) return;
      try {
        const without = await history.removeNote(take, note);
        if (this.take === take) this.take = without;
      } catch (error) {
        this.problem = toProblem(error);
      }
    });
    await this.#removal;
  }

  /** Deletes the take. A failure is shown. */
  async remove(): Promise<void> {
    const { take } = this;
    if (!take) return;
    try {
      await history.remove(take.id);
      await this.#leaveFor('history');
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** Hands the person its result file. */
  download(): void {
    if (this.take) history.download(this.take);
  }
}
