/** Evaluates a stored take on the page's model, by the rubric the person chose. */
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import type { Take } from '$lib/domain/take';
import { questionOf } from '$lib/questions/known';
import { model } from './model.svelte';
import { preferences } from './preferences.svelte';

export { questionOf };

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
