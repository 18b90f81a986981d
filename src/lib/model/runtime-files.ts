/** Where the built site keeps the runtime's files: our own origin, hashed names, each fetched only when it is used. */
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Runtime, RuntimeFiles } from './session';

/**
 * @param base absolute URL of the script that asks, against which relative addresses are resolved
 * @returns absolute URLs of each runtime's files
 */
export function runtimeFiles(base: string): Record<Runtime, RuntimeFiles> {
  const absolute = (files: RuntimeFiles): RuntimeFiles => ({
    wasm: new URL(files.wasm, base).href,
    mjs: new URL(files.mjs, base).href
  });
  return {
    wasm: absolute({ wasm, mjs }),
    webgpu: absolute({ wasm: asyncifyWasm, mjs: asyncifyMjs }),
    jspi: absolute({ wasm: jspiWasm, mjs: jspiMjs })
  };
}
