/** How often and when last each question was practised: from the answers, and from what a person has marked. */
import { withDatabase, write } from './database';

/** How a question was practised. */
export interface Practice {
  /** Answers and marks, ≥ 1. */
  count: number;
  /** Of these, the person's own marks. */
  marks: number;
  /** When last, ISO 8601. */
  last: string;
}

/**
 * Reads keys alone, and for each question only their number and the last.
 * @returns what is known of every question that was ever practised, by id
 * @throws {StorageError}
 */
export function readPractice(): Promise<Map<string, Practice>> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(['takes', 'practiceMarks']);
    const index = transaction.objectStore('takes').index('by-question-created');
    const practice = new Map<string, Practice>();
    let cursor = await index.openKeyCursor(null, 'prev');
    while (cursor) {
      const [id, last] = cursor.key;
      const range = IDBKeyRange.bound([id], [id, []]);
      practice.set(id, { count: await index.count(range), marks: 0, last });
      // On to the question before: everything of this one lies above `[id]`.
      cursor = await index.openKeyCursor(IDBKeyRange.upperBound([id]), 'prev');
    }
    for (const { questionId, times } of await transaction.objectStore('practiceMarks').getAll()) {
      const answered = practice.get(questionId);
      const marked = times.at(-1) ?? '';
      practice.set(questionId, {
        count: (answered?.count ?? 0) + times.length,
        marks: times.length,
        last: answered && answered.last > marked ? answered.last : marked
      });
    }
    return practice;
  });
}

/** Marks a question as practised once more. @param at when, ISO 8601. @throws {StorageError} */
export function markPractised(questionId: string, at: string): Promise<void> {
  return write(['practiceMarks'], async (transaction) => {
    const store = transaction.objectStore('practiceMarks');
    const times = (await store.get(questionId))?.times ?? [];
    await store.put({ questionId, times: [...times, at].sort() });
  });
}

/** Takes the last mark of a question back; answers stay. @throws {StorageError} */
export function unmarkPractised(questionId: string): Promise<void> {
  return write(['practiceMarks'], async (transaction) => {
    const store = transaction.objectStore('practiceMarks');
    const times = (await store.get(questionId))?.times.slice(0, -1) ?? [];
    if (times.length > 0) await store.put({ questionId, times });
    else await store.delete(questionId);
  });
}
