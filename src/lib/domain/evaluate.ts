/** One answer in, one evaluation out: the only place where gate, rubric, advice and summary come together. */
import { adviceFor } from './advice';
import type { Evaluation, RubricId, SentenceReading, WithheldEvaluation } from './evaluation';
import { headlines, strengthsOf } from './feedback';
import { isUnknownToModel, withheldReason } from './gate';
import { gradeOf } from './grade';
import { readKeyPoints } from './key-points';
import { mostLikely, type Predictions } from './predictions';
import type { EvaluatedQuestion } from './question';
import { scoreBuddy1 } from './rubric/buddy-1';
import { scoreBuddy2 } from './rubric/buddy-2';
import { missingHeads } from './rubric/readings';
import type { Rubric, RubricInput } from './rubric/rubric';
import { summarise } from './summary';
import type { AnswerForm } from './take';
import { readText, type TextFacts } from './text/facts';

const RUBRICS: Readonly<Record<RubricId, Rubric>> = {
  'buddy-1': scoreBuddy1,
  'buddy-2': (input) => scoreBuddy2(input)
};

/** What is evaluated. */
export interface EvaluationRequest {
  question: EvaluatedQuestion;
  /** As typed or transcribed. */
  answer: string;
  form: AnswerForm;
  /** How long it took; leave out if not measured. */
  seconds?: number | null;
  /** The model's output for `readText(answer)`: its `text` and its `sentences`. */
  predictions: Predictions;
  rubric: RubricId;
}

function readSentences(texts: readonly string[], predictions: Predictions): SentenceReading[] {
  return texts.map((text, index) => {
    const role = predictions.sentences[index]?.role ?? null;
    if (role === null) return { text, role, confidence: 0 };
    const best = mostLikely(role);
    return { text, role: best, confidence: role[best] };
  });
}

/**
 * Tells before the model is asked whether an answer can be judged.
 * @returns the evaluation without a score, or null if the answer can be judged
 */
export function gateAnswer(
  facts: TextFacts,
  question: Pick<EvaluatedQuestion, 'text'>
): WithheldEvaluation | null {
  const reason = withheldReason(facts, question.text);
  return reason === null ? null : { status: 'withheld', reason, facts };
}

/**
 * Evaluates an answer.
 * @throws {RangeError} if the predictions are not for this answer's sentences
 */
export function evaluate(request: EvaluationRequest): Evaluation {
  const { question, form, seconds = null, predictions, rubric } = request;
  const facts = readText(request.answer);
  const withheld = gateAnswer(facts, question);
  if (withheld !== null) return withheld;
  if (isUnknownToModel(predictions.unknownShare))
    return { status: 'withheld', reason: 'unintelligible', facts };
  if (predictions.sentences.length !== facts.sentences.length) {
    throw new RangeError(
      `Predictions for ${String(predictions.sentences.length)} sentences do not fit an answer of ${String(facts.sentences.length)}.`
    );
  }

  const keyPoints = readKeyPoints(question.key_points, facts.text);
  const input: RubricInput = { question, form, seconds, facts, predictions, keyPoints };
  const scoring = RUBRICS[rubric](input);
  const sentences = readSentences(facts.sentences, predictions);
  const advice = adviceFor(scoring.losses, { question, form, seconds, facts, sentences, keyPoints });
  return {
    status: 'scored',
    rubric,
    score: scoring.score,
    grade: gradeOf(scoring.score.total),
    cap: scoring.cap,
    feedback: headlines(rubric, scoring),
    advice,
    strengths: strengthsOf(input, scoring),
    summary: summarise(
      facts.sentences,
      predictions.sentences.map(({ embedding }) => embedding)
    ),
    sentences,
    keyPoints,
    facts,
    predictions: {
      ...predictions,
      sentences: predictions.sentences.map(({ role }) => ({ role, embedding: null }))
    },
    computedWithout: missingHeads(predictions)
  };
}
