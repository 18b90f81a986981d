/** What is kept on this device, and how to get rid of it. */
import { ModelStore } from '$lib/model/store';
import { requestPersistence, storageUse, type StorageUse } from '$lib/platform/persistence';
import { deleteDatabase } from '$lib/storage/database';
import { recordingsUse, type RecordingsUse } from '$lib/storage/recordings';
import { interview } from './interview.svelte';
import { model } from './model.svelte';
import { questions } from './questions.svelte';
import { modelsUrl } from './models-url';
import { preferences } from './preferences.svelte';
import { workingFolder } from './working-folder.svelte';

export { deleteAllRecordings } from '$lib/storage/recordings';
export { requestPersistence };

/** Storage of this origin, and the models (bytes) and recordings in it. */
export interface StorageReport extends StorageUse {
  models: number;
  recordings: RecordingsUse;
}

/** @returns what this origin stores. @throws {StorageError} */
export async function readStorage(): Promise<StorageReport> {
  const store = await ModelStore.open(modelsUrl());
  const [use, models, recordings] = await Promise.all([storageUse(), store.size(), recordingsUse()]);
  return { ...use, models, recordings };
}

/** Deletes answers, interviews, settings and downloaded models. @throws {StorageError} */
export async function deleteEverything(): Promise<void> {
  interview.forget();
  await workingFolder.forget();
  model.release();
  await deleteDatabase();
  await (await ModelStore.open(modelsUrl())).deleteAll();
  preferences.reset();
  questions.forget();
}
