/** Works out, when asked, what each sentence of an answer did for its score: the answer is evaluated without each in turn. */
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import type { Question } from '$lib/domain/question';
import type { Take } from '$lib/domain/take';
import type { RubricId } from '$lib/domain/evaluation';
import { sentenceEffects, shortenedAnswer, type SentenceEffect } from '$lib/domain/what-if';
import { ModelError } from '$lib/model/engine';
import { model } from './model.svelte';
import { AppError, toProblem, type Problem } from './problem';

/** One run for one take. Nothing of it is kept: it is quick to ask again. */
export class WhatIf {
  effects = $state.raw<SentenceEffect[] | null>(null);
  running = $state(false);
  /** Evaluations done, of {@link steps}. */
  done = $state(0);
  steps = $state(0);
  problem = $state.raw<Problem | null>(null);

  #controller: AbortController | null = null;

  /** Starts over. The whole answer is evaluated again too, so that both sides come from the model that is loaded now. */
  async run(take: Take, question: Question, sentences: readonly string[], rubric: RubricId): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    this.#controller = controller;
    this.effects = null;
    this.problem = null;
    this.running = true;
    this.done = 0;
    this.steps = sentences.length + 1;
    try {
      const whole = await totalOf(take, question, sentences, null, rubric, controller.signal);
      if (whole === null) throw new AppError('unknown');
      if (this.#controller !== controller) return;
      this.done = 1;
      const totals: (number | null)[] = [];
      for (const index of sentences.keys()) {
        totals.push(await totalOf(take, question, sentences, index, rubric, controller.signal));
        if (this.#controller !== controller) return;
        this.done += 1;
      }
      this.effects = sentenceEffects(sentences, whole, totals);
    } catch (error) {
      const cancelled = error instanceof ModelError && error.code === 'aborted';
      if (this.#controller === controller && !cancelled) this.problem = toProblem(error);
    } finally {
      if (this.#controller === controller) this.running = false;
    }
  }

  /** Stops, and forgets what was shown: another answer is opened. */
  clear(): void {
    this.cancel();
    this.effects = null;
    this.problem = null;
  }

  /** Stops the run; nothing of it is shown. */
  cancel(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.running = false;
  }
}

/** @returns the total of the answer without a sentence; null if what is left cannot be judged */
async function totalOf(
  take: Take,
  question: Question,
  sentences: readonly string[],
  without: number | null,
  rubric: RubricId,
  signal: AbortSignal
): Promise<number | null> {
  const shortened = { ...take, ...shortenedAnswer(sentences, without, take) };
  const { evaluation } = await evaluateTakeWith(shortened, question, {
    predict: (request) => model.predict(request, { signal }),
    stamp: () => model.stamp(),
    rubric
  });
  return evaluation?.status === 'scored' ? evaluation.score.total : null;
}
