/** Evaluates a stored take on the page's model, by the rubric the person chose. */
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import { isOwnId } from '$lib/domain/own-question';
import type { Question } from '$lib/domain/question';
import type { Take } from '$lib/domain/take';
import { questionOf as pooledQuestionOf } from '$lib/questions/known';
import { readOwnQuestion } from '$lib/storage/own-questions';
import { model } from './model.svelte';
import { preferences } from './preferences.svelte';

/**
 * @returns the question of a take: the person's own as it reads now (with the wording that was answered), the pool's, or
 * what the take itself knows of it. Rejects if neither pool nor storage can be read
 */
export async function questionOf(take: Take): Promise<Question> {
  const { id, text } = take.question;
  const own = isOwnId(id) ? await readOwnQuestion(id) : undefined;
  return own ? { ...own, text } : pooledQuestionOf(take);
}

/**
 * @returns the take with its evaluation
 * @throws {ModelError} if the model cannot be loaded or fails
 */
export async function evaluateTake(take: Take): Promise<Take> {
  return evaluateTakeWith(take, await questionOf(take), {
    predict: (request) => model.predict(request),
    stamp: () => model.stamp(),
    rubric: preferences.rubric
  });
}
