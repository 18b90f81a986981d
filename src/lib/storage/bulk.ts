/** Whole stores at once, for imports and back-ups: read page by page, written all or nothing. */
import type { StoreKey, StoreNames, StoreValue } from 'idb';
import { withDatabase, write } from './database';
import type { BuddySchema } from './schema';

/** Name of a store. */
export type StoreName = StoreNames<BuddySchema>;

/** A record with its key. */
export interface StoredRecord {
  key: IDBValidKey;
  value: unknown;
}

/** Records that go into one store. */
export interface Merge {
  store: StoreName;
  records: readonly StoredRecord[];
  /**
   * Brings a record together with the one of the same key that is here, or with one before it in the list.
   * @returns `own` itself if nothing changes
   */
  merge: (own: never, theirs: never) => unknown;
}

/** What became of records that came from a file. */
export interface MergeCounts {
  /** Records that were new. */
  added: number;
  /** Records that were here, and to which the file added something. */
  merged: number;
}

/** Records written between two reports of progress: requests in flight at once. */
const STEP = 500;

/**
 * Merges records into their stores, all of them or none, in one transaction.
 * @param onWritten told now and then how many records are done; none of them counts before all are
 * @returns what became of them, by store
 * @throws {StorageError}
 */
export function mergeRecords(
  merges: readonly Merge[],
  onWritten?: (written: number) => void
): Promise<Map<StoreName, MergeCounts>> {
  const names = [...new Set(merges.map(({ store }) => store))];
  if (names.length === 0) return Promise.resolve(new Map<StoreName, MergeCounts>());
  return write(names, async (transaction) => {
    const counts = new Map<StoreName, MergeCounts>(names.map((name) => [name, { added: 0, merged: 0 }]));
    let written = 0;
    for (const { store: name, records, merge } of merges) {
      const store = transaction.objectStore(name);
      const bring = merge as (own: unknown, theirs: unknown) => unknown;
      const count = counts.get(name) ?? { added: 0, merged: 0 };
      for (let start = 0; start < records.length; start += STEP) {
        const step = records.slice(start, start + STEP);
        await Promise.all(
          oneEach(step, bring).map(async ({ key, value }) => {
            const own: unknown = await store.get(key as StoreKey<BuddySchema, StoreName>);
            const next = own === undefined ? value : bring(own, value);
            if (next === own) return;
            await store.put(
              next as StoreValue<BuddySchema, StoreName>,
              // A store whose records carry their key takes no other.
              store.keyPath === null ? (key as StoreKey<BuddySchema, StoreName>) : undefined
            );
            count[own === undefined ? 'added' : 'merged'] += 1;
          })
        );
        written += step.length;
        onWritten?.(written);
      }
    }
    return counts;
  });
}

/** Merges records of the same key first, so that none is read before its twin is written. */
function oneEach(
  records: readonly StoredRecord[],
  bring: (own: unknown, theirs: unknown) => unknown
): StoredRecord[] {
  const unique = new Map<string, StoredRecord>();
  for (const { key, value } of records) {
    const name = JSON.stringify(key);
    const twin = unique.get(name);
    unique.set(name, { key, value: twin ? bring(twin.value, value) : value });
  }
  return [...unique.values()];
}

/**
 * Reads a whole store in the order of its keys, page by page: what is written meanwhile may or may not be among it.
 * @param size records per page
 * @throws {StorageError}
 */
export async function* readPages(name: StoreName, size: number): AsyncGenerator<StoredRecord[]> {
  let after: IDBKeyRange | null = null;
  for (;;) {
    const range = after;
    const page = await withDatabase(async (db) => {
      const store = db.transaction(name).store;
      const [keys, values] = await Promise.all([store.getAllKeys(range, size), store.getAll(range, size)]);
      return keys.map((key, index): StoredRecord => ({ key, value: values[index] }));
    });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < size) return;
    after = IDBKeyRange.lowerBound(last.key, true);
  }
}

/** @returns how many records a store holds. @throws {StorageError} */
export function countRecords(name: StoreName): Promise<number> {
  return withDatabase((db) => db.count(name));
}
