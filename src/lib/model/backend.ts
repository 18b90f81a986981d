/** Decides where a model runs: a pure function of what the browser offers, what the model ships and what was measured. */
import type { AdapterFacts, Capabilities } from './capabilities';
import type { Backend, BackendPreference, ModelErrorData } from './engine';
import type { ManifestFile } from './manifest';

/**
 * ONNX files below this many bytes count as small: a 6 × 384 int8 model (15–24 MB) needs at most 30 ms for 64 tokens on
 * one WASM thread, which a GPU's start-up never pays back; a 12 × 768 one has about 93 MB.
 */
export const SMALL_MODEL_BYTES = 40_000_000;

/** Median milliseconds of one run of a model, by backend, as measured on this device. */
export type SpeedRecord = Readonly<Record<Backend, number>>;

/** What the choice depends on. */
export interface BackendFacts {
  preference: BackendPreference;
  capabilities: Capabilities;
  /** The ONNX file for each backend; null if the model ships none. */
  files: { wasm: ManifestFile; webgpu: ManifestFile | null };
  /** A measurement remembered from an earlier load. */
  speed: SpeedRecord | null;
  /** Only tests may run on an emulated adapter. */
  allowSoftwareAdapter: boolean;
}

/** What to try. */
export interface BackendPlan {
  /** Backends in the order to try. */
  order: Backend[];
  /** Open all of them, measure, and keep the fastest, instead of keeping the first that works. */
  compare: boolean;
  /** What a person asked for and cannot have, with the reason. */
  dropped: { backend: Backend; error: ModelErrorData }[];
}

/**
 * @returns whether an adapter matters at all, which spares most people the start of a GPU process
 */
export function needsAdapter(preference: BackendPreference, files: BackendFacts['files']): boolean {
  if (files.webgpu === null || preference === 'wasm') return false;
  return preference === 'webgpu' || files.wasm.bytes >= SMALL_MODEL_BYTES;
}

/** @returns whether an ONNX file computes in fp16, by the naming convention of its ecosystem */
function needsShaderF16(file: ManifestFile): boolean {
  return /_(fp16|q4f16)\.onnx$/.test(file.path);
}

/** @returns why WebGPU cannot run the model, or null if it can */
function webgpuObstacle(
  file: ManifestFile | null,
  adapter: AdapterFacts | null,
  allowSoftwareAdapter: boolean
): ModelErrorData | null {
  const refuse = (message: string, detail: string): ModelErrorData => ({
    code: 'runtime-failed',
    message,
    detail
  });
  if (!file) return refuse('The model ships no file for WebGPU.', 'no-webgpu-file');
  if (!adapter) return refuse('The browser offers no WebGPU adapter.', 'no-adapter');
  if (adapter.software && !allowSoftwareAdapter) {
    return refuse('The WebGPU adapter is emulated in software.', 'software-adapter');
  }
  if (needsShaderF16(file) && !adapter.shaderF16) {
    return refuse('The WebGPU adapter has no shader-f16, which the model needs.', 'no-shader-f16');
  }
  return null;
}

/**
 * Plans the backends to try. WASM is always the last resort. WebGPU comes first where a person asks for it, or where the
 * model is large and WebGPU is known to be faster on this device; where that is not yet known, the plan is to compare.
 */
export function planBackends(facts: BackendFacts): BackendPlan {
  const { preference, capabilities, files, speed, allowSoftwareAdapter } = facts;
  const onWasm: BackendPlan = { order: ['wasm'], compare: false, dropped: [] };
  if (preference === 'wasm') return onWasm;
  const obstacle = webgpuObstacle(files.webgpu, capabilities.webgpu, allowSoftwareAdapter);
  if (preference === 'webgpu') {
    return obstacle
      ? { ...onWasm, dropped: [{ backend: 'webgpu', error: obstacle }] }
      : { order: ['webgpu', 'wasm'], compare: false, dropped: [] };
  }
  if (obstacle || files.wasm.bytes < SMALL_MODEL_BYTES) return onWasm;
  if (!speed) return { order: ['webgpu', 'wasm'], compare: true, dropped: [] };
  return speed.webgpu < speed.wasm ? { order: ['webgpu', 'wasm'], compare: false, dropped: [] } : onWasm;
}

/**
 * Threads share memory only in cross-origin isolated pages. More than half the cores never pays; a small model's steps
 * are so short that with fewer than four cores threads cost more than they give.
 * @param modelBytes size of the ONNX file
 * @returns WebAssembly threads, 1–4
 */
export function threadCount(
  { crossOriginIsolated, cores }: Pick<Capabilities, 'crossOriginIsolated' | 'cores'>,
  modelBytes: number
): number {
  if (!crossOriginIsolated) return 1;
  if (modelBytes < SMALL_MODEL_BYTES && cores < 4) return 1;
  return Math.min(4, Math.ceil(cores / 2));
}
