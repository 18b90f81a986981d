import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { metricTables } from '$lib/state/model-facts';

const manifest = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../${path}/manifest.json`, import.meta.url), 'utf8')) as {
    metrics: unknown;
    runtimes: { wasm: string };
  };

describe('metrics of a manifest', () => {
  it('stand beside their interval and the best of the simple methods', () => {
    const { metrics, runtimes } = manifest('tests/fixtures/two-head-model');
    expect(metricTables(metrics, runtimes.wasm)).toEqual([
      {
        split: 'test',
        metrics: [
          {
            name: 'intent_f1',
            value: 0.498,
            interval: null,
            baseline: { name: 'majority', value: 0.07 }
          }
        ]
      },
      {
        split: 'validation',
        metrics: [
          { name: 'intent_f1', value: 0.512, interval: [0.43, 0.588], baseline: null },
          { name: 'emotion_f1', value: 0.604, interval: null, baseline: null }
        ]
      }
    ]);
  });

  it('of the model that ships are read', () => {
    const { metrics, runtimes } = manifest('models/interview-kobert');
    const tables = metricTables(metrics, runtimes.wasm);
    expect(tables.map(({ split }) => split)).toEqual(['test', 'validation']);
    expect(tables[0]?.metrics.map(({ name }) => name)).toContain('intent_f1');
    expect(tables[0]?.metrics.some(({ baseline }) => baseline !== null)).toBe(true);
  });

  test.each([undefined, null, 3, [], {}, { test: 'x', validation: [1] }, { validation: { a: 'b', c: NaN } }])(
    '%j has nothing to show',
    (metrics) => {
      expect(metricTables(metrics, 'onnx/model_quantized.onnx')).toEqual([]);
    }
  );
});
