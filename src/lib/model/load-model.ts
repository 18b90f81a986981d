/** Brings one model to readiness: files, session, known answer, speed; falling from backend to backend until one is right. */
import type { Predictions } from '$lib/domain/predictions';
import * as v from 'valibot';
import { needsAdapter, planBackends, threadCount, type SpeedRecord } from './backend';
import type { Capabilities } from './capabilities';
import {
  ModelError,
  type Backend,
  type LoadedModel,
  type LoadProgress,
  type LoadRequest,
  type ModelErrorCode,
  type PredictRequest
} from './engine';
import {
  manifestFile,
  parseConfig,
  runtimeFile,
  temperaturesOf,
  type InterviewConfig,
  type Manifest,
  type ManifestFile
} from './manifest';
import { predict } from './predict';
import { checkSession, checkTokenizer, measureRun } from './self-check';
import type { ModelSession, OpenSession } from './session';
import { isLocalModel, parseJsonText, type ModelStore } from './store';
import { KoreanTokenizer } from './tokenizer';

/** What loading needs from outside. */
export interface LoadEnvironment {
  store: ModelStore;
  probe(options: { webgpu: boolean }): Promise<Capabilities>;
  openSession: OpenSession;
  /** A clock in milliseconds. */
  now(): number;
  /** Let WebGPU run on an emulated adapter, for tests. */
  allowSoftwareAdapter: boolean;
  /** One WebAssembly thread, whatever there is: for many engines beside each other, and the command line's numbers. */
  singleThread?: boolean;
}

/** Progress while loading; the ends, `ready` and `error`, are told by the result. */
export type LoadStep = Extract<LoadProgress, { phase: 'download' | 'prepare' }>;

/** A model that is ready. */
export interface ReadyModel {
  model: LoadedModel;
  /** @throws {ModelError} */
  predict(request: PredictRequest, signal?: AbortSignal): Promise<Predictions>;
}

/** A backend that opened and gave the known answer. */
interface Candidate {
  backend: Backend;
  file: ManifestFile;
  session: ModelSession;
  tokenizer: KoreanTokenizer;
  config: InterviewConfig;
  threads: number;
}

const speedSchema = v.object({ wasm: v.number(), webgpu: v.number() });

/** Failures of a new version for which an older one that is kept is opened instead. */
const BROKEN_UPDATE: readonly ModelErrorCode[] = [
  'download-failed',
  'corrupt-file',
  'invalid-model',
  'self-check-failed'
];

/**
 * Loads a model. If its newest version cannot be had or is broken, and an older one is kept whole, that one is opened;
 * the result says so.
 * @param onProgress called with every step
 * @throws {ModelError} the last backend's, if none works
 */
export async function loadModel(
  request: LoadRequest,
  environment: LoadEnvironment,
  onProgress: (step: LoadStep) => void,
  signal?: AbortSignal
): Promise<ReadyModel> {
  const { store } = environment;
  const { manifest } = await store.manifest(request.modelId, { signal });
  if (manifest.id !== request.modelId && !isLocalModel(request.modelId)) {
    throw new ModelError('invalid-model', `The folder ${request.modelId} holds ${manifest.id}.`, manifest.id);
  }
  try {
    return await loadVersion(manifest, null, request, environment, onProgress, signal);
  } catch (cause) {
    const error = ModelError.from(cause, 'runtime-failed');
    const kept = BROKEN_UPDATE.includes(error.code) ? await store.keptManifest(request.modelId) : null;
    if (!kept || JSON.stringify(kept) === JSON.stringify(manifest)) throw error;
    const missed = { version: manifest.version, error: error.toData() };
    const older = { ...request, refresh: false };
    return loadVersion(kept, missed, older, environment, onProgress, signal).catch((again: unknown) => {
      // What went wrong first is what a retry may mend.
      throw ModelError.from(again, 'aborted').code === 'aborted' ? again : error;
    });
  }
}

