/** Past takes: reading, evaluating what is still open, exporting, deleting. */
import { confirmTranscript } from '$lib/domain/dictation/transcript';
import type { ReviewerNote } from '$lib/domain/reviewer-note';
import { isSealed } from '$lib/domain/session';
import { paceOf, usualPace, type UsualPace } from '$lib/domain/speech-timing';
import { isScored, type ScoredTake, type Take } from '$lib/domain/take';
import { resultCollection, resultFile } from '$lib/exchange/results';
import { downloadText } from '$lib/platform/download';
import { deleteRecording, readRecording, type StoredRecording } from '$lib/storage/recordings';
import {
  countTakes,
  deleteTake,
  readQuestionTakes,
  readRecentTakes,
  readSession,
  readSessionTakes,
  readTake,
  readTakeIds,
  readTakes,
  updateTake
} from '$lib/storage/takes';
import { evaluateTake } from './evaluation';

/** Takes read at once for an export. */
const EXPORT_PAGE_SIZE = 500;

/** How many answers back a person's usual pace is looked for. */
const PACE_WINDOW = 100;

class History {
  /** @returns how many takes there are. @throws {StorageError} */
  count(): Promise<number> {
    return countTakes();
  }

  /** @returns the newest takes. @throws {StorageError} */
  latest(count: number): Promise<Take[]> {
    return readRecentTakes(count);
  }

  /** @returns ids of all takes, newest first; no take is read for it. @throws {StorageError} */
  ids(): Promise<string[]> {
    return readTakeIds();
  }

  /** @returns the takes with these ids, in their order; undefined for one that is gone. @throws {StorageError} */
  readAll(ids: readonly string[]): Promise<(Take | undefined)[]> {
    return readTakes(ids);
  }

  /** @returns the takes of a session, in the order they were given. @throws {StorageError} */
  ofSession(sessionId: string): Promise<Take[]> {
    return readSessionTakes(sessionId);
  }

  /**
   * @returns the two latest scored attempts at a question, older first; null if there are fewer
   * @throws {StorageError}
   */
  async attempts(questionId: string): Promise<[before: ScoredTake, after: ScoredTake] | null> {
    const [before, after] = (await readQuestionTakes(questionId)).filter(isScored).slice(-2);
    return before && after ? [before, after] : null;
  }

  /** @returns the take, or undefined if there is none. @throws {StorageError} */
  read(id: string): Promise<Take | undefined> {
    return readTake(id);
  }

  /** @returns whether the session of a take is here: that of an imported one is not. @throws {StorageError} */
  async hasSession(take: Take): Promise<boolean> {
    return (await readSession(take.sessionId)) !== undefined;
  }

  /** @returns whether the take's result is kept back until its session ends (실전). @throws {StorageError} */
  async isSealed(take: Take): Promise<boolean> {
    const session = await readSession(take.sessionId);
    return session !== undefined && isSealed(session);
  }

  /**
   * Evaluates a take and keeps the evaluation.
   * @returns the take with its evaluation
   * @throws {ModelError | StorageError}
   */
  async evaluate(take: Take): Promise<Take> {
    const evaluated = await evaluateTake(take);
    await updateTake(evaluated);
    return evaluated;
  }

  /**
   * Keeps a dictated answer as the person has confirmed it.
   * @returns the take, ready to be evaluated
   * @throws {StorageError}
   */
  async confirm(take: Take, answer: string): Promise<Take> {
    const confirmed = confirmTranscript(take, answer);
    await updateTake(confirmed);
    return confirmed;
  }

  /**
   * Deletes what a reader wrote beside a take.
   * @returns the take without the note
   * @throws {StorageError}
   */
  async removeNote(take: Take, note: ReviewerNote): Promise<Take> {
    const rest = { ...take, reviewerNotes: (take.reviewerNotes ?? []).filter(({ id }) => id !== note.id) };
    await updateTake(rest);
    return rest;
  }

  /** @throws {StorageError} */
  remove(id: string): Promise<void> {
    return deleteTake(id);
  }

  /** @returns the recording of a take, or undefined if there is none. @throws {StorageError} */
  recordingOf(id: string): Promise<StoredRecording | undefined> {
    return readRecording(id);
  }

  /** Deletes the recording of a take, and leaves the take. @throws {StorageError} */
  removeRecording(id: string): Promise<void> {
    return deleteRecording(id);
  }

  /**
   * @param besides id of the take that is not to be looked at
   * @returns how fast the person spoke in their other recent answers; null if too few were recorded
   * @throws {StorageError}
   */
  async usualPace(besides: string): Promise<UsualPace | null> {
    const paces: number[] = [];
    for (const take of await readRecentTakes(PACE_WINDOW)) {
      const pace = take.id === besides || !take.speech ? null : paceOf(take.answer, take.speech);
      if (pace) paces.push(pace.perMinute);
    }
    return usualPace(paces);
  }

  /** Hands the person the result file of a take. */
  download(take: Take): void {
    const { name, text } = resultFile(take);
    downloadText(name, text);
  }

  /** Hands the person one file with every result, oldest last. @throws {StorageError} */
  async downloadAll(): Promise<void> {
    const takes: Take[] = [];
    for (;;) {
      const page = await readRecentTakes(EXPORT_PAGE_SIZE, takes.at(-1));
      takes.push(...page);
      if (page.length < EXPORT_PAGE_SIZE) break;
    }
    const { name, text } = resultCollection(takes, new Date().toISOString());
    downloadText(name, text);
  }
}

/** The one history of this page. */
export const history = new History();
