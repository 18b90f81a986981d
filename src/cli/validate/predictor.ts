/** Predicts many answers: in this process, or on all cores by one worker thread each. */
import { Worker } from 'node:worker_threads';
import type { RowPredictions } from '$lib/exchange/evaluation-csv';
import { ModelError, type PredictRequest } from '$lib/model/engine';
import type { OpenModel } from '../model';
import type { WorkerAnswer, WorkerQuestion } from './worker';

/** Predicts answers; asked for more than one at a time, it works on as many as it can. */
export interface Predictor {
  /** Answers it works on at once. */
  width: number;
  /** @throws {ModelError} */
  predict(request: PredictRequest): Promise<RowPredictions>;
  close(): Promise<void>;
}

/** A worker thread, which answers in the order it is asked. */
class WorkerPredictor {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (found: RowPredictions) => void; reject: (error: ModelError) => void }[] = [];
  #failure: ModelError | null = null;

  constructor(model: string) {
    // Beside the built file of this one.
    this.#worker = new Worker(new URL('validate-worker.js', import.meta.url), { workerData: { model } });
    this.#worker.on('message', (answer: WorkerAnswer) => {
      const next = this.#waiting.shift();
      if ('error' in answer) next?.reject(ModelError.fromData(answer.error));
      else next?.resolve(answer.predictions);
    });
    this.#worker.on('error', (cause) => this.#fail(ModelError.from(cause, 'worker-crashed')));
    this.#worker.on('exit', () => this.#fail(new ModelError('worker-crashed', 'The worker has ended.')));
  }

  /** Answers it has been asked for and not given. */
  get load(): number {
    return this.#waiting.length;
  }

  #fail(error: ModelError): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  predict(request: PredictRequest): Promise<RowPredictions> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request satisfies WorkerQuestion);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * @param model an open model, used as it is by a single job
 * @param path where workers open it again
 * @param jobs answers to work on at once, ≥ 1
 */
export function openPredictor(model: OpenModel, path: string, jobs: number): Predictor {
  if (jobs === 1) {
    return { width: 1, predict: (request) => model.predict(request), close: () => Promise.resolve() };
  }
  const workers = Array.from({ length: jobs }, () => new WorkerPredictor(path));
  return {
    // Each has one answer at hand when it is done with another.
    width: 2 * jobs,
    predict(request) {
      const idlest = workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
      return idlest.predict(request);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    }
  };
}
