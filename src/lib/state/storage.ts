/** What is kept on this device, and how to get rid of it. */
import { ModelStore } from '$lib/model/store';
import { requestPersistence, storageUse, type StorageUse } from '$lib/platform/persistence';
import { deleteDatabase } from '$lib/storage/database';
import { interview } from './interview.svelte';
import { model } from './model.svelte';
import { questions } from './questions.svelte';
import { modelsUrl } from './models-url';
import { preferences } from './preferences.svelte';

export { requestPersistence };

/** Storage of this origin, and the models in it (bytes). */
export interface StorageReport extends StorageUse {
  models: number;
}

/** @returns what this origin stores */
export async function readStorage(): Promise<StorageReport> {
  const store = await ModelStore.open(modelsUrl());
  const [use, models] = await Promise.all([storageUse(), store.size()]);
  return { ...use, models };
}

/** Deletes answers, interviews, settings and downloaded models. @throws {StorageError} */
export async function deleteEverything(): Promise<void> {
  interview.forget();
  model.release();
  await deleteDatabase();
  await (await ModelStore.open(modelsUrl())).deleteAll();
  preferences.reset();
  questions.forget();
}
