/** Brings a take that came from a file together with the same take that is here: nothing of ours is lost or replaced. */
import { mergeReviewerNotes } from './reviewer-note';
import type { Take } from './take';

/** Whether two lists hold the very same notes: merging keeps the objects of those it does not change. */
function same(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((note, index) => note === b[index]);
}

/**
 * Merges two takes of the same id. Our answer and our evaluation stay; what is added is the notes of reviewers, an
 * evaluation where ours is still open (of the same answer), and unknown fields that ours has not.
 * @returns the merged take; our own object if there is nothing new
 */
export function mergeTakes(own: Take, theirs: Take): Take {
  const ownNotes = own.reviewerNotes ?? [];
  const notes = mergeReviewerNotes(ownNotes, theirs.reviewerNotes ?? []);
  const newNotes = !same(notes, ownNotes);
  const evaluated = own.evaluation === null && theirs.evaluation !== null && own.answer === theirs.answer;
  const newFields = Object.keys(theirs.extra ?? {}).some((key) => !Object.hasOwn(own.extra ?? {}, key));
  if (!newNotes && !evaluated && !newFields) return own;
  return {
    ...own,
    ...(evaluated && { evaluation: theirs.evaluation, model: theirs.model }),
    ...(newNotes && { reviewerNotes: notes }),
    ...(newFields && { extra: { ...theirs.extra, ...own.extra } })
  };
}
