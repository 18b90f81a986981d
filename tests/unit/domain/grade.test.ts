import { expect, test } from 'vitest';
import { gradeOf } from '$lib/domain/grade';
import { apportion } from '$lib/domain/rubric/rubric';
import { brokenLine, reaches, smoothstep, stays } from '$lib/domain/rubric/curves';

test.each([
  [100, 'A'],
  [90, 'A'],
  [89, 'B'],
  [80, 'B'],
  [75, 'C'],
  [70, 'C'],
  [60, 'D'],
  [59, 'F'],
  [0, 'F']
])('%d is %s', (total, grade) => {
  expect(gradeOf(total)).toBe(grade);
});

test('points are shared out by largest remainder', () => {
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
  expect(apportion(5, [0, 3, 1])).toEqual([0, 4, 1]);
  expect(apportion(3, [0, 0])).toEqual([3, 0]);
  expect(apportion(0, [2, 1])).toEqual([0, 0]);
});

test('curves start, end and pass where they say', () => {
  const knots = [
    [1, 0],
    [2, 0.5],
    [4, 1]
  ] as const;
  expect([0, 1, 1.5, 3, 9].map((x) => brokenLine(knots, x))).toEqual([0, 0, 0.25, 0.75, 1]);
  expect([0, 0.25, 0.5, 0.75, 1].map((x) => smoothstep(x, 0.25, 0.75))).toEqual([0, 0, 0.5, 1, 1]);
  expect([reaches(0, 50), reaches(50, 50), reaches(90, 50)]).toEqual([0, 1, 1]);
  expect([stays(100, 100, 2, 0.4), stays(200, 100, 2, 0.4), stays(900, 100, 2, 0.4)]).toEqual([1, 0.4, 0.4]);
});
