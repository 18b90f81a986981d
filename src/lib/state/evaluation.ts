/** Evaluates a stored take: gate, model, rubric, then the same take with its evaluation. */
import { evaluate, gateAnswer } from '$lib/domain/evaluate';
import type { Evaluation } from '$lib/domain/evaluation';
import type { Question } from '$lib/domain/question';
import type { Take } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';
import { findQuestion } from '$lib/questions/pool';
import { model } from './model.svelte';
import { preferences } from './preferences.svelte';

/**
 * @returns the pool's question of a take; for a question that is no longer in the pool (imported, removed), what the
 * take itself knows of it
 */
export async function questionOf(take: Take): Promise<Question> {
  const known = await findQuestion(take.question.id);
  if (known) return known;
  return {
    ...take.question,
    occupations: [take.profile.occupation],
    experience: [take.profile.experience],
    difficulty: 2,
    looks_for: '',
    key_points: [],
    follow_ups: [],
    seconds: 60,
    words: [40, 110],
    model_answer: []
  };
}

/** Embeddings are large and only serve the summary: they are not kept. */
function withoutEmbeddings(evaluation: Evaluation): Evaluation {
  if (evaluation.status === 'withheld') return evaluation;
  const sentences = evaluation.predictions.sentences.map((sentence) => ({ ...sentence, embedding: null }));
  return { ...evaluation, predictions: { ...evaluation.predictions, sentences } };
}

/**
 * @returns the take with its evaluation
 * @throws {ModelError} if the model cannot be loaded or fails
 */
export async function evaluateTake(take: Take): Promise<Take> {
  const question = await questionOf(take);
  const facts = readText(take.answer);
  const withheld = gateAnswer(facts, question);
  if (withheld) return { ...take, evaluation: withheld, model: null };
  const predictions = await model.predict({
    question: question.text,
    answer: take.answer,
    sentences: facts.sentences.map((sentence) => sentence.text)
  });
  const evaluation = evaluate({
    question,
    answer: take.answer,
    form: take.form,
    seconds: take.seconds,
    predictions,
    rubric: preferences.rubric
  });
  return { ...take, evaluation: withoutEmbeddings(evaluation), model: model.stamp(evaluation) };
}
