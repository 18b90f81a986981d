/** Entry of the model worker: joins the protocol to the runtime. */
import { probeCapabilities } from './capabilities';
import { takeInModel } from './import-model';
import { loadModel, type LoadEnvironment } from './load-model';
import type { WorkerSettings } from './protocol';
import { runtimeFiles } from './runtime-files';
import { serveModel, type ServerPort } from './server';
import { sessionOpener } from './session';
import { IMPORT_LOCK, ModelStore } from './store';

const openSession = sessionOpener(runtimeFiles(self.location.href));

async function environment(settings: WorkerSettings): Promise<LoadEnvironment> {
  const { modelsUrl, allowSoftwareAdapter, singleThread = false } = settings;
  const store = await ModelStore.open(modelsUrl);
  const now = () => performance.now();
  return { store, probe: probeCapabilities, openSession, now, allowSoftwareAdapter, singleThread };
}

serveModel(
  self as unknown as ServerPort,
  async (request, settings, onProgress, signal) =>
    loadModel(request, await environment(settings), onProgress, signal),
  async (source, settings, onStep, signal) => {
    const surroundings = await environment(settings);
    return navigator.locks.request(IMPORT_LOCK, { signal }, async () => {
      await surroundings.store.sweep();
      return takeInModel(source, surroundings, onStep, signal);
    });
  }
);
