/** What others shared, by the share's id: apart from the person's own takes. */
import { takeWithNotes, type ReceivedShare } from '$lib/domain/received-share';
import type { Share } from '$lib/domain/share';
import { withDatabase, write } from './database';

/** @returns shares that were kept, the last changed first. @throws {StorageError} */
export function readReceived(): Promise<ReceivedShare[]> {
  return withDatabase(async (db) => {
    const all = await db.getAll('received');
    return all.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  });
}

/** @returns the share, or undefined if it was not kept. @throws {StorageError} */
export function findReceived(id: string): Promise<ReceivedShare | undefined> {
  return withDatabase((db) => db.get('received', id));
}

/** Keeps a share with one's notes. @throws {StorageError} */
export function saveReceived(received: ReceivedShare): Promise<void> {
  return write(['received'], async (transaction) => {
    await transaction.objectStore('received').put(received);
  });
}

/** Deletes a share that was kept. @throws {StorageError} */
export function deleteReceived(id: string): Promise<void> {
  return withDatabase((db) => db.delete('received', id));
}

/**
 * Adds the notes of a share to the takes that are the person's own, all or nothing; nothing else of them changes.
 * @returns how many takes have something new
 * @throws {StorageError}
 */
export function addNotes(share: Share): Promise<number> {
  return write(['takes'], async (transaction) => {
    const store = transaction.objectStore('takes');
    let changed = 0;
    for (const theirs of share.takes) {
      const own = await store.get(theirs.id);
      const noted = own && takeWithNotes(own, theirs);
      if (!noted || noted === own) continue;
      await store.put(noted);
      changed += 1;
    }
    return changed;
  });
}
