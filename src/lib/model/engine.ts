/** What the rest of the app knows of a model: an engine that loads one and evaluates answers. */
import type { Predictions } from '$lib/domain/predictions';

/** Where the model runs. WASM is the reference; WebGPU pays only for large models on a real adapter. */
export type Backend = 'wasm' | 'webgpu';

/** A person's choice in settings; `auto` follows the capabilities and the speed probe. */
export type BackendPreference = Backend | 'auto';

/** Progress of a load: monotonic, with a constant total, ending in `ready` or `error`. */
export type LoadProgress =
  | { phase: 'idle' }
  /** Fetching or reading from the cache; bytes. */
  | { phase: 'download'; loaded: number; total: number; fromCache: boolean }
  /** Compiling the runtime, creating the session, checking a known answer. */
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
  /** Every backend gave a wrong known answer. */
  | 'self-check-failed'
  /** The worker died. */
  | 'worker-crashed'
  /** The answer could not be evaluated. */
  | 'inference-failed'
  | 'aborted';

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

  /** @returns the error as plain data */
  toData(): ModelErrorData {
    return { code: this.code, message: this.message, ...(this.detail !== undefined && { detail: this.detail }) };
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
  id: string;
  version: string;
  /** Display names. */
  name: string;
  nameKo: string;
  maturity: 'preview' | 'stable';
  /** SHA-256 (hex) of the ONNX file in use. */
  sha256: string;
  backend: Backend;
  /** Backends that were dropped on the way, with the reason. */
  dropped: readonly { backend: Backend; error: ModelErrorData }[];
  threads: number;
  heads: ModelHeads;
  /** Milliseconds from the request to ready. */
  loadMs: number;
}

/** What to load, and how. */
export interface LoadRequest {
  /** Folder name under `models/`. */
  modelId: string;
  backend: BackendPreference;
  /** Fetch again even what is cached. */
  refresh?: boolean;
}

/** One answer to evaluate. */
export interface PredictRequest {
  question: string;
  answer: string;
  /** The answer's sentences in order; together they hold every non-space character of `answer`. */
  sentences: readonly string[];
}

/** Loads models and evaluates answers, one at a time. */
export interface Engine {
  /** Current progress; the last event. */
  readonly progress: LoadProgress;
  /** @returns a function that ends the subscription; the listener is called at once with the current state */
  subscribe(listener: (progress: LoadProgress) => void): () => void;
  /**
   * Loads a model, or returns the loaded one. A failed load is forgotten, so that calling again retries.
   * @throws {ModelError}
   */
  load(request: LoadRequest, options?: { signal?: AbortSignal }): Promise<LoadedModel>;
  /**
   * Evaluates one answer in one pass (several windows if it is long). Loads first if need be.
   * @throws {ModelError}
   */
  predict(request: PredictRequest, options?: { signal?: AbortSignal }): Promise<Predictions>;
  /** Frees the worker; a later call starts a new one. */
  release(): void;
}
