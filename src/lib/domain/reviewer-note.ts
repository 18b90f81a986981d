/** Notes that a mentor writes beside somebody's take, and how notes of several readers come together. */

/** One note. */
export interface ReviewerNote {
  id: string;
  /** Who wrote it; may be empty. */
  author: string;
  /** ISO 8601. */
  createdAt: string;
  text: string;
  /** Position of the sentence it is about, 0-based; absent for the whole answer. */
  sentence?: number;
  /** Fields of the imported note that we do not know. */
  extra?: Readonly<Record<string, unknown>>;
}

/** Most characters of a name and of a note, and most notes beside one take. */
export const NOTE_LIMITS = { author: 40, text: 2000, notes: 500 } as const;

/** Oldest first; the id makes the order total. */
function inOrder(a: ReviewerNote, b: ReviewerNote): number {
  const [left, right] = [`${a.createdAt} ${a.id}`, `${b.createdAt} ${b.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Brings notes together by id; of two with the same id the later one stays, of equals our own. The result does not
 * depend on how often the same notes are merged.
 * @returns the notes, oldest first, at most {@link NOTE_LIMITS}.notes: the newest are left out
 */
export function mergeReviewerNotes(
  own: readonly ReviewerNote[],
  theirs: readonly ReviewerNote[]
): ReviewerNote[] {
  const notes = new Map(own.map((note) => [note.id, note]));
  for (const note of theirs) {
    const known = notes.get(note.id);
    if (!known || note.createdAt > known.createdAt) notes.set(note.id, note);
  }
  return [...notes.values()].sort(inOrder).slice(0, NOTE_LIMITS.notes);
}
