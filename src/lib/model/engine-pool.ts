/** Many answers at once: several engines with one model, each in a worker of its own. */
import type { Predictions } from '$lib/domain/predictions';
import { ModelError, type Engine, type LoadedModel, type LoadRequest, type PredictRequest } from './engine';

/** What the device offers. */
export interface DeviceFacts {
  /** Logical processor cores. */
  cores: number;
  /** Memory in GB as the browser tells it (8 at most); null if it does not. */
  memoryGb: number | null;
}

/** Memory of an engine: what the runtime needs, and how many times the model's file is held while it is opened and run. */
const RUNTIME_BYTES = 100_000_000;
const FILE_COPIES = 4;

/** Memory taken for granted where the browser tells none, and the share of a device's that a run may take. */
const USUAL_GB = 4;
const SHARE = 1 / 4;

/**
 * @returns engines that make sensible use of a device, at least 1: one per core, of more than two cores one less, so
 *   that the page stays quick; no more than memory holds; a single one on a GPU, of which there is only one
 */
export function poolSize(
  { backend, file }: Pick<LoadedModel, 'backend' | 'file'>,
  { cores, memoryGb }: DeviceFacts
): number {
  if (backend === 'webgpu') return 1;
  const room = (memoryGb ?? USUAL_GB) * 1e9 * SHARE;
  const fitting = Math.floor(room / (RUNTIME_BYTES + FILE_COPIES * file.bytes));
  return Math.max(1, Math.min(cores > 2 ? cores - 1 : cores, fitting));
}

/** Requests an engine has at hand: one it works on, and one so that it need not wait for the next. */
const AT_HAND = 2;

/** Engines asked for an answer before it counts as failed. */
const MOST_TRIES = 2;

interface Member {
  engine: Engine;
  load: number;
}

/** Engines with the same model. */
export class EnginePool {
  readonly #members: Member[] = [];
  /** What all of them hold. */
  readonly model: LoadedModel;
  #released = false;

  private constructor(first: Engine, model: LoadedModel) {
    this.#members.push({ engine: first, load: 0 });
    this.model = model;
  }

  /**
   * Opens a first engine, and the others meanwhile. One of them that cannot be opened, or holds another version, is left
   * out: the run is slower without it, not wrong.
   * @param start makes an engine
   * @throws {ModelError} if the first cannot be opened
   */
  static async open(
    start: () => Engine,
    request: LoadRequest,
    device: DeviceFacts,
    signal?: AbortSignal
  ): Promise<EnginePool> {
    const first = start();
    try {
      const pool = new EnginePool(first, await first.load(request, signal && { signal }));
      const others = poolSize(pool.model, device) - 1;
      for (let i = 0; i < others; i++) void pool.#join(start(), request);
      return pool;
    } catch (error) {
      first.release();
      throw error;
    }
  }

  async #join(engine: Engine, request: LoadRequest): Promise<void> {
    try {
      const { sha256, backend } = await engine.load(request);
      const same = sha256 === this.model.sha256 && backend === this.model.backend;
      if (this.#released || !same) engine.release();
      else this.#members.push({ engine, load: 0 });
    } catch (error) {
      console.warn('An engine of the pool cannot be opened.', error);
      engine.release();
    }
  }

  /** Engines that are ready. */
  get size(): number {
    return this.#members.length;
  }

  /** Answers to ask for at once. */
  get width(): number {
    return AT_HAND * this.#members.length;
  }

  /**
   * Evaluates an answer on the engine with least to do, and on another once more if it fails there.
   * @throws {ModelError}
   */
  async predict(request: PredictRequest): Promise<Predictions> {
    for (let tries = 1; ; tries++) {
      const member = this.#members.reduce((best, other) => (other.load < best.load ? other : best));
      member.load++;
      try {
        return await member.engine.predict(request);
      } catch (cause) {
        const error = ModelError.from(cause, 'inference-failed');
        if (this.#released || tries === MOST_TRIES) throw error;
      } finally {
        member.load--;
      }
    }
  }

  /** Frees all engines at once; answers under way are aborted. */
  release(): void {
    this.#released = true;
    for (const { engine } of this.#members) engine.release();
  }
}
