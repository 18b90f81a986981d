/** The monotonic curves that rubrics are made of. */

/** @returns the value held within [least, most] */
export function clamp(value: number, least = 0, most = 1): number {
  return Math.min(most, Math.max(least, value));
}

/** @returns 0 up to `from`, 1 from `to` on, and a smooth rise (3t² − 2t³) between */
export function smoothstep(value: number, from: number, to: number): number {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** A point of a broken line. */
export type Knot = readonly [x: number, y: number];

/** @returns the height of the broken line through the knots (x rising) at x; level beyond its ends */
export function brokenLine(knots: readonly Knot[], x: number): number {
  const next = knots.findIndex(([knotX]) => knotX >= x);
  const right = knots[next];
  const left = knots[next - 1];
  if (right === undefined) return knots.at(-1)?.[1] ?? 0;
  if (left === undefined) return right[1];
  return left[1] + ((x - left[0]) / (right[0] - left[0])) * (right[1] - left[1]);
}

/** @returns how far an amount reaches a band's lower edge: 0 for nothing, rising smoothly to 1 at the edge */
export function reaches(amount: number, least: number): number {
  return least <= 0 ? 1 : Math.sin((clamp(amount / least) * Math.PI) / 2);
}

/**
 * @param most upper edge of the band
 * @param excess multiple of the edge at which the fall ends
 * @param floor what is left there
 * @returns 1 within the band, falling smoothly to `floor` beyond it
 */
export function stays(amount: number, most: number, excess: number, floor: number): number {
  const t = clamp((amount / most - 1) / (excess - 1));
  return floor + (1 - floor) * ((1 + Math.cos(Math.PI * t)) / 2);
}
