/** The worker's side of the protocol: one queue, because runs of one runtime must not overlap, that survives errors. */
import { ModelError, type LoadRequest } from './engine';
import type { ImportStep } from './import-model';
import type { LoadStep, ReadyModel } from './load-model';
import type { ModelSource } from './model-package';
import type {
  ImportedModel,
  WorkerCall,
  WorkerCalls,
  WorkerMessage,
  WorkerReply,
  WorkerSettings,
  CallType
} from './protocol';

/** The worker's end of the message channel. */
export interface ServerPort {
  onmessage: ((event: MessageEvent<WorkerMessage>) => void) | null;
  postMessage(reply: WorkerReply): void;
}

/** Loads a model in this worker. @throws {ModelError} */
export type Load = (
  request: LoadRequest,
  settings: WorkerSettings,
  onProgress: (step: LoadStep) => void,
  signal: AbortSignal
) => Promise<ReadyModel>;

/** Takes in a model that a person brings. @throws {ModelError} */
export type TakeIn = (
  source: ModelSource,
  settings: WorkerSettings,
  onStep: (step: ImportStep | LoadStep) => void,
  signal: AbortSignal
) => Promise<ImportedModel>;

/**
 * Answers the page's requests, one at a time and in order. An aborted request that is still waiting is answered at once;
 * one under way ends where it next looks at its signal.
 */
export function serveModel(port: ServerPort, load: Load, takeIn: TakeIn): void {
  const controllers = new Map<number, AbortController>();
  let ready: ReadyModel | null = null;
  let queue = Promise.resolve();

  async function answer(call: WorkerCall, signal: AbortSignal): Promise<WorkerCalls[CallType]['result']> {
    if (call.type === 'predict') {
      if (!ready) throw new ModelError('inference-failed', 'No model is loaded.');
      return ready.predict(call.payload, signal);
    }
    const onStep = (step: ImportStep | LoadStep) => port.postMessage({ type: 'progress', id: call.id, step });
    if (call.type === 'import') return takeIn(call.payload.source, call.payload.settings, onStep, signal);
    const { request, settings } = call.payload;
    ready = await load(request, settings, onStep, signal);
    return ready.model;
  }

  async function run(call: WorkerCall, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      const result = await answer(call, signal);
      if (controllers.delete(call.id)) port.postMessage({ type: 'result', id: call.id, result });
    } catch (cause) {
      const error = ModelError.from(cause, call.type === 'predict' ? 'inference-failed' : 'runtime-failed');
      if (controllers.delete(call.id))
        port.postMessage({ type: 'error', id: call.id, error: error.toData() });
    }
  }

  port.onmessage = ({ data }) => {
    if (data.type !== 'abort') {
      const controller = new AbortController();
      controllers.set(data.id, controller);
      queue = queue.then(() => run(data, controller.signal));
      return;
    }
    const controller = controllers.get(data.id);
    if (!controller) return;
    controllers.delete(data.id);
    controller.abort();
    const { code, message } = new ModelError('aborted', 'The request was aborted.');
    port.postMessage({ type: 'error', id: data.id, error: { code, message } });
  };
}