/** Loads what one manifest describes. @param missed as in {@link LoadedModel} */
async function loadVersion(
  manifest: Manifest,
  missed: LoadedModel['missed'],
  request: LoadRequest,
  environment: LoadEnvironment,
  onProgress: (step: LoadStep) => void,
  signal: AbortSignal | undefined
): Promise<ReadyModel> {
  const { store, now } = environment;
  const started = now();
  const files = {
    wasm: manifestFile(manifest, manifest.runtimes.wasm),
    webgpu: runtimeFile(manifest, 'webgpu')
  };
  const speedKey = `speed ${files.wasm.sha256} ${files.webgpu?.sha256 ?? ''}`;
  const speed = v.safeParse(speedSchema, await store.recall(speedKey));
  const capabilities = await environment.probe({ webgpu: needsAdapter(request.backend, files) });
  const plan = planBackends({
    preference: request.backend,
    capabilities,
    files,
    speed: speed.success ? speed.output : null,
    allowSoftwareAdapter: environment.allowSoftwareAdapter
  });
  const common = [manifestFile(manifest, 'config.json'), manifestFile(manifest, 'tokenizer.json')] as const;
  const dropped = [...plan.dropped];
  const candidates: Candidate[] = [];

  for (const [index, backend] of plan.order.entries()) {
    const file = files[backend];
    if (!file) continue;
    try {
      candidates.push(await open(backend, file));
    } catch (cause) {
      const error = ModelError.from(cause, 'runtime-failed');
      const hope = candidates.length > 0 || index < plan.order.length - 1;
      if (error.code === 'aborted' || !hope) throw error;
      dropped.push({ backend, error: error.toData() });
    }
    if (candidates.length > 0 && !plan.compare) break;
  }
  const chosen = await fastest(candidates);
  // What is there of the newer version stays for the next try.
  const cached = missed !== null || (await store.commit(manifest, [...common, chosen.file], request.modelId));
  const { heads } = chosen.config;
  return {
    model: {
      modelId: request.modelId,
      id: manifest.id,
      version: manifest.version,
      name: manifest.name,
      nameKo: manifest.name_ko,
      maturity: manifest.maturity,
      sha256: chosen.file.sha256,
      file: { path: chosen.file.path, bytes: chosen.file.bytes },
      backend: chosen.backend,
      dropped,
      threads: chosen.threads,
      heads: {
        quality: heads.quality !== undefined,
        relevance: heads.relevance !== undefined,
        role: heads.role !== undefined,
        embedding: heads.embedding !== undefined
      },
      temperatures: temperaturesOf(chosen.config),
      missed,
      cached,
      loadMs: now() - started
    },
    predict: (answer, answerSignal) => predict(chosen, answer, answerSignal)
  };

  async function open(backend: Backend, file: ManifestFile): Promise<Candidate> {
    const wanted = [...common, file];
    const fromCache =
      !request.refresh && (await Promise.all(wanted.map((one) => store.has(one)))).every(Boolean);
    const total = wanted.reduce((sum, one) => sum + one.bytes, 0);
    let loaded = 0;
    const report = (bytes: number) => {
      loaded += bytes;
      onProgress({ phase: 'download', backend, loaded, total, fromCache });
    };
    report(0);
    const read = (one: ManifestFile) =>
      store.read(request.modelId, one, report, { signal, refresh: request.refresh ?? false });
    const config = parseConfig(parseJson(await read(common[0]), 'config.json'));
    const tokenizer = new KoreanTokenizer(parseJson(await read(common[1]), 'tokenizer.json'));
    checkTokenizer(tokenizer, config);
    const bytes = await read(file);
    onProgress({ phase: 'prepare', step: 'session' });
    signal?.throwIfAborted();
    const threads = environment.singleThread ? 1 : threadCount(capabilities, file.bytes);
    const session = await environment.openSession(bytes, { backend, threads, jspi: capabilities.jspi });
    try {
      onProgress({ phase: 'prepare', step: 'self-check' });
      signal?.throwIfAborted();
      await checkSession(session, config, file.path);
    } catch (cause) {
      await session.release();
      throw cause;
    }
    return { backend, file, session, tokenizer, config, threads };
  }

  async function fastest(all: readonly Candidate[]): Promise<Candidate> {
    const [first, ...others] = all;
    if (!first) throw new ModelError('runtime-failed', 'No backend could be tried.');
    if (others.length === 0) return first;
    onProgress({ phase: 'prepare', step: 'speed-probe' });
    const speed: Record<Backend, number> = { wasm: Infinity, webgpu: Infinity };
    for (const { backend, session, config } of all) {
      speed[backend] = await measureRun(session, config, now);
    }
    await store.remember(request.modelId, speedKey, speed satisfies SpeedRecord);
    const [best, ...rest] = [...all].sort((a, b) => speed[a.backend] - speed[b.backend]);
    for (const { session } of rest) await session.release();
    return best ?? first;
  }
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  return parseJsonText(new TextDecoder().decode(bytes), name);
}
