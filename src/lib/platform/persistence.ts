/** The browser's storage promises: how much is used, and whether it may be thrown away. */

/** Bytes used and allowed for this origin; null where the browser does not tell. */
export interface StorageUse {
  usage: number | null;
  quota: number | null;
  persisted: boolean;
}

/** @returns how much this origin stores and whether the browser has promised to keep it */
export async function storageUse(): Promise<StorageUse> {
  if (!navigator.storage) return { usage: null, quota: null, persisted: false };
  const [estimate, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted()
  ]);
  return { usage: estimate.usage ?? null, quota: estimate.quota ?? null, persisted };
}

/** Asks the browser to keep this origin's data when space runs short. @returns whether it promised */
export async function requestPersistence(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return navigator.storage.persist().catch(() => false);
}
