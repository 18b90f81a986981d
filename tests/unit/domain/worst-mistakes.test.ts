/** The worst mistakes are the surest ones, whatever order they come in. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WorstMistakes } from '$lib/domain/worst-mistakes';

it('keeps the surest, the worst first, the earlier of equals', () => {
  const confidence = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
  fc.assert(
    fc.property(fc.array(confidence), fc.integer({ min: 1, max: 8 }), (given, most) => {
      const worst = new WorstMistakes<number>(most);
      given.forEach((one, index) => worst.add(one, index));
      const sorted = given.map((one, index) => ({ confidence: one, what: index }));
      sorted.sort((a, b) => b.confidence - a.confidence || a.what - b.what);
      expect(worst.list).toEqual(sorted.slice(0, most));
    })
  );
});
