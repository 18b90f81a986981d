/**
 * Measures predictions against labels, answer by answer, with the formulas of the training package, so that both give
 * the same numbers for the same file.
 */
import { mostLikely, type Predictions } from './predictions';
import { EMOTIONS, INTENTS, LEVELS, type Emotion, type Intent, type Level } from './vocabulary';

/** Calibration temperatures behind the probabilities, to tell how much calibration helped. */
export interface Temperatures {
  intent: number;
  emotion: number;
  quality: number;
  relevance: number;
}

/** Precision, recall and F1 of one label, 0–1, and how many answers have it. */
export interface LabelMetrics {
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

/** Metrics of a head that chooses one label. */
export interface ClassMetrics {
  n: number;
  accuracy: number;
  /** Mean F1 over the labels that occur in the truth or the predictions. */
  macro_f1: number;
  per_label: Record<string, LabelMetrics>;
  /** Counts, `[true][predicted]`. */
  confusion: number[][];
  /** Expected calibration error without and with the temperature, 0–1. */
  ece_raw: number;
  ece: number;
  temperature: number;
}

/** Metrics of the quality head, whose labels are ordered. */
export interface QualityMetrics extends ClassMetrics {
  /** Quadratic-weighted kappa of the expected level, rounded. */
  kappa: number;
  /** Rank correlation of the expected level with the true one. */
  spearman: number;
  /** Mean distance between them, in levels. */
  mae: number;
  /** Share of answers whose rounded expected level is at most one off. */
  within_one: number;
}

/** Metrics of the relevance head. */
export interface RelevanceMetrics {
  n: number;
  off_topic: number;
  /** Area under the ROC curve; 0.5 if only one kind of answer is there. */
  auc: number;
  accuracy: number;
  temperature: number;
  ece: number;
  ece_raw: number;
}

/** Metrics of every head that has labels. */
export interface Metrics {
  intent?: ClassMetrics;
  emotion?: ClassMetrics;
  quality?: QualityMetrics;
  relevance?: RelevanceMetrics;
}

/** Labels of an answer; null where there is none. */
export interface Labels {
  intent: Intent | null;
  emotion: Emotion | null;
  level: Level | null;
  onTopic: boolean | null;
}

const BINS = 10;
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
/** Rounds halves to even, as numpy does. */
function rint(value: number): number {
  const floor = Math.floor(value);
  const half = value - floor === 0.5;
  return half ? floor + (floor % 2) : Math.round(value);
}

/** Expected calibration error of the chosen label over ten bins of equal width (Guo et al. 2017). */
class Calibration {
  readonly #bins = Array.from({ length: BINS }, () => ({ n: 0, hits: 0, confidence: 0 }));
  #n = 0;

  add(confidence: number, hit: boolean): void {
    const bin = this.#bins[Math.min(Math.floor(confidence * BINS), BINS - 1)];
    if (!bin) throw new RangeError(`${confidence} is no probability.`);
    bin.n++;
    bin.hits += Number(hit);
    bin.confidence += confidence;
    this.#n++;
  }

  /** To twelve digits: browsers and Node compute powers differently in the sixteenth. */
  error(): number {
    const filled = this.#bins.filter(({ n }) => n > 0);
    const error = sum(
      filled.map(({ n, hits, confidence }) => (Math.abs(hits / n - confidence / n) * n) / this.#n)
    );
    return Number(error.toPrecision(12));
  }
}

/** Undoes a temperature. @returns the probabilities there would have been without it */
function uncalibrated(probabilities: readonly number[], temperature: number): number[] {
  const powers = probabilities.map((p) => p ** temperature);
  const total = sum(powers);
  return powers.map((power) => power / total);
}

/** Counts of one head's labels and choices. */
class Classes<K extends string | number> {
  readonly #labels: readonly K[];
  readonly #temperature: number;
  readonly #confusion: number[][];
  readonly #raw = new Calibration();
  readonly #calibrated = new Calibration();
  n = 0;

  constructor(labels: readonly K[], temperature: number) {
    this.#labels = labels;
    this.#temperature = temperature;
    this.#confusion = labels.map(() => labels.map(() => 0));
  }

  add(label: K, predicted: Readonly<Record<K, number>>): void {
    const choice = mostLikely(predicted);
    const row = this.#confusion[this.#labels.indexOf(label)] ?? [];
    const column = this.#labels.indexOf(choice);
    row[column] = (row[column] ?? 0) + 1;
    const probabilities = this.#labels.map((own) => predicted[own]);
    this.#calibrated.add(Math.max(...probabilities), choice === label);
    this.#raw.add(Math.max(...uncalibrated(probabilities, this.#temperature)), choice === label);
    this.n++;
  }

  metrics(): ClassMetrics {
    const confusion = this.#confusion;
    const counts = this.#labels.map((label, i) => ({
      label,
      hits: confusion[i]?.[i] ?? 0,
      truth: sum(confusion[i] ?? []),
      chosen: sum(confusion.map((row) => row[i] ?? 0))
    }));
    const seen = counts.filter(({ truth, chosen }) => truth + chosen > 0);
    const per_label = counts.map(({ label, hits, truth, chosen }): [string, LabelMetrics] => {
      const precision = hits / Math.max(1, chosen);
      const recall = hits / Math.max(1, truth);
      const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall);
      return [String(label), { precision, recall, f1, support: truth }];
    });
    return {
      n: this.n,
      accuracy: sum(counts.map(({ hits }) => hits)) / this.n,
      macro_f1: sum(seen.map(({ hits, truth, chosen }) => (2 * hits) / (truth + chosen))) / seen.length,
      per_label: Object.fromEntries(per_label),
      confusion: confusion.map((row) => [...row]),
      ece_raw: this.#raw.error(),
      ece: this.#calibrated.error(),
      temperature: this.#temperature
    };
  }
}

