/**
 * The training code's oracle: ids, windows and logits of the bundled model as Python computes them, and how far the
 * runtime is from them. Used in Node and in the browser.
 */
import { mostLikely, type Predictions } from '$lib/domain/predictions';
import { EMOTIONS, INTENTS, LEVELS, ROLES } from '$lib/domain/vocabulary';
import type { PredictRequest } from '$lib/model/engine';
import type { InterviewConfig } from '$lib/model/manifest';
import predictions from '../fixtures/oracle/predictions.json';
import texts from '../fixtures/oracle/tokenizer.json';
import windows from '../fixtures/oracle/windows.json';

/** Texts with their ids, and pairs with ids and segments. */
export const oracleTexts = texts;
/** Windows and the tokens that belong to each. */
export const oracleWindows = windows;
/** SHA-256 of the files that the logits were made with. */
export const oracleHashes: Readonly<Record<string, string>> = {
  ...predictions.files,
  'tokenizer.json': predictions.tokenizer_sha256
};

/** Combined logits of one answer. */
export interface OracleLogits {
  intent: number[];
  emotion: number[];
  quality: number[];
  relevance: number[];
  roles: number[][];
  embedding_norms: number[];
}

/** An answer of the oracle. */
export interface OracleAnswer {
  name: string;
  request: PredictRequest;
  windows: number;
  /** By ONNX file; `fp32` is PyTorch. */
  expected: Readonly<Record<string, OracleLogits>>;
}

/** The oracle's answers. */
export const oracleAnswers: readonly OracleAnswer[] = predictions.cases.map(
  ({ name, question, sentences, windows: spans, expected }) => ({
    name,
    request: { question, answer: sentences.join(' '), sentences },
    windows: spans.length,
    expected
  })
);

/** Logits without their common constant, which softmax hides. */
function centred(logits: readonly number[]): number[] {
  const mean = logits.reduce((a, b) => a + b, 0) / logits.length;
  return logits.map((logit) => logit - mean);
}

function distance(found: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))));
}

/**
 * @returns the largest distance between the oracle's logits and those behind the predictions, over all heads and
 *   sentences; NaN if anything is missing
 */
export function logitError(found: Predictions, expected: OracleLogits, { heads }: InterviewConfig): number {
  /** Undoes calibration and softmax, but for the constant; labels are in the vocabulary's order in both. */
  const compare = <K extends string | number>(
    labels: readonly K[],
    probabilities: Readonly<Record<K, number>> | null | undefined,
    temperature: number | undefined,
    logits: readonly number[] | undefined
  ) => {
    if (!probabilities || temperature === undefined || !logits) return NaN;
    const recovered = labels.map((label) => temperature * Math.log(probabilities[label]));
    return distance(centred(recovered), centred(logits));
  };
  const relevance = found.relevance ?? NaN;
  const relevanceLogit = (heads.relevance?.temperature ?? NaN) * Math.log(relevance / (1 - relevance));
  return Math.max(
    compare(INTENTS, found.intent, heads.intent.temperature, expected.intent),
    compare(EMOTIONS, found.emotion, heads.emotion.temperature, expected.emotion),
    compare(LEVELS, found.quality, heads.quality?.temperature, expected.quality),
    distance([relevanceLogit], expected.relevance),
    ...expected.roles.map((logits, i) =>
      compare(ROLES, found.sentences[i]?.role, heads.role?.temperature, logits)
    )
  );
}

/** @returns the largest relative distance between lengths of sentence embeddings */
export function embeddingError(found: Predictions, expected: OracleLogits): number {
  return Math.max(
    ...expected.embedding_norms.map((norm, i) => {
      const embedding = found.sentences[i]?.embedding;
      return embedding ? Math.abs(Math.hypot(...embedding) / norm - 1) : NaN;
    })
  );
}

/** @returns the label of every head that decides by the highest logit, sentence roles included */
export function labelsOf(found: Predictions): (string | number | null)[] {
  const { intent, emotion, quality, sentences } = found;
  return [
    mostLikely(intent),
    mostLikely(emotion),
    quality && mostLikely(quality),
    ...sentences.map(({ role }) => role && mostLikely(role))
  ];
}

/** @returns the same labels, from the oracle's logits */
export function expectedLabels({
  intent,
  emotion,
  quality,
  roles
}: OracleLogits): (string | number | undefined)[] {
  const best = <K>(labels: readonly K[], logits: readonly number[]) =>
    labels[logits.indexOf(Math.max(...logits))];
  return [
    best(INTENTS, intent),
    best(EMOTIONS, emotion),
    best(LEVELS, quality),
    ...roles.map((logits) => best(ROLES, logits))
  ];
}

/**
 * Positions of labels that the oracle decides clearly: where its two highest logits are closer than twice the tolerance,
 * rounding alone may turn the label.
 */
export function decided({ intent, emotion, quality, roles }: OracleLogits, tolerance: number): boolean[] {
  const clear = (logits: readonly number[]) => {
    const [first = 0, second = 0] = [...logits].sort((a, b) => b - a);
    return first - second > 2 * tolerance;
  };
  return [intent, emotion, quality, ...roles].map(clear);
}
