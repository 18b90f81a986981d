/** Evaluates a stored take: gate, model, rubric, then the same take with its evaluation. */
import { evaluate, gateAnswer } from '$lib/domain/evaluate';
import type { Question } from '$lib/domain/question';
import type { Take } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';
import { findQuestion } from '$lib/questions/pool';
import { model } from './model.svelte';
import { preferences } from './preferences.svelte';

/** Words and seconds that suit a question of which nothing is known: an ordinary answer of about a minute. */
const ORDINARY = { seconds: 60, words: [40, 110] } as const;

/**
 * @returns the pool's question of a take; for a question that is not in the pool (imported, removed), what the take
 * itself knows of it
 */
export async function questionOf(take: Take): Promise<Question> {
  const known = await findQuestion(take.question.id);
  if (known) return known;
  return {
    ...take.question,
    ...ORDINARY,
    occupations: [take.profile.occupation],
    experience: [take.profile.experience],
    difficulty: 2,
    looks_for: '',
    key_points: [],
    follow_ups: [],
    model_answer: []
  };
}

/**
 * @returns the take with its evaluation
 * @throws {ModelError} if the model cannot be loaded or fails
 */
export async function evaluateTake(take: Take): Promise<Take> {
  const question = await questionOf(take);
  const facts = readText(take.answer);
  // What cannot be judged is said at once, without waiting for the model.
  const withheld = gateAnswer(facts, question);
  if (withheld) return { ...take, evaluation: withheld, model: null };
  const predictions = await model.predict({
    question: question.text,
    answer: facts.text,
    sentences: facts.sentences
  });
  const evaluation = evaluate({
    question,
    answer: take.answer,
    form: take.form,
    seconds: take.seconds,
    predictions,
    rubric: preferences.rubric
  });
  return { ...take, evaluation, model: model.stamp() };
}