/** @returns ranks from 1, equal values sharing the mean of theirs */
function ranks(values: readonly number[]): number[] {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let i = start; i < end; i++) result[order[i] ?? 0] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/** Spearman's rank correlation; 0 if either side does not vary. */
function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((rank, i) => {
    const [dx, dy] = [rank - mean, (y[i] ?? 0) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Quadratic-weighted kappa (Cohen 1968) of levels 0–4; 0 where chance leaves nothing to agree on. */
function quadraticKappa(truth: readonly number[], chosen: readonly number[]): number {
  const k = LEVELS.length;
  const confusion = LEVELS.map(() => LEVELS.map(() => 0));
  truth.forEach((level, i) => {
    const row = confusion[level] ?? [];
    const column = chosen[i] ?? 0;
    row[column] = (row[column] ?? 0) + 1;
  });
  const rows = confusion.map(sum);
  const columns = LEVELS.map((_, j) => sum(confusion.map((row) => row[j] ?? 0)));
  let [observed, expected] = [0, 0];
  confusion.forEach((row, i) =>
    row.forEach((count, j) => {
      const weight = (i - j) ** 2 / (k - 1) ** 2;
      observed += weight * count;
      expected += (weight * (rows[i] ?? 0) * (columns[j] ?? 0)) / Math.max(1, truth.length);
    })
  );
  return expected === 0 ? 0 : 1 - observed / expected;
}

/** Area under the ROC curve, by ranks (Mann–Whitney). */
function areaUnderCurve(truth: readonly boolean[], scores: readonly number[]): number {
  const positives = truth.filter(Boolean).length;
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  const rankSum = sum(ranks(scores).filter((_, i) => truth[i]));
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Measures a model on labelled answers, one after the other. */
export class Measurement {
  readonly #temperatures: Temperatures;
  readonly #intent: Classes<Intent>;
  readonly #emotion: Classes<Emotion>;
  readonly #quality: Classes<Level>;
  /** True and expected levels, 0–4. */
  readonly #levels: { truth: number[]; expected: number[] } = { truth: [], expected: [] };
  readonly #topics: { truth: boolean[]; relevance: number[] } = { truth: [], relevance: [] };
  readonly #topicRaw = new Calibration();
  readonly #topicCalibrated = new Calibration();

  constructor(temperatures: Temperatures) {
    this.#temperatures = temperatures;
    this.#intent = new Classes(INTENTS, temperatures.intent);
    this.#emotion = new Classes(EMOTIONS, temperatures.emotion);
    this.#quality = new Classes(LEVELS, temperatures.quality);
  }

  /** Counts one answer; a head counts where it and its label are there. */
  add(
    labels: Labels,
    { intent, emotion, quality, relevance }: Pick<Predictions, 'intent' | 'emotion' | 'quality' | 'relevance'>
  ): void {
    if (labels.intent !== null) this.#intent.add(labels.intent, intent);
    if (labels.emotion !== null) this.#emotion.add(labels.emotion, emotion);
    if (labels.level !== null && quality !== null) {
      this.#quality.add(labels.level, quality);
      this.#levels.truth.push(labels.level - 1);
      this.#levels.expected.push(sum(LEVELS.map((level) => quality[level] * (level - 1))));
    }
    if (labels.onTopic !== null && relevance !== null) this.#addTopic(labels.onTopic, relevance);
  }

  #addTopic(onTopic: boolean, relevance: number): void {
    this.#topics.truth.push(onTopic);
    this.#topics.relevance.push(relevance);
    const hit = relevance > 0.5 === onTopic;
    const [, raw = 0] = uncalibrated([1 - relevance, relevance], this.#temperatures.relevance);
    this.#topicCalibrated.add(Math.max(relevance, 1 - relevance), hit);
    this.#topicRaw.add(Math.max(raw, 1 - raw), hit);
  }

  /** @returns the metrics of every head that has labels */
  metrics(): Metrics {
    const { truth, relevance } = this.#topics;
    return {
      ...(this.#intent.n > 0 && { intent: this.#intent.metrics() }),
      ...(this.#emotion.n > 0 && { emotion: this.#emotion.metrics() }),
      ...(this.#quality.n > 0 && { quality: this.#qualityMetrics() }),
      ...(truth.length > 0 && {
        relevance: {
          n: truth.length,
          off_topic: truth.filter((onTopic) => !onTopic).length,
          auc: areaUnderCurve(truth, relevance),
          accuracy: truth.filter((onTopic, i) => (relevance[i] ?? 0) > 0.5 === onTopic).length / truth.length,
          temperature: this.#temperatures.relevance,
          ece: this.#topicCalibrated.error(),
          ece_raw: this.#topicRaw.error()
        }
      })
    };
  }

  #qualityMetrics(): QualityMetrics {
    const { truth, expected } = this.#levels;
    const rounded = expected.map(rint);
    return {
      ...this.#quality.metrics(),
      kappa: quadraticKappa(truth, rounded),
      spearman: spearman(expected, truth),
      mae: sum(expected.map((level, i) => Math.abs(level - (truth[i] ?? 0)))) / truth.length,
      within_one: rounded.filter((level, i) => Math.abs(level - (truth[i] ?? 0)) <= 1).length / truth.length
    };
  }
}
