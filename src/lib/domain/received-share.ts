/** What somebody else shared, kept apart from one's own answers, with the notes one writes beside it. */
import { mergeReviewerNotes, NOTE_LIMITS, type ReviewerNote } from './reviewer-note';
import type { Share } from './share';
import type { Take } from './take';

/** A note of one's own, and the take it is about. */
export interface OwnNote {
  takeId: string;
  note: ReviewerNote;
}

/** A share as a reader keeps it. */
export interface ReceivedShare {
  /** The share's. */
  id: string;
  share: Share;
  /** Name on the reader's notes; may be empty. */
  author: string;
  ownNotes: readonly OwnNote[];
  /** ISO 8601. */
  updatedAt: string;
}

/**
 * @param known what is kept of the same share already, if anything: the notes written then are taken over
 * @param at ISO 8601
 */
export function receive(share: Share, known: ReceivedShare | undefined, at: string): ReceivedShare {
  return {
    id: share.id,
    share,
    author: known?.author ?? '',
    ownNotes: known?.ownNotes ?? [],
    updatedAt: at
  };
}

/**
 * Brings a share that is kept here together with the same one kept elsewhere: the one that was changed last stays, with
 * the notes that only the other has.
 * @returns the merged share; our own object if nothing changes
 */
export function mergeReceived(own: ReceivedShare, theirs: ReceivedShare): ReceivedShare {
  const [later, earlier] = theirs.updatedAt > own.updatedAt ? [theirs, own] : [own, theirs];
  const missing = earlier.ownNotes.filter(({ takeId, note }) => !find(later, takeId, note.sentence));
  return missing.length === 0 ? later : { ...later, ownNotes: [...later.ownNotes, ...missing] };
}

/** @returns the text of one's own note; empty if there is none */
export function ownNoteText(received: ReceivedShare, takeId: string, sentence?: number): string {
  return find(received, takeId, sentence)?.note.text ?? '';
}

function find({ ownNotes }: ReceivedShare, takeId: string, sentence?: number): OwnNote | undefined {
  return ownNotes.find((own) => own.takeId === takeId && own.note.sentence === sentence);
}

/**
 * Writes, changes or (by an empty text) removes one's own note: one per sentence, and one on the whole answer.
 * @param sentence position, 0-based; leave out for the whole answer
 * @param stamp id for a new note, and the time of writing (ISO 8601)
 */
export function writeNote(
  received: ReceivedShare,
  takeId: string,
  sentence: number | undefined,
  text: string,
  stamp: { id: string; at: string }
): ReceivedShare {
  const known = find(received, takeId, sentence);
  const others = received.ownNotes.filter((own) => own !== known);
  const note: ReviewerNote = {
    id: known?.note.id ?? stamp.id,
    author: received.author,
    createdAt: stamp.at,
    text: text.slice(0, NOTE_LIMITS.text),
    ...(sentence !== undefined && { sentence })
  };
  const ownNotes = text.trim() === '' ? others : [...others, { takeId, note }];
  return { ...received, ownNotes, updatedAt: stamp.at };
}

/** Puts a name on one's notes, those that are written already too. @param at ISO 8601 */
export function signNotes(received: ReceivedShare, author: string, at: string): ReceivedShare {
  const name = author.slice(0, NOTE_LIMITS.author);
  const ownNotes = received.ownNotes.map(({ takeId, note }) => ({
    takeId,
    note: { ...note, author: name, createdAt: at }
  }));
  return { ...received, author: name, ownNotes, updatedAt: at };
}

/** @returns the share with one's own notes beside those it came with: what goes back */
export function withNotes({ share, ownNotes }: ReceivedShare): Share {
  return {
    ...share,
    takes: share.takes.map((take) => {
      const own = ownNotes.filter(({ takeId }) => takeId === take.id).map(({ note }) => note);
      const notes = mergeReviewerNotes(take.reviewerNotes ?? [], own);
      return notes.length === 0 ? take : { ...take, reviewerNotes: notes };
    })
  };
}

/**
 * What a share adds to one's own take: notes, and nothing else. The answer and its score stay whatever the share says.
 * @returns our own take with the notes; itself if there is nothing new
 */
export function takeWithNotes(own: Take, theirs: Take): Take {
  const before = own.reviewerNotes ?? [];
  const notes = mergeReviewerNotes(before, theirs.reviewerNotes ?? []);
  const same = notes.length === before.length && notes.every((note, index) => note === before[index]);
  return same ? own : { ...own, reviewerNotes: notes };
}
