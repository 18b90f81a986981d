/** Entry of the model worker: joins the protocol to the runtime. */
import { probeCapabilities } from './capabilities';
import { loadModel } from './load-model';
import { runtimeFiles } from './runtime-files';
import { serveModel, type ServerPort } from './server';
import { sessionOpener } from './session';
import { ModelStore } from './store';

const openSession = sessionOpener(runtimeFiles(self.location.href));

serveModel(
  self as unknown as ServerPort,
  async (request, { modelsUrl, allowSoftwareAdapter }, onProgress, signal) => {
    const store = await ModelStore.open(modelsUrl);
    const now = () => performance.now();
    const environment = { store, probe: probeCapabilities, openSession, now, allowSoftwareAdapter };
    return loadModel(request, environment, onProgress, signal);
  }
);
