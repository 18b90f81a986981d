/** The engine the app uses: keeps one worker with one model, starts it when needed and frees it when idle. */
import type { Predictions } from '$lib/domain/predictions';
import { WorkerConnection, type WorkerPort } from './connection';
import {
  ModelError,
  type Engine,
  type LoadedModel,
  type LoadProgress,
  type LoadRequest,
  type PredictRequest
} from './engine';
import { ProgressSource } from './progress';

/** A worker that nobody has asked anything for this long is freed; opening it again takes about a second. */
const IDLE_MS = 10 * 60_000;

/** How the engine is set up. */
export interface WorkerEngineOptions {
  /** Absolute URL of the folder that holds model folders, ending in a slash. */
  modelsUrl: string;
  /** Let WebGPU run on an emulated adapter; only tests do. */
  allowSoftwareAdapter?: boolean;
  /** Use one WebAssembly thread, whatever there is: for several engines beside each other. */
  singleThread?: boolean;
  /** Milliseconds without a request after which the worker is freed. */
  idleMs?: number;
  /** Starts a worker; tests give one of their own. */
  startWorker?: () => WorkerPort;
}

/** A worker and the model it holds or is loading. */
interface Residency {
  request: LoadRequest;
  connection: WorkerConnection;
  loading: Promise<LoadedModel>;
  /** Aborts the load, when all who wait for it have given up. */
  controller: AbortController;
  waiting: number;
}

/** @returns an engine whose model lives in a worker; nothing starts before the first load */
export function createWorkerEngine(options: WorkerEngineOptions): Engine {
  return new WorkerEngine(options);
}

/** @returns a new model worker */
export function startModelWorker(): WorkerPort {
  return new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'interview-buddy:model'
  });
}

function aborted(): ModelError {
  return new ModelError('aborted', 'The request was aborted.');
}

class WorkerEngine implements Engine {
  readonly #options: Required<WorkerEngineOptions>;
  readonly #progress = new ProgressSource();
  #resident: Residency | null = null;
  #wanted: LoadRequest | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WorkerEngineOptions) {
    this.#options = {
      allowSoftwareAdapter: false,
      singleThread: false,
      idleMs: IDLE_MS,
      startWorker: startModelWorker,
      ...options
    };
  }

  get progress(): LoadProgress {
    return this.#progress.current;
  }

  subscribe(listener: (progress: LoadProgress) => void): () => void {
    return this.#progress.subscribe(listener);
  }

  async load(request: LoadRequest, { signal }: { signal?: AbortSignal } = {}): Promise<LoadedModel> {
    if (signal?.aborted) throw aborted();
    this.#wanted = { modelId: request.modelId, backend: request.backend };
    const resident = this.#resident;
    const same =
      resident?.request.modelId === request.modelId && resident.request.backend === request.backend;
    return this.#wait(resident && same && !request.refresh ? resident : this.#replace(request), signal);
  }

  async predict(request: PredictRequest, { signal }: { signal?: AbortSignal } = {}): Promise<Predictions> {
    const resident = await this.#ready(signal);
    try {
      return await resident.connection.call('predict', request, { signal });
    } catch (cause) {
      const error = ModelError.from(cause, 'inference-failed');
      // A runtime that has failed once may be out of memory or in pieces: the next call gets a new one.
      if (error.code === 'inference-failed' && this.#forget(resident)) {
        resident.connection.retire();
        this.#progress.emit({ phase: 'idle' });
      }
      throw error;
    }
  }

  release(): void {
    const resident = this.#resident;
    if (!resident) return;
    this.#forget(resident);
    resident.connection.close(aborted());
    this.#progress.emit({ phase: 'idle' });
  }

  /** @returns the worker whose model is ready; if it is replaced meanwhile, its successor */
  async #ready(signal?: AbortSignal): Promise<Residency> {
    for (;;) {
      if (signal?.aborted) throw aborted();
      if (!this.#wanted) throw new ModelError('inference-failed', 'No model was ever asked for.');
      const resident = this.#resident ?? this.#replace(this.#wanted);
      try {
        await this.#wait(resident, signal);
        if (resident === this.#resident) return resident;
      } catch (error) {
        const superseded = this.#resident !== null && this.#resident !== resident && !signal?.aborted;
        if (!superseded) throw error;
      }
    }
  }

  /** Waits for a load; the load itself is aborted only when nobody waits any more. */
  #wait(resident: Residency, signal?: AbortSignal): Promise<LoadedModel> {
    resident.waiting++;
    return new Promise((resolve, reject) => {
      const abort = () => {
        reject(aborted());
        if (--resident.waiting === 0) resident.controller.abort();
      };
      signal?.addEventListener('abort', abort, { once: true });
      resident.loading.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
    });
  }

  /** Starts a worker in place of the present one, which finishes the answers it was given. */
  #replace(request: LoadRequest): Residency {
    const previous = this.#resident;
    if (previous) {
      this.#forget(previous);
      previous.controller.abort();
      previous.connection.retire();
    }
    this.#progress.emit({ phase: 'prepare', step: 'runtime' });
    const controller = new AbortController();
    const connection = new WorkerConnection(
      this.#start(),
      () => this.#armIdleTimer(),
      (error) => {
        if (this.#forget(resident)) this.#progress.emit({ phase: 'error', error: error.toData() });
      }
    );
    const { modelsUrl, allowSoftwareAdapter, singleThread } = this.#options;
    const loading = connection.call(
      'load',
      { request, settings: { modelsUrl, allowSoftwareAdapter, singleThread } },
      {
        signal: controller.signal,
        onStep: (step) => this.#resident === resident && this.#progress.emit(step)
      }
    );
    const resident: Residency = { request, connection, loading, controller, waiting: 0 };
    this.#resident = resident;
    loading.then(
      (model) => {
        if (this.#resident === resident) this.#progress.emit({ phase: 'ready', model });
      },
      (cause: unknown) => {
        const error = ModelError.from(cause, 'worker-crashed');
        connection.close(error);
        if (this.#forget(resident)) this.#progress.emit({ phase: 'error', error: error.toData() });
      }
    );
    return resident;
  }

  #start(): WorkerPort {
    try {
      return this.#options.startWorker();
    } catch (cause) {
      const error = ModelError.from(cause, 'worker-crashed');
      this.#progress.emit({ phase: 'error', error: error.toData() });
      throw error;
    }
  }

  /** @returns whether the worker was the present one, which it is no longer */
  #forget(resident: Residency): boolean {
    if (this.#resident !== resident) return false;
    this.#resident = null;
    clearTimeout(this.#idleTimer);
    return true;
  }

  /** Called when the last request has ended. A timer that fires during a later one does nothing: its end arms the next. */
  #armIdleTimer(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.#resident && !this.#resident.connection.busy) this.release();
    }, this.#options.idleMs);
  }
}
