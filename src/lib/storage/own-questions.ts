/** Questions that a person has written or brought. */
import type { OwnQuestion } from '$lib/domain/own-question';
import { withDatabase, write } from './database';

/** @returns all of them, oldest first. @throws {StorageError} */
export function readOwnQuestions(): Promise<OwnQuestion[]> {
  return withDatabase(async (db) => {
    const questions = await db.getAll('ownQuestions');
    return questions.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  });
}

/** @returns the question, or undefined if there is none. @throws {StorageError} */
export function readOwnQuestion(id: string): Promise<OwnQuestion | undefined> {
  return withDatabase((db) => db.get('ownQuestions', id));
}

/** Saves questions, new or changed: all or nothing. @throws {StorageError} */
export function saveOwnQuestions(questions: readonly OwnQuestion[]): Promise<void> {
  return write(['ownQuestions'], async (transaction) => {
    const store = transaction.objectStore('ownQuestions');
    for (const question of questions) await store.put(question);
  });
}

/** Deletes a question; answers to it stay. @throws {StorageError} */
export function deleteOwnQuestion(id: string): Promise<void> {
  return write(['ownQuestions'], async (transaction) => {
    await transaction.objectStore('ownQuestions').delete(id);
  });
}
