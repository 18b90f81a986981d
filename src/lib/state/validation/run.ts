/** Predicts the answers of a checked CSV, in order, and measures on the way. */
import { serialize } from '$lib/domain/documents/document';
import { Measurement, type Metrics } from '$lib/domain/metrics';
import { mostLikely } from '$lib/domain/predictions';
import type { Emotion, Intent } from '$lib/domain/vocabulary';
import { WorstMistakes } from '$lib/domain/worst-mistakes';
import { csvLine } from '$lib/exchange/csv';
import {
  predictionsHeader,
  predictionsRow,
  type LabelledAnswer,
  type RowPredictions,
  type ValidationSummary
} from '$lib/exchange/evaluation-csv';
import { ModelError } from '$lib/model/engine';
import type { EnginePool } from '$lib/model/engine-pool';
import { readAnswers, type CheckedCsv, type SkippedRows, type ValidationSource } from './answers';
import type { RunControl } from './control';
import { TextBlob } from './text-blob';

/** A wrong label, and what the answer was. */
export interface ShownMistake<K extends string> {
  /** Of the CSV, from 1, the header. */
  row: number;
  question: string;
  text: string;
  label: K;
  predicted: K;
  /** Probability given to the wrong label. */
  confidence: number;
}

/** What a run came to. */
export interface ValidationOutcome {
  /** Name of the CSV. */
  name: string;
  /** Answers predicted, and answers there are. */
  answers: readonly [done: number, total: number];
  labelled: CheckedCsv['labelled'];
  metrics: Metrics;
  mistakes: { intent: readonly ShownMistake<Intent>[]; emotion: readonly ShownMistake<Emotion>[] };
  skipped: SkippedRows;
  /** The predictions CSV and the metrics file, as the command line writes them. */
  predictions: Blob;
  summary: string;
}

/** Mistakes of each head that are shown. */
const SHOWN_MISTAKES = 10;

/** What a run needs of a pool. */
export type Predicting = Pick<EnginePool, 'model' | 'width' | 'predict'>;

interface Pending {
  row: number;
  answer: LabelledAnswer;
  prediction: Promise<RowPredictions>;
}

/** The file has other contents than when it was checked. */
export class FileChanged extends Error {}

/**
 * Predicts until the last answer, or until the run is stopped. A model that fails pauses the run; going on asks it again.
 * @param onDone called with the number of answers done, after each
 * @throws {FileChanged | CsvTextError | DOMException}
 */
export async function predictCsv(
  source: ValidationSource,
  checked: CheckedCsv,
  pool: Predicting,
  control: RunControl,
  onDone: (done: number) => void
): Promise<ValidationOutcome> {
  const { model } = pool;
  const run = new Collected(pool, checked);
  const underWay: Pending[] = [];
  const ask = ({ question, text }: LabelledAnswer) => {
    const prediction = pool.predict({ question, answer: text, sentences: [text] });
    // Handled when its turn comes.
    prediction.catch(() => undefined);
    return prediction;
  };
  /** @returns whether to go on */
  const keepOldest = async (): Promise<boolean> => {
    const oldest = underWay.shift();
    while (oldest) {
      try {
        run.add(oldest, await oldest.prediction);
        onDone(run.done);
        break;
      } catch (cause) {
        if (!(cause instanceof ModelError)) throw cause;
        control.pause(cause.toData());
        if (!(await control.goOn())) return false;
        oldest.prediction = ask(oldest.answer);
      }
    }
    return control.goOn();
  };
  let going = true;
  for await (const found of readAnswers(source)) {
    if (!('answer' in found)) continue;
    underWay.push({ ...found, prediction: ask(found.answer) });
    while (going && underWay.length >= pool.width) going = await keepOldest();
    if (!going) break;
  }
  while (going && underWay.length > 0) going = await keepOldest();
  if (going && run.done !== checked.answers) throw new FileChanged();
  return run.outcome(source.file.name, {
    id: model.id,
    version: model.version,
    sha256: model.sha256,
    backend: model.backend,
    file: model.file.path
  });
}

/** What a run has collected so far. */
class Collected {
  readonly #pool: Predicting;
  readonly #checked: CheckedCsv;
  readonly #measurement: Measurement;
  readonly #predictions = new TextBlob('text/csv');
  readonly #intent = new WorstMistakes<Omit<ShownMistake<Intent>, 'confidence'>>(SHOWN_MISTAKES);
  readonly #emotion = new WorstMistakes<Omit<ShownMistake<Emotion>, 'confidence'>>(SHOWN_MISTAKES);
  done = 0;

  constructor(pool: Predicting, checked: CheckedCsv) {
    this.#pool = pool;
    this.#checked = checked;
    const { temperatures, heads } = pool.model;
    this.#measurement = new Measurement(temperatures);
    this.#predictions.add(csvLine(predictionsHeader(heads)));
  }

  add({ row, answer }: Pending, predictions: RowPredictions): void {
    this.#measurement.add(answer, predictions);
    this.#predictions.add(csvLine(predictionsRow(answer, predictions)));
    const where = { row, question: answer.question, text: answer.text };
    const intent = mostLikely(predictions.intent);
    if (answer.intent !== null && intent !== answer.intent) {
      this.#intent.add(predictions.intent[intent], { ...where, label: answer.intent, predicted: intent });
    }
    const emotion = mostLikely(predictions.emotion);
    if (answer.emotion !== null && emotion !== answer.emotion) {
      this.#emotion.add(predictions.emotion[emotion], {
        ...where,
        label: answer.emotion,
        predicted: emotion
      });
    }
    this.done++;
  }

  outcome(name: string, stamp: ValidationSummary['model']): ValidationOutcome {
    const { answers, labelled, skipped, sha256 } = this.#checked;
    const metrics = this.#measurement.metrics();
    const summary: ValidationSummary = {
      model: stamp,
      eval_csv: { name, sha256 },
      n: this.done,
      ...(skipped.count > 0 && { skipped: skipped.count }),
      ...(this.done < answers && { of: answers }),
      temperature: this.#pool.model.temperatures,
      metrics
    };
    return {
      name,
      answers: [this.done, answers],
      labelled,
      metrics,
      mistakes: {
        intent: this.#intent.list.map(({ confidence, what }) => ({ ...what, confidence })),
        emotion: this.#emotion.list.map(({ confidence, what }) => ({ ...what, confidence }))
      },
      skipped,
      predictions: this.#predictions.end(),
      summary: serialize(summary)
    };
  }
}
