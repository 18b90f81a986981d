/** Evaluates a whole take, so that the page, the command line and every batch judge the same take the same way. */
import { evaluate, gateAnswer } from './evaluate';
import type { RubricId } from './evaluation';
import type { Predictions } from './predictions';
import type { EvaluatedQuestion } from './question';
import type { ModelStamp, Take } from './take';
import { readText } from './text/facts';

/** Who judges: a model, and the rubric that turns its predictions into a score. */
export interface Judge {
  /** Evaluates one answer; the sentences are the answer's, in order. */
  predict(request: { question: string; answer: string; sentences: readonly string[] }): Promise<Predictions>;
  /** Which model it was; asked after a prediction. */
  stamp(): ModelStamp | null;
  rubric: RubricId;
}

/**
 * Evaluates a take: gate, model, rubric. What cannot be judged is said at once, without asking the model.
 * @param question the question of the take with everything that is known of it
 * @returns the take with its evaluation. Rejects with whatever the judge rejects with
 */
export async function evaluateTakeWith(take: Take, question: EvaluatedQuestion, judge: Judge): Promise<Take> {
  const facts = readText(take.answer);
  const withheld = gateAnswer(facts, question);
  if (withheld) return { ...take, evaluation: withheld, model: null };
  const predictions = await judge.predict({
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
    rubric: judge.rubric
  });
  return { ...take, evaluation, model: judge.stamp() };
}
