/** Opens the database, once, and again after the browser closed it. The only file that calls `openDB`. */
import { deleteDB, openDB, type IDBPTransaction, type StoreNames } from 'idb';
import { StorageError, toStorageError } from './errors';
import { DATABASE_NAME, DATABASE_VERSION, migrate, type BuddyDatabase, type BuddySchema } from './schema';

/** What the app is told about its database. */
export interface DatabaseEvents {
  /** This tab runs an older version than another one wants: it has let go, and must be reloaded. */
  onOutdated?: () => void;
}

/** How long an upgrade may wait for other tabs before the person is told, in milliseconds. */
const blockedAfterMs = 3000;

let opening: Promise<BuddyDatabase> | null = null;
let events: DatabaseEvents = {};

/** Sets who is told about events of the database. */
export function listenToDatabase(listener: DatabaseEvents): void {
  events = listener;
}

async function open(): Promise<BuddyDatabase> {
  let giveUp: (error: StorageError) => void = () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const blocked = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  const opened = openDB<BuddySchema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade: (db, oldVersion, _newVersion, transaction) => migrate(db, oldVersion, transaction),
    // An older tab is open. Ours asks it to let go (its `blocking`), and waits a little.
    blocked: () => {
      timer = setTimeout(
        () => giveUp(new StorageError('blocked', 'Another tab keeps an older version open.')),
        blockedAfterMs
      );
    },
    // A newer tab wants to upgrade: let go at once, whatever is being read is read again after the reload.
    blocking: (_current, _next, event) => {
      (event.target as IDBDatabase).close();
      opening = null;
      events.onOutdated?.();
    },
    // The browser closed it (storage cleared, disk trouble): the next call opens it again.
    terminated: () => {
      opening = null;
    }
  });
  try {
    return await Promise.race([opened, blocked]);
  } catch (error) {
    // A late success must not keep an unused connection open.
    void opened.then(
      (db) => db.close(),
      () => undefined
    );
    throw toStorageError(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @returns the open database. A failed opening is forgotten, so that the next call tries again.
 * @throws {StorageError}
 */
export function database(): Promise<BuddyDatabase> {
  if (!opening) {
    const attempt = open();
    opening = attempt;
    attempt.catch(() => {
      if (opening === attempt) opening = null;
    });
  }
  return opening;
}

/** Closes the database; the next call opens it again. */
export async function closeDatabase(): Promise<void> {
  const current = opening;
  opening = null;
  if (current) (await current.catch(() => null))?.close();
}

/** Deletes everything the app keeps in IndexedDB. @throws {StorageError} */
export async function deleteDatabase(): Promise<void> {
  await closeDatabase();
  try {
    await deleteDB(DATABASE_NAME);
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * Runs work on the database with errors translated.
 * @throws {StorageError}
 */
export async function withDatabase<T>(work: (db: BuddyDatabase) => Promise<T>): Promise<T> {
  try {
    return await work(await database());
  } catch (error) {
    throw toStorageError(error);
  }
}

/** A transaction that may write the named stores. */
export type WriteTransaction<Names extends StoreNames<BuddySchema>[]> = IDBPTransaction<
  BuddySchema,
  Names,
  'readwrite'
>;

/**
 * Writes in one transaction: all or nothing, also when the work itself fails half-way. When it resolves, the data is on
 * disk (`durability: strict`). Only the transaction may be awaited in the work.
 * @throws {StorageError}
 */
export function write<Names extends StoreNames<BuddySchema>[], T>(
  stores: [...Names],
  work: (transaction: WriteTransaction<Names>) => Promise<T>
): Promise<T> {
  return withDatabase(async (db) => {
    const transaction = db.transaction(stores as Names, 'readwrite', { durability: 'strict' });
    try {
      const result = await work(transaction as WriteTransaction<Names>);
      await transaction.done;
      return result;
    } catch (error) {
      // A request that could not even be made leaves the transaction alive: it would commit what came before.
      transaction.done.catch(() => undefined);
      try {
        transaction.abort();
      } catch {
        // It has aborted by itself.
      }
      throw error;
    }
  });
}
