import { describe, expect, it } from 'vitest';
import { FakeEngine } from '$lib/model/fake-engine';

const request = { modelId: 'interview-kobert', backend: 'auto' } as const;
const answer = { question: '지원 동기는?', answer: '협업을 좋아합니다.', sentences: ['협업을 좋아합니다.'] };

describe('FakeEngine', () => {
  it('gives the same predictions for the same answer, and probabilities that sum to 1', async () => {
    const first = await new FakeEngine().predict(answer);
    expect(await new FakeEngine().predict(answer)).toEqual(first);
    const sum = Object.values(first.intent).reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 12);
    expect(first.sentences).toHaveLength(1);
  });

  it('fails as often as it is told, then works', async () => {
    const error = { code: 'download-failed', message: 'offline' } as const;
    const engine = new FakeEngine({ loadErrors: [error] });
    await expect(engine.load(request)).rejects.toMatchObject(error);
    expect(engine.progress).toEqual({ phase: 'error', error });
    await expect(engine.load(request)).resolves.toMatchObject({ id: 'interview-kobert' });
    expect(engine.progress.phase).toBe('ready');
  });
});
