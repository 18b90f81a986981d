import { expect, test } from 'vitest';
import { loudness } from '$lib/platform/microphone';

const tone = (amplitude: number) =>
  Float32Array.from({ length: 2048 }, (_, index) => amplitude * Math.sin((2 * Math.PI * index) / 64));

test('loudness runs from silence to full scale, even steps for even ratios', () => {
  expect(loudness(new Float32Array(2048))).toBe(0);
  expect(loudness(tone(0.0001))).toBe(0);
  expect(loudness(Float32Array.from({ length: 2048 }, () => 1))).toBe(1);
  expect(loudness(tone(0.1))).toBeCloseTo((60 - 23.01) / 60, 3);
  expect(loudness(tone(0.2)) - loudness(tone(0.1))).toBeCloseTo(6.02 / 60, 3);
  expect(loudness(new Float32Array(0))).toBe(0);
});
