/**
 * Cuts long answers into overlapping windows, because a model reads only so many tokens at once and nothing of an
 * answer may be dropped silently.
 */

/** A run of answer tokens that the model reads at once; half-open ranges of answer token positions. */
export interface AnswerWindow {
  start: number;
  end: number;
  /** The tokens whose outputs are taken from this window, `ownStart ≤ t < ownEnd`. */
  ownStart: number;
  ownEnd: number;
}

/**
 * Plans the windows of an answer. Windows have `capacity` tokens and start every `capacity − overlap`; the last is
 * aligned to the end. A token belongs to the window in which it is farthest from an edge, ties to the earlier one,
 * so that every token is read with context on both sides.
 * @param tokens number of answer tokens, ≥ 0
 * @param capacity answer tokens that fit beside the question, ≥ 1
 * @param overlap tokens that neighbouring windows share, 0 ≤ overlap < capacity
 * @returns at least one window; their own ranges partition `0 … tokens`
 */
export function planWindows(tokens: number, capacity: number, overlap: number): AnswerWindow[] {
  if (overlap < 0 || overlap >= capacity) {
    throw new RangeError(`A window of ${capacity} tokens cannot overlap by ${overlap}.`);
  }
  if (tokens <= capacity) return [{ start: 0, end: tokens, ownStart: 0, ownEnd: tokens }];
  const starts: number[] = [];
  for (let start = 0; start + capacity < tokens; start += capacity - overlap) starts.push(start);
  starts.push(tokens - capacity);
  // Windows are equally long, so a token is farthest from the edges of the window whose centre is nearest:
  // the border between two neighbours lies halfway between their centres.
  const border = (left: number, right: number) => Math.floor((left + right + capacity - 1) / 2) + 1;
  return starts.map((start, i) => {
    const previous = starts[i - 1];
    const next = starts[i + 1];
    return {
      start,
      end: start + capacity,
      ownStart: previous === undefined ? 0 : border(previous, start),
      ownEnd: next === undefined ? tokens : border(start, next)
    };
  });
}

/** Token ids with their segments, as the model reads them. */
export interface TokenRow {
  inputIds: readonly number[];
  tokenTypeIds: readonly number[];
}

/** Question and answer joined. */
export interface ModelInput extends TokenRow {
  /** Position of the first answer token in `inputIds`. */
  answerOffset: number;
}

/** How a model wants question and answer joined. */
export type InputKind = 'question+answer' | 'answer';

/**
 * Joins ids to `[CLS] question [SEP] answer [SEP]` (segments 0 and 1), or `[CLS] answer [SEP]` (segment 0).
 * @param special ids of `[CLS]` and `[SEP]`
 */
export function joinInput(
  kind: InputKind,
  question: readonly number[],
  answer: readonly number[],
  special: { cls: number; sep: number }
): ModelInput {
  const head = kind === 'question+answer' ? [special.cls, ...question, special.sep] : [special.cls];
  const answerSegment = kind === 'question+answer' ? 1 : 0;
  const inputIds = [...head, ...answer, special.sep];
  const tokenTypeIds = inputIds.map((_, position) => (position < head.length ? 0 : answerSegment));
  return { inputIds, tokenTypeIds, answerOffset: head.length };
}

/**
 * @param maxLength tokens the model reads at once, special ones included
 * @param questionTokens question tokens given to it
 * @returns answer tokens that fit beside them
 */
export function answerCapacity(kind: InputKind, maxLength: number, questionTokens: number): number {
  return kind === 'question+answer' ? maxLength - 3 - questionTokens : maxLength - 2;
}
