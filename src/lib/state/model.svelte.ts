/** The evaluation model as the screens see it: one engine per page, loaded in the background. */
import type { Predictions } from '$lib/domain/predictions';
import type { ModelStamp } from '$lib/domain/take';
import { createWorkerEngine } from '$lib/model/client';
import {
  ModelError,
  type Engine,
  type LoadedModel,
  type LoadProgress,
  type PredictRequest
} from '$lib/model/engine';
import { controlled } from '$lib/platform/service-worker';
import { modelsUrl } from './models-url';
import { preferences } from './preferences.svelte';

/** The model that the site ships. */
export const BUNDLED_MODEL = 'interview-kobert';

/** How long to wait for the service worker before the model's worker is started without its policy header. */
const serviceWorkerWaitMs = 5000;

class ModelState {
  progress = $state.raw<LoadProgress>({ phase: 'idle' });
  /** The model that the person had chosen was gone from this device, so that the site's own is used again. */
  lost = $state(false);
  #engine: Engine | null = null;

  /** The loaded model, or null. */
  get loaded(): LoadedModel | null {
    return this.progress.phase === 'ready' ? this.progress.model : null;
  }

  /** How far a download over the network has come, in bytes; null while there is none. */
  get download(): { loaded: number; total: number } | null {
    return this.progress.phase === 'download' && !this.progress.fromCache ? this.progress : null;
  }

  #start(): Engine {
    if (!this.#engine) {
      this.#engine = createWorkerEngine({ modelsUrl: modelsUrl() });
      this.#engine.subscribe((progress) => {
        this.progress = progress;
      });
    }
    return this.#engine;
  }

  /**
   * Loads the model that was chosen, or returns the loaded one. A chosen model that the browser has thrown away gives way
   * to the site's own, and {@link lost} says so. Waits for the service worker first: it gives the model's worker a
   * policy under which nothing can be sent anywhere.
   * @throws {ModelError}
   */
  async load(options: { refresh?: boolean } = {}): Promise<LoadedModel> {
    await Promise.all([controlled(serviceWorkerWaitMs), preferences.ready()]);
    const request = { backend: preferences.backend, ...options };
    const chosen = preferences.model;
    if (chosen !== null) {
      try {
        return await this.#start().load({ modelId: chosen, ...request });
      } catch (error) {
        if (!(error instanceof ModelError) || error.code !== 'not-kept') throw error;
        if (preferences.model === chosen) {
          await preferences.setModel(null);
          this.lost = true;
        }
      }
    }
    return this.#start().load({ modelId: BUNDLED_MODEL, ...request });
  }

  /** Starts loading without waiting; a failure shows in {@link progress}. */
  warmUp(): void {
    this.load().catch(() => undefined);
  }

  /** Frees the worker; the next use loads the model again. */
  release(): void {
    this.#engine?.release();
  }

  /** Loads again, after a failure or for a changed backend; evaluations under way are finished first. */
  reload(options: { refresh?: boolean } = {}): void {
    this.load(options).catch(() => undefined);
  }

  /** @throws {ModelError} `aborted` if the signal says so */
  async predict(request: PredictRequest, options: { signal?: AbortSignal } = {}): Promise<Predictions> {
    await this.load();
    return this.#start().predict(request, options);
  }

  /** @returns which model is loaded, for the record; null if none is */
  stamp(): ModelStamp | null {
    const model = this.loaded;
    return model && { id: model.id, version: model.version, sha256: model.sha256, backend: model.backend };
  }
}

/** The one model of this page. */
export const model = new ModelState();
