/** Evaluates one answer: tokens, windows, one run per window, and pooling into calibrated predictions. */
import type { Predictions, SentencePrediction } from '$lib/domain/predictions';
import { EMOTIONS, INTENTS, LEVELS, ROLES } from '$lib/domain/vocabulary';
import { ModelError, type PredictRequest } from './engine';
import type { InterviewConfig } from './manifest';
import { sentenceMeans, sigmoid, softmax, weightedMean } from './pooling';
import type { ModelOutput, ModelOutputs, ModelSession } from './session';
import type { KoreanTokenizer } from './tokenizer';
import { answerCapacity, joinInput, planWindows, type AnswerWindow } from './windows';

/** What an evaluation needs of a loaded model. */
export interface Predictor {
  session: ModelSession;
  tokenizer: KoreanTokenizer;
  config: InterviewConfig;
}

/** A window and what the model made of it. */
interface WindowResult {
  window: AnswerWindow;
  answerOffset: number;
  outputs: ModelOutputs;
}

/**
 * Digits of a probability. The network computes in 32-bit floats, so more mean nothing; and the last ones of `Math.exp`
 * differ between JavaScript engines, while the same answer is to give the same result in every one of them.
 */
const DIGITS = 7;

const rounded = (probability: number) => Number(probability.toPrecision(DIGITS));

/** Lets messages in between two runs, so that an abort can be heard. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve));

const letters = (text: string) => text.replace(/\s+/g, '');

/**
 * @param signal checked before every window
 * @throws {ModelError} `inference-failed` if the sentences are not the answer's or the outputs are no numbers, `aborted`
 */
export async function predict(
  { session, tokenizer, config }: Predictor,
  { question, answer, sentences }: PredictRequest,
  signal?: AbortSignal
): Promise<Predictions> {
  if (letters(sentences.join('')) !== letters(answer)) {
    throw new ModelError('inference-failed', 'The sentences are not those of the answer.', 'sentences');
  }
  const asked = tokenizer.encode(question).ids.slice(0, config.max_question_tokens);
  const encoded = tokenizer.encode(answer);
  const capacity = answerCapacity(config.input, config.max_length, asked.length);
  const results: WindowResult[] = [];
  for (const window of planWindows(encoded.ids.length, capacity, config.window_overlap)) {
    if (results.length > 0) await nextTask();
    if (signal?.aborted) throw new ModelError('aborted', 'The evaluation was aborted.');
    const input = joinInput(config.input, asked, encoded.ids.slice(window.start, window.end), tokenizer);
    results.push({ window, answerOffset: input.answerOffset, outputs: await session.run(input) });
  }

  const { heads } = config;
  const intent = sequenceLogits(results, heads.intent.output, INTENTS.length);
  const emotion = sequenceLogits(results, heads.emotion.output, EMOTIONS.length);
  const quality = heads.quality && sequenceLogits(results, heads.quality.output, LEVELS.length);
  const relevance = heads.relevance && sequenceLogits(results, heads.relevance.output, 1);
  const sentenceOf = tokenizer.sentenceOfTokens(encoded, sentences);
  const role = heads.role && perSentence(results, heads.role.output, sentenceOf, sentences.length);
  const embedding =
    heads.embedding && perSentence(results, heads.embedding.output, sentenceOf, sentences.length);
  return {
    intent: byLabel(INTENTS, heads.intent, intent),
    emotion: byLabel(EMOTIONS, heads.emotion, emotion),
    quality: heads.quality && quality ? byLabel(LEVELS, heads.quality, quality) : null,
    relevance:
      heads.relevance && relevance
        ? rounded(sigmoid(relevance[0] ?? NaN, heads.relevance.temperature))
        : null,
    sentences: sentences.map((_, i): SentencePrediction => {
      const roleLogits = role?.[i];
      return {
        role: heads.role && roleLogits ? byLabel(ROLES, heads.role, roleLogits) : null,
        embedding: embedding?.[i] ?? null
      };
    }),
    answerTokens: encoded.ids.length,
    windows: results.length,
    unknownShare: encoded.ids.length === 0 ? 0 : encoded.unknown / encoded.ids.length
  };
}

/** @returns an output of the model, checked to be numbers of the expected width */
function output({ outputs }: WindowResult, name: string, width?: number): ModelOutput {
  const found = outputs[name];
  if (!found) throw new ModelError('invalid-model', `The model has no output ${name}.`, name);
  if (width !== undefined && found.dims.at(-1) !== width) {
    throw new ModelError(
      'invalid-model',
      `Output ${name} is ${found.dims.join(' × ')}, not ${width} wide.`,
      name
    );
  }
  if (!found.data.every(Number.isFinite)) {
    throw new ModelError('inference-failed', `Output ${name} is not a number.`, name);
  }
  return found;
}

/** @returns logits of the whole answer: the windows' mean, weighted by the tokens that belong to each */
function sequenceLogits(results: readonly WindowResult[], name: string, width: number): Float32Array {
  return weightedMean(
    results.map((result) => output(result, name, width).data),
    results.map(({ window }) => window.ownEnd - window.ownStart)
  );
}

/** @returns means over each sentence's tokens, every token taken from the window it belongs to */
function perSentence(
  results: readonly WindowResult[],
  name: string,
  sentenceOf: readonly number[],
  sentences: number
): (Float32Array | null)[] {
  const width = results[0] ? (output(results[0], name).dims.at(-1) ?? 0) : 0;
  const tokens = new Float32Array(sentenceOf.length * width);
  for (const result of results) {
    const { window, answerOffset } = result;
    const from = answerOffset - window.start;
    const own = output(result, name, width).data.subarray(
      (from + window.ownStart) * width,
      (from + window.ownEnd) * width
    );
    tokens.set(own, window.ownStart * width);
  }
  return sentenceMeans(tokens, width, sentenceOf, sentences);
}

/** @returns calibrated probabilities under the vocabulary's names, whatever the order of the head's labels */
function byLabel<K extends string | number>(
  vocabulary: readonly K[],
  head: { labels: readonly string[]; temperature: number },
  logits: ArrayLike<number>
): Record<K, number> {
  const probabilities = softmax(logits, head.temperature).map(rounded);
  const entries = vocabulary.map((label) => [label, probabilities[head.labels.indexOf(String(label))]]);
  return Object.fromEntries(entries) as Record<K, number>;
}
