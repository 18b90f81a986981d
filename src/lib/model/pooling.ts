/** Turns a model's raw outputs into calibrated probabilities and per-sentence means. */

/**
 * Softmax with a calibration temperature (Guo et al. 2017, “On Calibration of Modern Neural Networks”).
 * @param logits one per class
 * @param temperature > 0; above 1 flattens
 * @returns probabilities that sum to 1
 */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** @returns the logistic function of `logit / temperature`, 0–1 */
export function sigmoid(logit: number, temperature = 1): number {
  return 1 / (1 + Math.exp(-logit / temperature));
}

/**
 * @param rows vectors of one length
 * @param weights one per row, ≥ 0; all zero means all equal
 * @returns the weighted mean vector; empty if there are no rows
 */
export function weightedMean(rows: readonly ArrayLike<number>[], weights: readonly number[]): Float32Array {
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = new Float64Array(rows[0]?.length ?? 0);
  rows.forEach((row, i) => {
    const share = total > 0 ? (weights[i] ?? 0) / total : 1 / rows.length;
    for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] ?? 0) + share * (row[k] ?? 0);
  });
  return Float32Array.from(mean);
}

/**
 * Means of token vectors, sentence by sentence.
 * @param tokens token vectors end to end, `[tokens × width]`
 * @param width length of one vector
 * @param sentenceOf the sentence of each token, 0-based
 * @param sentences number of sentences
 * @returns one mean per sentence, null for a sentence without tokens
 */
export function sentenceMeans(
  tokens: Float32Array,
  width: number,
  sentenceOf: readonly number[],
  sentences: number
): (Float32Array | null)[] {
  const sums = Array.from({ length: sentences }, () => new Float64Array(width));
  const counts = new Array<number>(sentences).fill(0);
  sentenceOf.forEach((sentence, token) => {
    const sum = sums[sentence];
    if (!sum) throw new RangeError(`Token ${token} belongs to sentence ${sentence} of ${sentences}.`);
    counts[sentence] = (counts[sentence] ?? 0) + 1;
    for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + (tokens[token * width + k] ?? 0);
  });
  return sums.map((sum, i) => {
    const count = counts[i] ?? 0;
    return count === 0 ? null : Float32Array.from(sum, (value) => value / count);
  });
}
