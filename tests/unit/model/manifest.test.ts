import { describe, expect, it } from 'vitest';
import { ModelError } from '$lib/model/engine';
import { manifestFile, parseConfig, parseManifest, runtimeFile } from '$lib/model/manifest';
import { tinyFile, tinyJson } from '../../parity/tiny-model';

type Json = Record<string, unknown>;

const manifest = (over: Json = {}) => ({ ...(tinyJson('manifest.json') as Json), ...over });

function config(change: (interview: Json & { heads: Record<string, Json>; self_check: Json }) => void): Json {
  const json = tinyJson('config.json') as {
    interview: Json & { heads: Record<string, Json>; self_check: Json };
  };
  change(json.interview);
  return json;
}

function error(run: () => unknown): ModelError {
  try {
    run();
  } catch (cause) {
    if (cause instanceof ModelError) return cause;
    throw cause;
  }
  throw new Error('nothing was thrown');
}

describe('parseManifest', () => {
  it('reads the tiny model', () => {
    const parsed = parseManifest(manifest());
    expect(parsed).toMatchObject({
      id: 'tiny-model',
      version: '0.0.1',
      name_ko: '시험용 모델',
      maturity: 'preview'
    });
    expect(runtimeFile(parsed, 'wasm')?.path).toBe('onnx/model_quantized.onnx');
    expect(runtimeFile(parsed, 'webgpu')?.path).toBe('onnx/model_fp16.onnx');
    expect(manifestFile(parsed, 'config.json').bytes).toBe(tinyFile('config.json').length);
  });

  it('knows that WebGPU is optional', () => {
    expect(
      runtimeFile(parseManifest(manifest({ runtimes: { wasm: 'onnx/model.onnx' } })), 'webgpu')
    ).toBeNull();
  });

  const sha256 = 'a'.repeat(64);
  it.each<[string, Json]>([
    ['a newer format', { format: 2 }],
    ['a way out of the folder', { files: [{ path: '../../secret.json', bytes: 1, sha256 }] }],
    ['an absolute path', { files: [{ path: '/etc/passwd', bytes: 1, sha256 }] }],
    ['an address as a path', { files: [{ path: 'https://example.org/x.onnx', bytes: 1, sha256 }] }],
    ['no bytes', { files: [{ path: 'config.json', bytes: 0, sha256 }] }],
    ['half a hash', { files: [{ path: 'config.json', bytes: 1, sha256: 'abc' }] }],
    ['a runtime that is not among the files', { runtimes: { wasm: 'onnx/other.onnx' } }],
    ['no WASM file', { runtimes: { webgpu: 'onnx/model.onnx' } }],
    ['an unknown maturity', { maturity: 'perfect' }]
  ])('refuses %s', (_, over) => {
    expect(error(() => parseManifest(manifest(over))).code).toBe('invalid-model');
  });

  it('refuses a page served in its place', () => {
    expect(error(() => parseManifest('<!doctype html>')).code).toBe('invalid-model');
    expect(error(() => parseManifest(null)).code).toBe('invalid-model');
  });
});

describe('parseConfig', () => {
  it('reads the tiny model', () => {
    const parsed = parseConfig(tinyJson('config.json'));
    expect(parsed).toMatchObject({ input: 'question+answer', max_length: 48, window_overlap: 12 });
    expect(parsed.heads.quality?.temperature).toBe(1.5);
  });

  it('takes a model with two heads, labels in its own order', () => {
    const parsed = parseConfig(
      config(({ heads }) => {
        delete heads.quality;
        delete heads.relevance;
        delete heads.role;
        delete heads.embedding;
        heads.emotion = { output: 'emotion_logits', labels: ['neutral', 'negative', 'positive'] };
      })
    );
    expect(Object.keys(parsed.heads)).toEqual(['intent', 'emotion']);
    expect(parsed.heads.emotion.temperature).toBe(1);
  });

  it('says which field is wrong', () => {
    const wrong = error(() =>
      parseConfig(config(({ heads }) => (heads.intent = { output: 'x', labels: ['technology'] })))
    );
    expect(wrong.code).toBe('invalid-model');
    expect(wrong.detail).toContain('interview.heads.intent.labels');
    expect(wrong.detail).toContain('personality');
  });

  it.each<[string, (interview: Json & { heads: Record<string, Json>; self_check: Json }) => void]>([
    ['a temperature of 0', ({ heads }) => (heads.intent = { ...heads.intent, temperature: 0 })],
    ['no room for the answer', (interview) => (interview.max_length = 20)],
    ['an unknown input', (interview) => (interview.input = 'answer+question')],
    ['no known answer', (interview) => (interview.self_check = {})],
    ['no emotion head', ({ heads }) => delete heads.emotion]
  ])('refuses %s', (_, change) => {
    expect(error(() => parseConfig(config(change))).code).toBe('invalid-model');
  });

  it('refuses a plain BertConfig', () => {
    expect(error(() => parseConfig({ model_type: 'bert', hidden_size: 768 })).code).toBe('invalid-model');
  });
});
