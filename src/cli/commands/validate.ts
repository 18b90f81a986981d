/** `validate`: measures a model on a CSV of labelled answers, of any size, on all cores, going on after an interruption. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { serialize } from '$lib/domain/documents/document';
import { Measurement, type Metrics } from '$lib/domain/metrics';
import { csvLine } from '$lib/exchange/csv';
import { ENCODINGS, type CsvEncoding } from '$lib/exchange/csv-text';
import {
  predictionsHeader,
  predictionsRow,
  type RowPredictions,
  type ValidationSummary
} from '$lib/exchange/evaluation-csv';
import { temperaturesOf } from '$lib/model/manifest';
import { oneOf, required, wholeNumber, type Call, type Command } from '../command';
import { CliError, EXIT, FileError, type ExitCode } from '../errors';
import { writeWhole } from '../files';
import { bundledModel, openModel, type OpenModel } from '../model';
import { readAnswers } from '../validate/csv-file';
import { PartialPredictions } from '../validate/partial';
import { openPredictor } from '../validate/predictor';
import { Progress } from '../validate/progress';

/** Most workers that can be asked for. */
const MOST_JOBS = 256;

/** What a run works on. */
interface Job {
  call: Call;
  csv: string;
  encoding: CsvEncoding;
  model: OpenModel;
  /** As the person named it. */
  modelPath: string;
  jobs: number;
  output: string;
  metrics: string;
}

/** The CSV as it was when it was checked. */
interface Checked {
  rows: number;
  sha256: string;
}

/** Reads the whole CSV once, so that a wrong label in the last row is told now and not after hours. */
async function check({ csv, encoding }: Job): Promise<Checked> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const { text } of readAnswers(csv, encoding, (bytes) => hash.update(bytes))) {
    if (text !== '') rows++;
  }
  return { rows, sha256: hash.digest('hex') };
}

/** Predicts what is not predicted yet. @returns whether all is done */
async function predictRest(job: Job, { rows }: Checked, partial: PartialPredictions): Promise<boolean> {
  const { io, messages } = job.call;
  const predictor = openPredictor(job.model, job.modelPath, job.jobs);
  const progress = new Progress(io, messages, partial.rows, rows);
  const underWay: Promise<RowPredictions>[] = [];
  const keepOldest = async () => {
    const oldest = await underWay.shift();
    if (oldest) await partial.append(oldest);
    progress.tell(partial.rows);
  };
  try {
    let row = 0;
    const kept = partial.rows;
    for await (const { question, text } of readAnswers(job.csv, job.encoding)) {
      if (row++ < kept) continue;
      if (io.signal.aborted) break;
      const prediction = predictor.predict({ question, answer: text, sentences: [text] });
      // Handled when its turn comes.
      prediction.catch(() => undefined);
      underWay.push(prediction);
      if (underWay.length >= predictor.width) await keepOldest();
    }
    while (underWay.length > 0) await keepOldest();
  } finally {
    progress.end();
    await predictor.close();
  }
  return partial.rows === rows;
}

/** Writes the predictions CSV, measuring on the way. */
async function writeOutputs(
  job: Job,
  checked: Checked,
  partial: PartialPredictions
): Promise<ValidationSummary> {
  const { model, csv, encoding, output } = job;
  const temperature = temperaturesOf(model.config);
  const measurement = new Measurement(temperature);
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(predictionsHeader({ quality: model.config.heads.quality !== undefined }));
    const hash = createHash('sha256');
    const predictions = partial.read();
    for await (const answer of readAnswers(csv, encoding, (bytes) => hash.update(bytes))) {
      const { value } = (await predictions.next()) as IteratorResult<RowPredictions, undefined>;
      if (!value) break;
      measurement.add(answer, value);
      yield csvLine(predictionsRow(answer, value));
    }
    if (hash.digest('hex') !== checked.sha256) {
      throw new FileError(csv, new CliError(EXIT.refused, (messages) => messages.csvChanged));
    }
  }
  await writeWhole(output, lines(), { replace: true });
  const summary = {
    model: { ...model.stamp, file: model.file },
    eval_csv: { name: basename(csv), sha256: checked.sha256 },
    n: checked.rows,
    temperature,
    metrics: measurement.metrics()
  };
  await writeWhole(job.metrics, serialize(summary), { replace: true });
  return summary;
}

function tableOf({ metric }: Call['messages'], metrics: Metrics): string {
  const { intent, emotion, quality, relevance } = metrics;
  const number = (value: number) => value.toFixed(4);
  const lines = [
    intent &&
      `${metric.intent}: n ${intent.n}, accuracy ${number(intent.accuracy)}, macro-F1 ${number(intent.macro_f1)}`,
    emotion &&
      `${metric.emotion}: n ${emotion.n}, accuracy ${number(emotion.accuracy)}, macro-F1 ${number(emotion.macro_f1)}`,
    quality &&
      `${metric.quality}: n ${quality.n}, kappa ${number(quality.kappa)}, Spearman ${number(quality.spearman)}`,
    relevance && `${metric.relevance}: n ${relevance.n}, AUC ${number(relevance.auc)}`
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('');
}

async function validate(job: Job): Promise<ExitCode> {
  const { io, messages, json } = job.call;
  const checked = await check(job);
  const key = JSON.stringify({
    format: 1,
    csv: checked.sha256,
    encoding: job.encoding,
    model: job.model.stamp
  });
  const { partial, startedOver } = await PartialPredictions.open(`${job.output}.part`, key);
  try {
    if (startedOver) io.err(`${messages.startedOver}\n`);
    if (partial.rows > 0) io.err(`${messages.resumed(partial.rows, checked.rows)}\n`);
    if (!(await predictRest(job, checked, partial))) {
      io.err(`${messages.interrupted(partial.rows)}\n`);
      return EXIT.interrupted;
    }
  } finally {
    await partial.close();
  }
  const summary = await writeOutputs(job, checked, partial);
  await partial.remove();
  if (json) io.out(serialize(summary));
  else {
    io.out(tableOf(messages, summary.metrics));
    io.err(`${messages.validated(checked.rows, job.output, job.metrics)}\n`);
  }
  return EXIT.done;
}

export const validateCommand: Command = {
  options: {
    model: 'value',
    'eval-csv': 'value',
    'output-csv': 'value',
    metrics: 'value',
    encoding: 'value',
    jobs: 'value',
    force: 'flag'
  },
  takesFiles: false,
  async run(call) {
    const csv = required(call, 'eval-csv');
    const output = required(call, 'output-csv');
    const metrics = call.values.metrics ?? output.replace(/(\.csv)?$/i, '.metrics.json');
    const jobs = wholeNumber(call, 'jobs', [1, MOST_JOBS], availableParallelism());
    const encoding = oneOf(call, 'encoding', ENCODINGS, 'utf-8');
    const taken = [output, metrics].find((path) => existsSync(path));
    if (taken !== undefined && !call.flags.has('force')) {
      throw new FileError(taken, new CliError(EXIT.refused, (messages) => messages.exists));
    }
    const modelPath = call.values.model ?? bundledModel();
    const model = await openModel(modelPath);
    try {
      return await validate({ call, csv, encoding, model, modelPath, jobs, output, metrics });
    } finally {
      await model.release();
    }
  }
};
