/** Models that people bring, through the real worker and the real cache. */
import { zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWorkerEngine } from '$lib/model/client';
import { ModelError } from '$lib/model/engine';
import { importModel } from '$lib/model/import-client';
import { parseManifest } from '$lib/model/manifest';
import { MODEL_CACHE, ModelStore } from '$lib/model/store';
import { FIXTURES_URL } from './tiny-model';

const FOLDER = `${FIXTURES_URL}two-head-model/`;
const MODELS_URL = new URL('/no/such/models/', location.href).href;

async function fetched(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(FOLDER + path)).arrayBuffer());
}

async function zipped(damage: (path: string, bytes: Uint8Array) => void = () => undefined): Promise<Blob> {
  const manifestBytes = await fetched('manifest.json');
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(manifestBytes)));
  const entries: Record<string, Uint8Array> = { 'kobert/manifest.json': manifestBytes };
  for (const { path } of manifest.files) {
    const bytes = await fetched(path);
    damage(path, bytes);
    entries[`kobert/${path}`] = bytes;
  }
  return new Blob([zipSync(entries) as Uint8Array<ArrayBuffer>]);
}

const entries = async () => (await (await caches.open(MODEL_CACHE)).keys()).length;

beforeEach(async () => {
  await caches.delete(MODEL_CACHE);
});

describe('a model that is brought', () => {
  it('is checked, kept, opened without a server, and deleted', async () => {
    const phases = new Set<string>();
    const source = { kind: 'zip' as const, file: await zipped() };
    const onStep = ({ phase }: { phase: string }) => phases.add(phase);
    const { model, known } = await importModel(source, { modelsUrl: MODELS_URL, onStep });
    expect(known).toBe(false);
    expect([...phases]).toEqual(['verify', 'download', 'prepare']);

    const engine = createWorkerEngine({ modelsUrl: MODELS_URL });
    const loaded = await engine.load({ modelId: model.modelId, backend: 'auto' });
    expect(loaded).toMatchObject({ id: 'two-head-model', version: '1.2.3', cached: true, missed: null });
    const answer = '저는 팀에서 고객 문의를 분석하여 자동 응답 기능을 만들었습니다.';
    const found = await engine.predict({ question: '지원 동기는?', answer, sentences: [answer] });
    expect(found).toMatchObject({ quality: null, relevance: null, windows: 1 });
    expect(Object.values(found.intent).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    const other = await engine.predict({ question: '자기소개', answer, sentences: [answer] });
    expect(other.intent).toEqual(found.intent);
    engine.release();

    expect(await importModel(source, { modelsUrl: MODELS_URL })).toMatchObject({ known: true });
    const store = await ModelStore.open(MODELS_URL);
    await store.delete(model.modelId);
    expect(await entries()).toBe(0);
    await expect(engine.load({ modelId: model.modelId, backend: 'auto' })).rejects.toMatchObject({
      code: 'not-kept'
    });
  });

  it('is refused whole when a file is damaged', async () => {
    const file = await zipped((path, bytes) => {
      if (path.endsWith('.onnx')) bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    });
    const error = await importModel({ kind: 'zip', file }, { modelsUrl: MODELS_URL }).catch(
      (cause: unknown) => cause
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'corrupt-file' });
    expect(await entries()).toBe(0);
  });

  it('leaves nothing when it is stopped half-way', async () => {
    const controller = new AbortController();
    const stopped = importModel(
      { kind: 'zip', file: await zipped() },
      { modelsUrl: MODELS_URL, signal: controller.signal, onStep: () => controller.abort() }
    );
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await entries()).toBe(0);
  });
});
