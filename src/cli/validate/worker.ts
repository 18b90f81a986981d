/** A worker thread of `validate`: opens the model once and answers one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RowPredictions } from '$lib/exchange/evaluation-csv';
import { ModelError, type ModelErrorData, type PredictRequest } from '$lib/model/engine';
import { FileError } from '../errors';
import { openModel } from '../model';

/** What a worker is asked. */
export type WorkerQuestion = PredictRequest;
/** What it answers, in the order it was asked. */
export type WorkerAnswer = { predictions: RowPredictions } | { error: ModelErrorData };

const { model: path } = workerData as { model: string };
const opening = openModel(path);

async function answer(question: WorkerQuestion): Promise<WorkerAnswer> {
  try {
    const model = await opening;
    const { intent, emotion, quality, relevance, sentences } = await model.predict(question);
    const roles = sentences.map(({ role }) => ({ role, embedding: null }));
    return { predictions: { intent, emotion, quality, relevance, sentences: roles } };
  } catch (error) {
    const cause = error instanceof FileError ? error.cause : error;
    return { error: ModelError.from(cause, 'inference-failed').toData() };
  }
}

let queue = Promise.resolve();
parentPort?.on('message', (question: WorkerQuestion) => {
  queue = queue.then(async () => parentPort?.postMessage(await answer(question)));
});
