/** Asks the browser what it can run, so that the choice of a backend can be a pure function of the answers. */

/** A WebGPU adapter. */
export interface AdapterFacts {
  /** Emulated on the CPU: right, but slower than WASM. */
  software: boolean;
  /** Has `shader-f16`, without which fp16 models fail at their first run. */
  shaderF16: boolean;
}

/** What this browser offers on this device. */
export interface Capabilities {
  webAssembly: boolean;
  /** Whether threads may share memory. */
  crossOriginIsolated: boolean;
  /** Logical cores, ≥ 1. */
  cores: number;
  /** Whether WebAssembly can be suspended (JSPI), which makes a smaller WebGPU runtime usable. */
  jspi: boolean;
  /** The WebGPU adapter; null if there is none or it was not asked for. */
  webgpu: AdapterFacts | null;
}

async function probeAdapter(): Promise<AdapterFacts | null> {
  if (!('gpu' in navigator)) return null;
  // A blocked or crashed GPU process rejects: that is no adapter, not an error.
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  if (!adapter) return null;
  const { isFallbackAdapter, vendor, architecture } = adapter.info;
  // Some Chromium versions leave the flag off for SwiftShader.
  const software = isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${vendor} ${architecture}`);
  return { software, shaderF16: adapter.features.has('shader-f16') };
}

/**
 * @param options `webgpu`: also ask for an adapter, which wakes the GPU process
 * @returns what this page's or worker's browser can do
 */
export async function probeCapabilities({ webgpu }: { webgpu: boolean }): Promise<Capabilities> {
  return {
    webAssembly: typeof WebAssembly === 'object',
    crossOriginIsolated: globalThis.crossOriginIsolated,
    cores: Math.max(1, navigator.hardwareConcurrency || 1),
    jspi: 'Suspending' in WebAssembly,
    webgpu: webgpu ? await probeAdapter() : null
  };
}
