/** Batch validation as a page sees it: one file at a time, in a worker, going on while other pages are looked at. */
import type { CsvEncoding } from '$lib/exchange/csv-text';
import type { EvaluationColumns } from '$lib/exchange/evaluation-csv';
import { ModelError, type LoadedModel } from '$lib/model/engine';
import { deviceFacts } from '$lib/platform/device';
import { downloadBlob, downloadText } from '$lib/platform/download';
import { askBeforeLeaving } from '$lib/platform/leaving';
import { controlled } from '$lib/platform/service-worker';
import { model } from './model.svelte';
import { modelsUrl } from './models-url';
import { AppError, modelProblem, toProblem, type Problem } from './problem';
import type { CsvPreview } from './validation/answers';
import type {
  RunProgress,
  ValidationErrorData,
  ValidationMessage,
  ValidationReply
} from './validation/protocol';
import type { ValidationOutcome } from './validation/run';

export type { ValidationOutcome };

/** How long a job may wait for the service worker, which holds workers to the policy, in milliseconds. */
const CONTROL_MS = 5000;

/** What the worker found in a file. */
export interface OpenedCsv {
  encoding: CsvEncoding;
  preview: CsvPreview;
}

function errorOf(data: ValidationErrorData): Error {
  if (data.part === 'csv') return new AppError(data.code, { cause: new Error(data.message) });
  return data.part === 'model' ? ModelError.fromData(data.error) : new Error(data.message);
}

class Validation {
  /**
   * `none`: no file; `opening`: looking at one; `ready`: its columns can be named; then a run: `checking` the file,
   * `loading` the model, `running`, `paused`; and `done`.
   */
  stage = $state<'none' | 'opening' | 'ready' | 'checking' | 'loading' | 'running' | 'paused' | 'done'>(
    'none'
  );
  file = $state.raw<File | null>(null);
  /** What the person chose; null for the encoding that fits. */
  encoding = $state.raw<CsvEncoding | null>(null);
  opened = $state.raw<OpenedCsv | null>(null);
  columns = $state.raw<EvaluationColumns | null>(null);
  /** Bytes of the file that are checked. */
  checked = $state(0);
  progress = $state.raw<RunProgress | null>(null);
  outcome = $state.raw<ValidationOutcome | null>(null);
  /** What the run is or was made with. */
  model = $state.raw<LoadedModel | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Whether there are predictions that nobody has downloaded yet. */
  unsaved = $state(false);

  #worker: Worker | null = null;
  /** Ends the job that runs. */
  #controller: AbortController | null = null;
  #stopAsking: (() => void) | null = null;

  /** Whether a run is under way, paused included. */
  get busy(): boolean {
    return ['checking', 'loading', 'running', 'paused'].includes(this.stage);
  }

  /** Looks at a file. A run under way goes on, and the file is not taken. */
  async open(file: File): Promise<void> {
    if (this.busy) return;
    this.encoding = null;
    await this.#look(file);
  }

  /** Reads the file again, in the encoding chosen; null for the one that fits. */
  async setEncoding(encoding: CsvEncoding | null): Promise<void> {
    if (this.busy || !this.file) return;
    this.encoding = encoding;
    await this.#look(this.file);
  }

