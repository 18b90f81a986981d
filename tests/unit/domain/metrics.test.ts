/** Metrics by hand; that whole files give Python's numbers is tested with `validate`. */
import { describe, expect, it } from 'vitest';
import { Measurement, type Labels } from '$lib/domain/metrics';
import type { Predictions } from '$lib/domain/predictions';
import { EMOTIONS, INTENTS, LEVELS, type Emotion, type Intent, type Level } from '$lib/domain/vocabulary';
import { examplePredictions } from '../../support/examples';

function oneHot<K extends string | number>(labels: readonly K[], label: K): Record<K, number> {
  return Object.fromEntries(labels.map((own) => [own, own === label ? 1 : 0])) as Record<K, number>;
}

function predicted(intent: Intent, emotion: Emotion, level: Level, relevance: number): Predictions {
  return examplePredictions({
    intent: oneHot(INTENTS, intent),
    emotion: oneHot(EMOTIONS, emotion),
    quality: oneHot(LEVELS, level),
    relevance
  });
}

const plain = { intent: 1, emotion: 1, quality: 1, relevance: 1 };
const none: Labels = { intent: null, emotion: null, level: null, onTopic: null };

describe('metrics', () => {
  it('counts by hand', () => {
    const measurement = new Measurement(plain);
    measurement.add(
      { intent: 'etc', emotion: 'neutral', level: 1, onTopic: true },
      predicted('etc', 'neutral', 1, 0.9)
    );
    measurement.add(
      { intent: 'etc', emotion: null, level: 3, onTopic: false },
      predicted('attitude', 'neutral', 4, 0.2)
    );
    measurement.add(
      { intent: 'attitude', emotion: null, level: 5, onTopic: true },
      predicted('attitude', 'positive', 5, 0.4)
    );
    const { intent, emotion, quality, relevance } = measurement.metrics();
    expect(intent).toMatchObject({ n: 3, accuracy: 2 / 3 });
    // F1 of “etc” is 2·1/(2+1), of “attitude” 2·1/(1+2); the labels that do not occur do not count.
    expect(intent?.macro_f1).toBeCloseTo(2 / 3, 12);
    expect(intent?.per_label.etc).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
    expect(intent?.confusion[4]).toEqual([0, 1, 0, 0, 1]);
    // Certain of all three, right in two.
    expect(intent?.ece).toBeCloseTo(1 / 3, 12);
    expect(emotion).toMatchObject({ n: 1, accuracy: 1 });
    expect(quality).toMatchObject({ n: 3, spearman: 1, mae: 1 / 3, within_one: 1 });
    // Weights (i−j)²/16: observed 1/16; expected by the margins 2.75·… = (1·(0+9+16) + 1·(4+1+4) + 1·(16+1+0))/16/3.
    expect(quality?.kappa).toBeCloseTo(1 - 1 / ((25 + 9 + 17) / 3), 12);
    expect(relevance).toMatchObject({ n: 3, off_topic: 1, auc: 1, accuracy: 2 / 3 });
  });

  it('has nothing to say of heads without labels', () => {
    const measurement = new Measurement(plain);
    measurement.add(none, predicted('etc', 'neutral', 1, 0.5));
    expect(measurement.metrics()).toEqual({});
  });

  it('shares ranks among equals, and gives 0 where nothing varies', () => {
    const measurement = new Measurement(plain);
    const levels: [Level, Level][] = [
      [1, 2],
      [2, 2],
      [3, 2]
    ];
    for (const [truth, found] of levels)
      measurement.add({ ...none, level: truth }, predicted('etc', 'neutral', found, 0.5));
    expect(measurement.metrics().quality?.spearman).toBe(0);
  });

  it('undoes the temperature for the raw calibration', () => {
    const measurement = new Measurement({ ...plain, relevance: 2 });
    measurement.add({ ...none, onTopic: true }, predicted('etc', 'neutral', 1, 1 / (1 + Math.exp(-1))));
    const { relevance } = measurement.metrics();
    expect(relevance?.ece).toBeCloseTo(1 - 1 / (1 + Math.exp(-1)), 12);
    expect(relevance?.ece_raw).toBeCloseTo(1 - 1 / (1 + Math.exp(-2)), 12);
  });
});
