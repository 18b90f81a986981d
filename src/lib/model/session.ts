/** Runs ONNX graphs. The only file that imports the runtime, so that everything else can be tested without it. */
import type * as Ort from 'onnxruntime-web/wasm';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { ModelError, type Backend } from './engine';
import type { TokenRow } from './windows';

/** Builds of the runtime; WebGPU needs a larger one, smaller again where the browser can suspend WebAssembly (JSPI). */
export type Runtime = 'wasm' | 'webgpu' | 'jspi';

/** Absolute URLs of a runtime's WebAssembly file and of its loader script. */
export interface RuntimeFiles {
  wasm: string;
  mjs: string;
}

/** One output of the model: row-major values. */
export interface ModelOutput {
  data: Float32Array;
  dims: readonly number[];
}

/** Outputs by name. */
export type ModelOutputs = Readonly<Record<string, ModelOutput>>;

/** An open model. Runs must not overlap. */
export interface ModelSession {
  /**
   * Runs the model once, batch 1 and unpadded.
   * @throws {ModelError} `inference-failed`
   */
  run(input: TokenRow): Promise<ModelOutputs>;
  /** Frees its memory. */
  release(): Promise<void>;
}

/** How to open a session. */
export interface SessionOptions {
  backend: Backend;
  /** WebAssembly threads; the first session of a runtime decides. */
  threads: number;
  /** Whether the browser can suspend WebAssembly. */
  jspi: boolean;
}

/** Opens a session on the bytes of an ONNX file. @throws {ModelError} `runtime-failed` */
export type OpenSession = (model: Uint8Array, options: SessionOptions) => Promise<ModelSession>;

function importRuntime(runtime: Runtime): Promise<typeof Ort> {
  switch (runtime) {
    case 'wasm':
      return import('onnxruntime-web/wasm');
    case 'webgpu':
      return import('onnxruntime-web/webgpu');
    case 'jspi':
      return import('onnxruntime-web/jspi');
  }
}

/**
 * @param files where each build's files are served from; null lets the runtime find those beside itself, as in Node
 * @returns a function that opens sessions; a runtime is fetched when it is first asked for
 */
export function sessionOpener(files: Readonly<Record<Runtime, RuntimeFiles>> | null): OpenSession {
  return async (model, { backend, threads, jspi }) => {
    try {
      const runtime = backend === 'wasm' ? 'wasm' : jspi ? 'jspi' : 'webgpu';
      const ort = await importRuntime(runtime);
      if (files) ort.env.wasm.wasmPaths = files[runtime];
      ort.env.wasm.numThreads = threads;
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [backend],
        // Errors only: warnings about operators placed on the CPU are no news to anyone who reads the console.
        logSeverityLevel: 3
      });
      return new OrtSession(session, ort.Tensor);
    } catch (cause) {
      throw ModelError.from(cause, 'runtime-failed');
    }
  };
}

class OrtSession implements ModelSession {
  readonly #session: InferenceSession;
  readonly #Tensor: typeof Tensor;

  constructor(session: InferenceSession, tensor: typeof Tensor) {
    this.#session = session;
    this.#Tensor = tensor;
  }

  async run({ inputIds, tokenTypeIds }: TokenRow): Promise<ModelOutputs> {
    const row = (values: readonly number[]) =>
      new this.#Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const inputs = {
      input_ids: inputIds,
      attention_mask: inputIds.map(() => 1),
      token_type_ids: tokenTypeIds
    };
    // Exports of models without segments have no token_type_ids.
    const wanted = Object.entries(inputs).filter(([name]) => this.#session.inputNames.includes(name));
    const feeds = Object.fromEntries(wanted.map(([name, values]) => [name, row(values)]));
    try {
      const results = await this.#session.run(feeds);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, takeOutput(name, tensor)])
      );
    } catch (cause) {
      throw ModelError.from(cause, 'inference-failed');
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Copies a tensor out of the runtime's memory and frees it. */
function takeOutput(name: string, tensor: Tensor): ModelOutput {
  const { data, dims, type } = tensor;
  if (!(data instanceof Float32Array)) {
    throw new ModelError('invalid-model', `Output ${name} is ${type}; the contract asks for float32.`, name);
  }
  const output = { data: data.slice(), dims: [...dims] };
  tensor.dispose();
  return output;
}