  async #look(file: File): Promise<void> {
    this.#saved();
    this.file = file;
    this.opened = null;
    this.columns = null;
    this.outcome = null;
    this.problem = null;
    this.stage = 'opening';
    await this.#attempt('none', async (signal) => {
      const reply = await this.#ask({ type: 'open', file, encoding: this.encoding }, signal);
      if (reply.type !== 'opened') return;
      this.opened = { encoding: reply.encoding, preview: reply.preview };
      this.columns = reply.columns;
      this.stage = 'ready';
    });
  }

  /** Starts the run with the model in use. */
  async run(): Promise<void> {
    const { file, opened, columns } = this;
    if (this.stage !== 'ready' || !file || !opened || !columns || columns.text === null) return;
    const source = { file, encoding: opened.encoding, columns };
    this.problem = null;
    this.outcome = null;
    this.progress = null;
    this.checked = 0;
    this.stage = 'checking';
    this.#stopAsking ??= askBeforeLeaving();
    await this.#attempt('ready', async (signal) => {
      const loaded = await model.load();
      signal.throwIfAborted();
      this.model = loaded;
      const request = { modelId: loaded.modelId, backend: loaded.backend };
      const device = deviceFacts();
      const reply = await this.#ask({ type: 'run', source, modelsUrl: modelsUrl(), request, device }, signal);
      if (reply.type !== 'ended') return;
      this.outcome = reply.outcome;
      this.unsaved = true;
      this.stage = 'done';
    });
    if (!this.busy && this.outcome === null) this.#saved();
  }

  pause(): void {
    if (this.stage === 'running') this.#tell({ type: 'pause' });
  }

  resume(): void {
    if (this.stage !== 'paused') return;
    this.problem = null;
    this.stage = 'running';
    this.#tell({ type: 'resume' });
  }

  /** Ends the run: with what is done, if anything is; else as if it had not been started. */
  stop(): void {
    if (!this.busy) return;
    this.problem = null;
    if (this.progress && this.progress.done > 0) {
      this.#tell({ type: 'stop' });
      return;
    }
    this.#controller?.abort();
    this.stage = 'ready';
    this.#saved();
  }

  /** Back to the columns of the file; what the run came to is forgotten. */
  again(): void {
    if (this.stage !== 'done') return;
    this.outcome = null;
    this.#saved();
    this.stage = 'ready';
  }

  downloadPredictions(): void {
    if (!this.outcome) return;
    downloadBlob(this.#nameOf('.predictions.csv'), this.outcome.predictions);
    this.#saved();
  }

  downloadMetrics(): void {
    if (this.outcome) downloadText(this.#nameOf('.predictions.metrics.json'), this.outcome.summary);
  }

  downloadSkipped(): void {
    if (this.outcome) downloadBlob(this.#nameOf('.skipped.csv'), this.outcome.skipped.csv);
  }

  #nameOf(ending: string): string {
    return (this.outcome?.name ?? '').replace(/\.(csv|txt)$/i, '') + ending;
  }

  /** Nothing would be lost with the tab. */
  #saved(): void {
    this.unsaved = false;
    this.#stopAsking?.();
    this.#stopAsking = null;
  }

  #tell(message: ValidationMessage): void {
    this.#worker?.postMessage(message);
  }

  /** @param back where a failure leads */
  async #attempt(back: 'none' | 'ready', work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    try {
      await controlled(CONTROL_MS);
      controller.signal.throwIfAborted();
      await work(controller.signal);
    } catch (error) {
      // A job that was given up has left the stage to what came after it.
      if (controller.signal.aborted) return;
      this.problem = toProblem(error);
      this.stage = back;
    }
  }

  async #ask(message: ValidationMessage, signal: AbortSignal): Promise<ValidationReply> {
    const worker = new Worker(new URL('./validation/worker.ts', import.meta.url), {
      type: 'module',
      name: 'interview-buddy:validation'
    });
    this.#worker = worker;
    try {
      return await new Promise<ValidationReply>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ModelError('aborted', 'The job was given up.')));
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new ModelError('worker-crashed', event.message || 'The validation worker has died.'));
        };
        worker.onmessage = ({ data }: MessageEvent<ValidationReply>) => {
          if (data.type === 'failed') reject(errorOf(data.error));
          else if (data.type === 'opened' || data.type === 'ended') resolve(data);
          else this.#step(data);
        };
        worker.postMessage(message);
      });
    } finally {
      worker.terminate();
      if (this.#worker === worker) this.#worker = null;
    }
  }

  #step(reply: ValidationReply): void {
    switch (reply.type) {
      case 'checking':
        this.checked = reply.bytes;
        return;
      case 'loading':
        this.stage = 'loading';
        return;
      case 'progress':
        this.progress = reply.progress;
        if (this.stage === 'loading') this.stage = 'running';
        return;
      case 'paused':
        this.stage = 'paused';
        this.problem = reply.error && modelProblem(reply.error);
    }
  }
}

/** The one validation of this page. */
export const validation = new Validation();
