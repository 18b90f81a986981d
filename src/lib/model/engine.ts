/** What the rest of the app knows of a model: an engine that loads one and evaluates answers. */
import type { Temperatures } from '$lib/domain/metrics';
import type { Predictions } from '$lib/domain/predictions';

/** Where the model runs. WASM is the reference; WebGPU pays only for large models on a real adapter. */
export type Backend = 'wasm' | 'webgpu';

/** A person's choice in settings; `auto` follows the capabilities and the speed probe. */
export type BackendPreference = Backend | 'auto';

/**
 * Progress of a load, ending in `ready` or `error`. Within one download `loaded` never falls and `total` is constant;
 * a second download happens only where a backend was dropped, or two are compared, and another file is needed.
 */
export type LoadProgress =
  | { phase: 'idle' }
  /** Fetching or reading from the cache; bytes of the files for `backend`. */
  | { phase: 'download'; backend: Backend; loaded: number; total: number; fromCache: boolean }
  /**
   * `runtime`: starting the worker and reading the manifest; `session`: compiling the runtime and opening the model;
   * `self-check`: checking a known answer; `speed-probe`: measuring backends against each other.
   */
  | { phase: 'prepare'; step: 'runtime' | 'session' | 'self-check' | 'speed-probe' }
  | { phase: 'ready'; model: LoadedModel }
  | { phase: 'error'; error: ModelErrorData };

/** Every way a model can fail. Each has a sentence and a next step in the message catalogues. */
export type ModelErrorCode =
  /** The server could not be reached, or a file is not there. */
  | 'download-failed'
  /** A file's size or SHA-256 is not what the manifest says. */
  | 'corrupt-file'
  /** manifest.json, config.json or tokenizer.json is not what the contract asks for. */
  | 'invalid-model'
  /** The browser cannot run it: no WebAssembly, out of memory. */
  | 'runtime-failed'
  /** A backend gave a wrong known answer, and none is left to try. */
  | 'self-check-failed'
  /** The worker died. */
  | 'worker-crashed'
  /** The answer could not be evaluated. */
  | 'inference-failed'
  | 'aborted'
  /** What was brought holds no model folder, or several. */
  | 'not-a-model'
  /** A ZIP file is damaged, encrypted or of an unknown kind, or a path in it leads elsewhere. */
  | 'bad-archive'
  /** A model that was brought is larger than any this app runs. */
  | 'too-large'
  /** A model that was brought cannot be kept: the disk is full, or storage is denied. */
  | 'not-stored'
  /** A model that was brought is not on this device any more. */
  | 'not-kept';

/** An error as it crosses the worker boundary. */
export interface ModelErrorData {
  code: ModelErrorCode;
  /** For developers, English. */
  message: string;
  /** Extra facts: the file, the HTTP status … */
  detail?: string;
}

/** An error of the model part. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly detail: string | undefined;

  constructor(code: ModelErrorCode, message: string, detail?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
    this.detail = detail;
  }

  /**
   * Makes an error of the model part out of anything thrown; aborts become `aborted`.
   * @param code given to what is not already a model error or an abort
   */
  static from(cause: unknown, code: ModelErrorCode): ModelError {
    if (cause instanceof ModelError) return cause;
    if (cause instanceof Error && cause.name === 'AbortError') {
      return new ModelError('aborted', 'The request was aborted.', undefined, { cause });
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    return new ModelError(code, message, undefined, { cause });
  }

  /** @returns the error that crossed the worker boundary as data */
  static fromData(data: ModelErrorData): ModelError {
    return new ModelError(data.code, data.message, data.detail);
  }

  /** @returns the error as plain data */
  toData(): ModelErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.detail !== undefined && { detail: this.detail })
    };
  }
}

/** Optional heads of a model; what is missing is computed from text facts, and the UI says so. */
export interface ModelHeads {
  quality: boolean;
  relevance: boolean;
  role: boolean;
  embedding: boolean;
}

/** A model that is ready to evaluate. */
export interface LoadedModel {
  /** What it was loaded by. */
  modelId: string;
  id: string;
  version: string;
  /** Display names. */
  name: string;
  nameKo: string;
  maturity: 'preview' | 'stable';
  /** SHA-256 (hex) of the ONNX file in use. */
  sha256: string;
  /** Path of that file in the model's folder, and its size. */
  file: { path: string; bytes: number };
  backend: Backend;
  /** Backends that were dropped on the way, with the reason. */
  dropped: readonly { backend: Backend; error: ModelErrorData }[];
  threads: number;
  heads: ModelHeads;
  /** Calibration behind its probabilities. */
  temperatures: Temperatures;
  /** A newer version that could not be had, so that this one, kept from before, is used; null if this is the newest known. */
  missed: { version: string; error: ModelErrorData } | null;
  /** Whether every file is kept on this device, so that the model opens without a network. */
  cached: boolean;
  /** Milliseconds from the request to ready. */
  loadMs: number;
}

/** What to load, and how. */
export interface LoadRequest {
  /** Folder name under `models/`, or the id of a model that was brought. */
  modelId: string;
  backend: BackendPreference;
  /** Fetch again even what is cached. */
  refresh?: boolean;
}

/** One answer to evaluate. */
export interface PredictRequest {
  question: string;
  answer: string;
  /** The answer's sentences in order; together they hold exactly the non-space characters of `answer`. */
  sentences: readonly string[];
}

/** Loads models and evaluates answers, one at a time. */
export interface Engine {
  /** Current progress; the last event. */
  readonly progress: LoadProgress;
  /** @returns a function that ends the subscription; the listener is called at once with the current state */
  subscribe(listener: (progress: LoadProgress) => void): () => void;
  /**
   * Loads a model, or returns the loaded one; calls for the same request share one load. A failed load is forgotten,
   * so that calling again retries. A different request replaces the model: answers already given to it are finished first.
   * @throws {ModelError}
   */
  load(request: LoadRequest, options?: { signal?: AbortSignal }): Promise<LoadedModel>;
  /**
   * Evaluates one answer in one pass (several windows if it is long). Waits for a load under way, and loads the model
   * last asked for again if it was released or has failed.
   * @throws {ModelError} also if no model was ever asked for
   */
  predict(request: PredictRequest, options?: { signal?: AbortSignal }): Promise<Predictions>;
  /** Frees the worker at once; what is under way is aborted, and a later call starts a new one. */
  release(): void;
}
