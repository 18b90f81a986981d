/** The page's side of taking in a model: a worker of its own, so that the model in use goes on meanwhile. */
import { startModelWorker } from './client';
import { WorkerConnection, type WorkerPort } from './connection';
import { ModelError } from './engine';
import type { ModelSource } from './model-package';
import type { ImportedModel, WorkerCalls } from './protocol';
import { IMPORT_LOCK, ModelStore } from './store';

/** How a model is taken in. */
export interface ImportOptions {
  /** Absolute URL of the folder that holds model folders, ending in a slash. */
  modelsUrl: string;
  onStep?: (step: WorkerCalls['import']['step']) => void;
  signal?: AbortSignal;
  /** Starts a worker; tests give one of their own. */
  startWorker?: () => WorkerPort;
}

/**
 * Checks a model and keeps it in the store; the model in use is not touched.
 * @throws {ModelError}
 */
export async function importModel(
  source: ModelSource,
  { modelsUrl, onStep, signal, startWorker = startModelWorker }: ImportOptions
): Promise<ImportedModel> {
  const quiet = () => undefined;
  const connection = new WorkerConnection(startWorker(), quiet, quiet);
  const settings = { modelsUrl, allowSoftwareAdapter: false };
  try {
    return await connection.call('import', { source, settings }, { signal, ...(onStep && { onStep }) });
  } catch (cause) {
    // A worker that is stopped or dies cannot clear up after itself.
    connection.close(ModelError.from(cause, 'worker-crashed'));
    const store = await ModelStore.open(modelsUrl);
    await navigator.locks.request(IMPORT_LOCK, () => store.sweep());
    throw cause;
  } finally {
    connection.close(new ModelError('aborted', 'The import has ended.'));
  }
}
