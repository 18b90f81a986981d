import { describe, expect, it } from 'vitest';
import {
  needsAdapter,
  planBackends,
  SMALL_MODEL_BYTES,
  threadCount,
  type BackendFacts
} from '$lib/model/backend';
import type { Capabilities } from '$lib/model/capabilities';

const file = (path: string, bytes: number) => ({ path, bytes, sha256: 'a'.repeat(64) });
const small = { wasm: file('onnx/model_quantized.onnx', 15e6), webgpu: file('onnx/model_fp16.onnx', 28e6) };
const large = { wasm: file('onnx/model_quantized.onnx', 93e6), webgpu: file('onnx/model_fp16.onnx', 184e6) };
const real = { software: false, shaderF16: true };

function capabilities(webgpu: Capabilities['webgpu']): Capabilities {
  return { webAssembly: true, crossOriginIsolated: true, cores: 8, jspi: false, webgpu };
}

function facts(over: Partial<BackendFacts>): BackendFacts {
  return {
    preference: 'auto',
    capabilities: capabilities(real),
    files: large,
    speed: null,
    allowSoftwareAdapter: false,
    ...over
  };
}

const wasmOnly = { order: ['wasm'], compare: false, dropped: [] };
const webgpuFirst = { order: ['webgpu', 'wasm'], compare: false, dropped: [] };

describe('planBackends, auto', () => {
  it('compares both for a large model on a real adapter whose speed is not known', () => {
    expect(planBackends(facts({}))).toEqual({ order: ['webgpu', 'wasm'], compare: true, dropped: [] });
  });

  it('follows the remembered speed', () => {
    expect(planBackends(facts({ speed: { wasm: 200, webgpu: 40 } }))).toEqual(webgpuFirst);
    expect(planBackends(facts({ speed: { wasm: 40, webgpu: 200 } }))).toEqual(wasmOnly);
    expect(planBackends(facts({ speed: { wasm: 40, webgpu: 40 } }))).toEqual(wasmOnly);
  });

  it.each([
    ['a small model', { files: small }],
    ['no adapter', { capabilities: capabilities(null) }],
    ['a software adapter', { capabilities: capabilities({ software: true, shaderF16: true }) }],
    ['no shader-f16', { capabilities: capabilities({ software: false, shaderF16: false }) }],
    ['no file for WebGPU', { files: { ...large, webgpu: null } }]
  ])('stays on WASM with %s, without a complaint', (_, over) => {
    expect(planBackends(facts(over))).toEqual(wasmOnly);
  });

  it('forgets a remembered win of WebGPU when the adapter is gone', () => {
    const speed = { wasm: 200, webgpu: 40 };
    expect(planBackends(facts({ speed, capabilities: capabilities(null) }))).toEqual(wasmOnly);
  });
});

describe('planBackends, a person decides', () => {
  it('takes WASM at its word', () => {
    expect(planBackends(facts({ preference: 'wasm', speed: { wasm: 200, webgpu: 40 } }))).toEqual(wasmOnly);
  });

  it('tries WebGPU first even for a small model or where it was slower', () => {
    expect(planBackends(facts({ preference: 'webgpu', files: small }))).toEqual(webgpuFirst);
    expect(planBackends(facts({ preference: 'webgpu', speed: { wasm: 1, webgpu: 9 } }))).toEqual(webgpuFirst);
  });

  it.each([
    ['no-adapter', { capabilities: capabilities(null) }],
    ['software-adapter', { capabilities: capabilities({ software: true, shaderF16: true }) }],
    ['no-shader-f16', { capabilities: capabilities({ software: false, shaderF16: false }) }],
    ['no-webgpu-file', { files: { ...large, webgpu: null } }]
  ])('says why WebGPU cannot be had: %s', (detail, over) => {
    const plan = planBackends(facts({ preference: 'webgpu', ...over }));
    expect(plan.order).toEqual(['wasm']);
    expect(plan.dropped).toMatchObject([{ backend: 'webgpu', error: { code: 'runtime-failed', detail } }]);
  });

  it('needs no shader-f16 for a file in fp32', () => {
    const files = { ...large, webgpu: file('onnx/model.onnx', 370e6) };
    const adapter = capabilities({ software: false, shaderF16: false });
    expect(planBackends(facts({ preference: 'webgpu', files, capabilities: adapter }))).toEqual(webgpuFirst);
  });

  it('runs on a software adapter only where tests allow it', () => {
    const software = capabilities({ software: true, shaderF16: true });
    const over = { preference: 'webgpu', capabilities: software, allowSoftwareAdapter: true } as const;
    expect(planBackends(facts(over))).toEqual(webgpuFirst);
  });
});

describe('needsAdapter', () => {
  it('wakes the GPU only when the answer could matter', () => {
    expect(needsAdapter('auto', large)).toBe(true);
    expect(needsAdapter('webgpu', small)).toBe(true);
    expect(needsAdapter('auto', small)).toBe(false);
    expect(needsAdapter('wasm', large)).toBe(false);
    expect(needsAdapter('webgpu', { ...large, webgpu: null })).toBe(false);
  });
});

describe('threadCount', () => {
  const isolated = (cores: number) => ({ crossOriginIsolated: true, cores });

  it('is 1 where memory cannot be shared', () => {
    expect(threadCount({ crossOriginIsolated: false, cores: 16 }, 93e6)).toBe(1);
  });

  it('is 1 for a small model on fewer than four cores', () => {
    expect([1, 2, 3].map((cores) => threadCount(isolated(cores), SMALL_MODEL_BYTES - 1))).toEqual([1, 1, 1]);
  });

  it('is half the cores, four at most', () => {
    expect([4, 6, 8, 64].map((cores) => threadCount(isolated(cores), 15e6))).toEqual([2, 3, 4, 4]);
    expect([1, 2, 3, 8].map((cores) => threadCount(isolated(cores), 93e6))).toEqual([1, 1, 2, 4]);
  });
});
