/** What somebody else shared: opened from a link or a file, read, written beside, and sent back. */
import { DocumentError } from '$lib/domain/documents/document';
import {
  ownNoteText,
  receive,
  signNotes,
  takeWithNotes,
  withNotes,
  writeNote,
  type ReceivedShare
} from '$lib/domain/received-share';
import type { Share } from '$lib/domain/share';
import type { Take } from '$lib/domain/take';
import { readShareFile, readShareFragment } from '$lib/exchange/share';
import { ShareLinkError } from '$lib/exchange/share-link-error';
import { forget, recall, remember } from '$lib/platform/tab-memory';
import { addNotes, deleteReceived, findReceived, readReceived, saveReceived } from '$lib/storage/received';
import { addTakes, readTake } from '$lib/storage/takes';
import { AppError, toProblem, type Problem } from './problem';

/** Where a tab remembers the link it opened, once it is out of the address. */
const OPENED = 'interview-buddy:opened-share';

/** Largest file that is read, in bytes. */
const FILE_LIMIT = 5_000_000;

/** How far kept notes may be behind the writing, in milliseconds. */
const saveDelayMs = 400;

const now = () => new Date().toISOString();

/** A document that cannot be read is told as what a person can do about it. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof DocumentError)) throw cause;
    if (cause.code === 'newer-version') throw new ShareLinkError('link-newer', { cause });
    throw new AppError('share-invalid', { cause });
  }
}

let handed: File | null = null;

/** Leaves a file for the page of shares, which opens it when it comes. */
export function handOver(file: File): void {
  handed = file;
}

/** @returns the file that was left, once */
export function takeHandedOver(): File | null {
  const file = handed;
  handed = null;
  return file;
}

/** The share that is open. */
export class Received {
  opened = $state.raw<ReceivedShare | null>(null);
  /** Whether it is kept on this device. */
  kept = $state(false);
  /** Those of its takes that are the person's own. */
  own = $state.raw<readonly Take[]>([]);
  /** Shares that are kept. */
  list = $state.raw<readonly ReceivedShare[]>([]);
  problem = $state.raw<Problem | null>(null);
  /** Whether the notes are on disk. */
  saved = $state<'none' | 'saving' | 'saved'>('none');

  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What goes back: the share with the notes of everybody. */
  readonly reply = $derived(this.opened && withNotes(this.opened));
  /** How many notes the share adds to the person's own takes. */
  readonly newNotes = $derived.by(() => {
    const shared = this.opened?.share.takes ?? [];
    return this.own.reduce((sum, own) => {
      const theirs = shared.find(({ id }) => id === own.id);
      const merged = theirs ? takeWithNotes(own, theirs) : own;
      return sum + (merged.reviewerNotes?.length ?? 0) - (own.reviewerNotes?.length ?? 0);
    }, 0);
  });

  /**
   * Opens what the address carries; without anything there, what this tab had open before a reload.
   * @param fragment of the address, with the `#`; empty if there is none
   * @returns whether the fragment may be taken out of the address: the tab remembers it
   */
  async openFragment(fragment: string): Promise<boolean> {
    await this.flush();
    const carried = fragment.replace(/^#/, '');
    const wanted = carried === '' ? recall(OPENED) : carried;
    this.opened = null;
    if (wanted === null) {
      await this.#attempt(() => this.#refreshList());
      return false;
    }
    await this.#attempt(async () => this.#show(readable(() => readShareFragment(wanted, now()))));
    return this.opened !== null && remember(OPENED, wanted);
  }

  /** Opens a file. */
  async openFile(file: File): Promise<void> {
    await this.flush();
    this.opened = null;
    forget(OPENED);
    await this.#attempt(async () => {
      if (file.size > FILE_LIMIT) throw new AppError('share-file-too-large');
      const text = await file.text();
      await this.#show(readable(() => readShareFile(text, now())));
    });
  }

  /** Opens a share that was kept. */
  async openKept(id: string): Promise<void> {
    forget(OPENED);
    await this.#attempt(async () => {
      const kept = await findReceived(id);
      if (kept) await this.#show(kept.share);
    });
  }

  /** Back to the list. */
  async close(): Promise<void> {
    await this.flush();
    forget(OPENED);
    this.opened = null;
    this.own = [];
    await this.#attempt(() => this.#refreshList());
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  async #refreshList(): Promise<void> {
    this.list = await readReceived();
  }

  async #show(share: Share): Promise<void> {
    // Reading needs nothing that is stored: where storage is denied, the share is shown all the same.
    this.opened = receive(share, undefined, now());
    this.saved = 'none';
    const known = await findReceived(share.id);
    this.opened = receive(share, known, now());
    this.kept = known !== undefined;
    this.own = (await Promise.all(share.takes.map(({ id }) => readTake(id)))).filter(
      (take) => take !== undefined
    );
  }

  /** @returns the text of one's own note; empty if there is none */
  note(takeId: string, sentence?: number): string {
    return this.opened ? ownNoteText(this.opened, takeId, sentence) : '';
  }

  /** Writes one's own note; an empty text removes it. It is kept on this device soon. */
  write(takeId: string, sentence: number | undefined, text: string): void {
    if (!this.opened) return;
    const stamp = { id: crypto.randomUUID(), at: now() };
    this.opened = writeNote(this.opened, takeId, sentence, text, stamp);
    this.#saveSoon();
  }

  /** Puts a name on one's notes. */
  sign(author: string): void {
    if (!this.opened) return;
    this.opened = signNotes(this.opened, author, now());
    if (this.opened.ownNotes.length > 0) this.#saveSoon();
  }

  #saveSoon(): void {
    this.saved = 'saving';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), saveDelayMs);
  }

  /** Keeps the notes that are not kept yet: the page may be closed. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.saved === 'saving') await this.keep();
  }

  /** Keeps the share on this device, apart from the person's own answers. */
  async keep(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    await this.#attempt(async () => {
      await saveReceived(opened);
      this.kept = true;
      if (this.opened === opened) this.saved = 'saved';
    });
  }

  /** Deletes the share from this device, and goes back to the list. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    this.saved = 'none';
    const id = this.opened?.id;
    if (id !== undefined) await this.#attempt(() => deleteReceived(id));
    if (!this.problem) await this.close();
  }

  /** Adds the notes to the person's own answers. @returns whether it worked */
  async takeNotes(): Promise<boolean> {
    const { opened } = this;
    if (!opened) return false;
    await this.#attempt(async () => {
      await addNotes(opened.share);
      this.own = (await Promise.all(this.own.map(({ id }) => readTake(id)))).filter(
        (take) => take !== undefined
      );
    });
    return this.problem === null;
  }

  /** Saves the answers as the person's own: they were shared from another device of theirs. */
  async adopt(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    await this.#attempt(async () => {
      await addTakes(opened.share.takes);
      this.own = opened.share.takes;
    });
  }
}
