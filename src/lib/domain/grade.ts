/** Letters for totals: the original product's bands. */
import type { Grade } from './evaluation';

/** Lowest total of each grade, best first. */
export const GRADE_BANDS: readonly (readonly [grade: Grade, least: number])[] = [
  ['A', 90],
  ['B', 80],
  ['C', 70],
  ['D', 60],
  ['F', 0]
];

/** @returns the grade of a total, 0–100 */
export function gradeOf(total: number): Grade {
  return GRADE_BANDS.find(([, least]) => total >= least)?.[0] ?? 'F';
}
