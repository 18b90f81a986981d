import { describe, expect, test } from 'vitest';
import { FrameEnergy } from '$lib/platform/energy';

describe('the loudness of frames', () => {
  test('is the root mean square of each, however the samples arrive', () => {
    const heard: number[] = [];
    const energy = new FrameEnergy(4, (rms) => heard.push(rms));
    energy.push(Float32Array.of(0.5, -0.5));
    expect(heard).toEqual([]);
    energy.push(Float32Array.of(0.5, -0.5, 1, 1, 1, 1, 0));
    expect(heard).toEqual([0.5, 1]);
    energy.push(new Float32Array(7));
    expect(heard).toEqual([0.5, 1, 0, 0]);
  });

  test('of a full sine is 3 dB below its peak', () => {
    const heard: number[] = [];
    const energy = new FrameEnergy(2400, (rms) => heard.push(rms));
    energy.push(Float32Array.from({ length: 2400 }, (_, index) => Math.sin((index * 2 * Math.PI) / 48)));
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeCloseTo(Math.SQRT1_2, 5);
  });
});
