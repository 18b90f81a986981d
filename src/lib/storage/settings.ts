/** Settings by key. The caller says how to read a value; whatever is not readable counts as absent. */
import { withDatabase } from './database';

/**
 * @param key name of the setting
 * @param read turns the stored value into a typed one, or returns undefined if it is not readable
 * @throws {StorageError}
 */
export function readSetting<T>(key: string, read: (value: unknown) => T | undefined): Promise<T | undefined> {
  return withDatabase(async (db) => read(await db.get('settings', key)));
}

/** Keeps a setting; the value must be structured-cloneable. @throws {StorageError} */
export function saveSetting(key: string, value: unknown): Promise<void> {
  return withDatabase(async (db) => {
    await db.put('settings', value, key);
  });
}
