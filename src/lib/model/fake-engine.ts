/** An engine without a model, for tests of screens and state: deterministic, instant, and failing on demand. */
import type { Predictions } from '$lib/domain/predictions';
import { EMOTIONS, INTENTS, LEVELS, ROLES } from '$lib/domain/vocabulary';
import {
  ModelError,
  type Engine,
  type LoadedModel,
  type LoadProgress,
  type LoadRequest,
  type ModelErrorData,
  type PredictRequest
} from './engine';
import { softmax } from './pooling';
import { ProgressSource } from './progress';

/** What a fake engine does. */
export interface FakeEngineOptions {
  /** Errors that the first loads end in, in order; loads after them succeed. */
  loadErrors?: readonly ModelErrorData[];
  /** Errors that the first evaluations end in, in order. */
  predictErrors?: readonly ModelErrorData[];
  /** Facts about the model that differ from the default. */
  model?: Partial<LoadedModel>;
  /** Overrides parts of every evaluation. */
  predictions?: Partial<Predictions>;
  /** Milliseconds that each load and evaluation takes. */
  delayMs?: number;
}

const FAKE_BYTES = 1_000_000;

const FAKE_MODEL: LoadedModel = {
  modelId: 'fake',
  id: 'fake',
  version: '0.0.0',
  name: 'Fake model',
  nameKo: '가짜 모델',
  maturity: 'preview',
  sha256: '0'.repeat(64),
  file: { path: 'onnx/model_quantized.onnx', bytes: 1_000_000 },
  backend: 'wasm',
  dropped: [],
  threads: 1,
  heads: { quality: true, relevance: true, role: true, embedding: true },
  temperatures: { intent: 1, emotion: 1, quality: 1, relevance: 1 },
  missed: null,
  cached: true,
  loadMs: 0
};

/** FNV-1a, 32 bits. @returns a number in 0–1 that depends only on the text */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (state >>> 0) / 2 ** 32;
}

function spread<K extends string | number>(labels: readonly K[], seed: string): Record<K, number> {
  const probabilities = softmax(labels.map((label) => 4 * hash(`${seed} ${label}`)));
  return Object.fromEntries(labels.map((label, i) => [label, probabilities[i]])) as Record<K, number>;
}

/** @returns predictions that depend on nothing but the texts */
export function fakePredictions({ question, answer, sentences }: PredictRequest): Predictions {
  return {
    intent: spread(INTENTS, answer),
    emotion: spread(EMOTIONS, answer),
    quality: spread(LEVELS, answer),
    relevance: hash(`${question} ${answer}`),
    sentences: sentences.map((sentence) => ({
      role: spread(ROLES, sentence),
      embedding: Float32Array.from({ length: 8 }, (_, i) => hash(`${sentence} ${i}`) - 0.5)
    })),
    answerTokens: answer.split(/\s+/).filter(Boolean).length * 2,
    windows: 1,
    unknownShare: 0
  };
}

/** An {@link Engine} for tests. */
export class FakeEngine implements Engine {
  readonly #options: FakeEngineOptions;
  readonly #progress = new ProgressSource();
  readonly #loadErrors: ModelErrorData[];
  readonly #predictErrors: ModelErrorData[];
  /** Everything that was asked of it, in order. */
  readonly calls: (LoadRequest | PredictRequest)[] = [];

  constructor(options: FakeEngineOptions = {}) {
    this.#options = options;
    this.#loadErrors = [...(options.loadErrors ?? [])];
    this.#predictErrors = [...(options.predictErrors ?? [])];
  }

  get progress(): LoadProgress {
    return this.#progress.current;
  }

  subscribe(listener: (progress: LoadProgress) => void): () => void {
    return this.#progress.subscribe(listener);
  }

  async load(request: LoadRequest, { signal }: { signal?: AbortSignal } = {}): Promise<LoadedModel> {
    this.calls.push(request);
    if (this.progress.phase === 'ready' && !request.refresh) return this.progress.model;
    const model: LoadedModel = {
      ...FAKE_MODEL,
      modelId: request.modelId,
      id: request.modelId,
      ...this.#options.model
    };
    const download = {
      phase: 'download',
      backend: model.backend,
      total: FAKE_BYTES,
      fromCache: false
    } as const;
    try {
      this.#progress.emit({ phase: 'prepare', step: 'runtime' });
      this.#progress.emit({ ...download, loaded: 0 });
      await this.#pause(signal);
      const error = this.#loadErrors.shift();
      if (error) throw ModelError.fromData(error);
      this.#progress.emit({ ...download, loaded: FAKE_BYTES });
      this.#progress.emit({ phase: 'prepare', step: 'session' });
      this.#progress.emit({ phase: 'prepare', step: 'self-check' });
    } catch (cause) {
      const error = ModelError.from(cause, 'runtime-failed');
      this.#progress.emit({ phase: 'error', error: error.toData() });
      throw error;
    }
    this.#progress.emit({ phase: 'ready', model });
    return model;
  }

  async predict(request: PredictRequest, { signal }: { signal?: AbortSignal } = {}): Promise<Predictions> {
    if (this.progress.phase !== 'ready')
      await this.load({ modelId: FAKE_MODEL.id, backend: 'auto' }, { signal });
    this.calls.push(request);
    await this.#pause(signal);
    const error = this.#predictErrors.shift();
    if (error) throw ModelError.fromData(error);
    return { ...fakePredictions(request), ...this.#options.predictions };
  }

  release(): void {
    this.#progress.emit({ phase: 'idle' });
  }

  async #pause(signal?: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.delayMs ?? 0));
    if (signal?.aborted) throw new ModelError('aborted', 'The request was aborted.');
  }
}
