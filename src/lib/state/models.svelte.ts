/** The models on this device: which there are, bringing one, choosing one, taking one away. */
import { importModel } from '$lib/model/import-client';
import { ModelError } from '$lib/model/engine';
import { manifestFile, type Manifest } from '$lib/model/manifest';
import type { ModelSource } from '$lib/model/model-package';
import { isLocalModel, ModelStore, type StoredModel } from '$lib/model/store';
import { requestPersistence, storageUse, type StorageUse } from '$lib/platform/persistence';
import { BUNDLED_MODEL, model } from './model.svelte';
import { metricTables, type MetricTable } from './model-facts';
import { modelsUrl } from './models-url';
import { preferences } from './preferences.svelte';
import { toProblem, type Problem } from './problem';

/** The card, as a file of the model folder. */
const CARD_FILE = 'README.md';

/** What a model's folder says of it. */
export interface ModelFacts {
  license: string;
  createdAt: string | null;
  /** All files of the folder, in bytes. */
  bytes: number;
  tables: MetricTable[];
  /** Text of the card; null if there is none or it cannot be had now. */
  card: string | null;
}

/** How far an import is; `loaded` of `total` bytes while files are checked, null while the model is opened. */
export type ImportProgress = { loaded: number; total: number } | null;

/** How fast this device evaluates. */
export interface Speed {
  /** Median of a whole evaluation, in milliseconds. */
  milliseconds: number;
  /** Tokens of the answer that was evaluated. */
  tokens: number;
  runs: number;
}

/** What is evaluated to measure: an ordinary answer of about a minute. */
const SAMPLE = {
  question: '협업하면서 갈등을 해결한 경험을 말씀해 주세요.',
  sentences: [
    '지난해 팀 프로젝트에서 일정이 두 주 밀린 적이 있습니다.',
    '기획과 개발이 서로의 작업을 기다리느라 아무것도 시작하지 못하고 있었습니다.',
    '저는 두 팀의 할 일을 한 표에 적고, 기다려야 하는 일과 먼저 할 수 있는 일을 나누자고 제안했습니다.',
    '그리고 매일 아침 10분씩 막힌 일을 이야기하는 시간을 만들었습니다.',
    '처음에는 회의가 늘었다는 불만이 있어서, 막힌 일이 없는 사람은 들어오지 않아도 되게 바꿨습니다.',
    '그 결과 마감 이틀 전에 모든 기능을 마칠 수 있었고, 이후 다른 팀도 같은 방식을 쓰게 되었습니다.'
  ]
};
const RUNS = 5;

class Models {
  stored = $state.raw<readonly StoredModel[]>([]);
  use = $state.raw<(StorageUse & { models: number }) | null>(null);
  importing = $state(false);
  importProgress = $state.raw<ImportProgress>(null);
  /** Why the last import was refused; the models that were there are as they were. */
  refusal = $state.raw<Problem | null>(null);
  /** What the last import brought. */
  imported = $state.raw<{ modelId: string; name: string; known: boolean } | null>(null);

  #controller: AbortController | null = null;

  /** Models that were brought. */
  get own(): readonly StoredModel[] {
    return this.stored.filter(({ modelId }) => isLocalModel(modelId));
  }

  /** The chosen model. */
  get chosen(): string {
    return preferences.model ?? BUNDLED_MODEL;
  }

  #store(): Promise<ModelStore> {
    return ModelStore.open(modelsUrl());
  }

  /** Reads what is there. */
  async refresh(): Promise<void> {
    const store = await this.#store();
    const [stored, models, use] = await Promise.all([store.list(), store.size(), storageUse()]);
    this.stored = stored;
    this.use = { ...use, models };
  }

  /** @returns what the model's folder says. @throws {ModelError} if its manifest cannot be had */
  async facts(modelId: string): Promise<ModelFacts> {
    const store = await this.#store();
    // The manifest in use is the one that is kept; a newer one may already be on the server.
    const manifest = (await store.keptManifest(modelId)) ?? (await store.manifest(modelId)).manifest;
    return {
      license: manifest.license,
      createdAt: manifest.created_at ?? null,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      tables: metricTables(manifest.metrics, manifest.runtimes.wasm),
      card: await this.#card(store, modelId, manifest)
    };
  }

  async #card(store: ModelStore, modelId: string, manifest: Manifest): Promise<string | null> {
    if (!manifest.files.some(({ path }) => path === CARD_FILE)) return null;
    try {
      const bytes = await store.read(modelId, manifestFile(manifest, CARD_FILE), () => undefined);
      return new TextDecoder().decode(bytes);
    } catch (error) {
      console.warn('The model card cannot be read.', error);
      return null;
    }
  }

  /** Checks a model that a person brings, and keeps it. The model in use goes on. Failures are in {@link refusal}. */
  async import(source: ModelSource): Promise<void> {
    this.cancelImport();
    const controller = new AbortController();
    this.#controller = controller;
    this.importing = true;
    this.importProgress = null;
    this.refusal = null;
    this.imported = null;
    try {
      const { known, model } = await importModel(source, {
        modelsUrl: modelsUrl(),
        signal: controller.signal,
        onStep: (step) => {
          if (this.#controller !== controller) return;
          this.importProgress = step.phase === 'verify' ? { loaded: step.loaded, total: step.total } : null;
        }
      });
      const name = preferences.language === 'ko' ? model.nameKo : model.name;
      this.imported = { modelId: model.modelId, name, known };
      void requestPersistence();
    } catch (error) {
      const stopped = error instanceof ModelError && error.code === 'aborted';
      if (!stopped) this.refusal = importProblem(error);
    } finally {
      if (this.#controller === controller) this.importing = false;
      await this.refresh();
    }
  }

  /** Stops an import; nothing of it stays. */
  cancelImport(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.importing = false;
  }

  /**
   * Switches to another model, and back if it cannot be loaded.
   * @throws {ModelError | StorageError} the model before is in use again then
   */
  async choose(modelId: string): Promise<void> {
    const before = preferences.model;
    await preferences.setModel(isLocalModel(modelId) ? modelId : null);
    model.lost = false;
    this.imported = null;
    try {
      await model.load();
    } catch (error) {
      await preferences.setModel(before);
      model.reload();
      throw error;
    }
  }

  /** Takes a model that was brought off this device; if it is in use, the site's own is used again. @throws {StorageError} */
  async remove(modelId: string): Promise<void> {
    if (preferences.model === modelId) {
      await preferences.setModel(null);
      model.reload();
    }
    if (this.imported?.modelId === modelId) this.imported = null;
    await (await this.#store()).delete(modelId);
    await this.refresh();
  }

  /** Measures whole evaluations of an ordinary answer, after one to warm up. @throws {ModelError} */
  async measure(): Promise<Speed> {
    const request = { ...SAMPLE, answer: SAMPLE.sentences.join(' ') };
    const { answerTokens: tokens } = await model.predict(request);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      await model.predict(request);
      times.push(performance.now() - started);
    }
    const milliseconds = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
    return { milliseconds, tokens, runs: RUNS };
  }
}

/** @returns the problem with what was wrong in it: which file, which field */
function importProblem(error: unknown): Problem {
  const problem = toProblem(error);
  return error instanceof ModelError ? { ...problem, detail: error.detail ?? error.message } : problem;
}

/** The one list of models of this page. */
export const models = new Models();
