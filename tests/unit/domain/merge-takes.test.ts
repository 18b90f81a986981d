/** Merging adds and never takes away: notes by id, an evaluation where ours is open, fields that ours has not. */
import { describe, expect, test } from 'vitest';
import { mergeTakes } from '$lib/domain/merge-takes';
import { mergeReviewerNotes, NOTE_LIMITS, type ReviewerNote } from '$lib/domain/reviewer-note';
import type { Take } from '$lib/domain/take';
import { exampleTake, exampleWithheld } from '../../support/examples';

function note(id: string, hour: number, text = id): ReviewerNote {
  return { id, author: '멘토', createdAt: `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`, text };
}

const own = exampleTake();
const evaluation = exampleWithheld();

describe('notes', () => {
  test('come together by id, oldest first, the later of two with one id', () => {
    const merged = mergeReviewerNotes([note('b', 12), note('a', 10)], [note('b', 13, '고침'), note('c', 9)]);
    expect(merged.map(({ id, text }) => [id, text])).toEqual([
      ['c', 'c'],
      ['a', 'a'],
      ['b', '고침']
    ]);
  });

  test('of the same age, ours stays; merging twice changes nothing', () => {
    const once = mergeReviewerNotes([note('a', 10, '우리 것')], [note('a', 10, '남의 것'), note('b', 11)]);
    expect(once[0]?.text).toBe('우리 것');
    expect(mergeReviewerNotes(once, [note('b', 11)])).toEqual(once);
  });

  test('are limited in number', () => {
    const many = Array.from({ length: NOTE_LIMITS.notes + 10 }, (_, index) => note(`n${index}`, index % 24));
    expect(mergeReviewerNotes([], many)).toHaveLength(NOTE_LIMITS.notes);
  });
});

describe('takes', () => {
  test('nothing new gives our own take itself', () => {
    const noted = { ...own, reviewerNotes: [note('a', 10)], extra: { zeta: 1 } };
    expect(mergeTakes(noted, { ...noted, answer: '다른 글', extra: { zeta: 2 } })).toBe(noted);
    expect(mergeTakes(own, { ...own })).toBe(own);
  });

  test('notes of a shared result are added, even if the answer was left out of it', () => {
    const merged = mergeTakes(own, { ...own, answer: '', reviewerNotes: [note('a', 10)] });
    expect(merged).toEqual({ ...own, reviewerNotes: [note('a', 10)] });
  });

  test('an evaluation is taken where ours is open, but never one of another answer', () => {
    expect(mergeTakes(own, { ...own, evaluation }).evaluation).toEqual(evaluation);
    expect(mergeTakes(own, { ...own, evaluation, answer: '다른 글' })).toBe(own);
    const evaluated: Take = { ...own, evaluation };
    expect(mergeTakes(evaluated, { ...own, evaluation: { ...evaluation, reason: 'empty' } })).toBe(evaluated);
  });

  test('unknown fields are added, ours are kept', () => {
    const merged = mergeTakes({ ...own, extra: { a: 1 } }, { ...own, extra: { a: 2, b: 3 } });
    expect(merged.extra).toEqual({ a: 1, b: 3 });
  });
});
