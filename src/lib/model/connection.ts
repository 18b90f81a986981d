/** The page's side of the protocol, for the life of one worker. */
import { ModelError } from './engine';
import type { CallType, WorkerCalls, WorkerMessage, WorkerReply } from './protocol';

/** The page's end of a worker. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  postMessage(message: WorkerMessage): void;
  terminate(): void;
}

interface Pending {
  resolve(result: never): void;
  reject(error: ModelError): void;
  onStep: ((step: never) => void) | undefined;
}

/** How a call is watched and stopped. */
export interface CallOptions<T extends CallType> {
  signal?: AbortSignal | undefined;
  onStep?: (step: WorkerCalls[T]['step']) => void;
}

/** A running worker and the calls that wait for it. */
export class WorkerConnection {
  readonly #port: WorkerPort;
  readonly #pending = new Map<number, Pending>();
  readonly #onQuiet: () => void;
  #nextId = 1;
  #closed: ModelError | null = null;
  #retired = false;

  /**
   * @param port a worker just started
   * @param onQuiet called whenever the last pending call has ended
   * @param onCrash called if the worker dies; its pending calls have been rejected by then
   */
  constructor(port: WorkerPort, onQuiet: () => void, onCrash: (error: ModelError) => void) {
    this.#port = port;
    this.#onQuiet = onQuiet;
    const crash = (message: string) => {
      const error = new ModelError('worker-crashed', message);
      this.close(error);
      onCrash(error);
    };
    port.onmessage = ({ data }) => this.#receive(data);
    port.onerror = (event) => {
      event.preventDefault();
      crash(event.message || 'The model worker could not be started.');
    };
    port.onmessageerror = () => crash('A message of the model worker could not be read.');
  }

  /** Whether calls are waiting. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Asks the worker.
   * @throws {ModelError} `aborted` at once when the signal says so, whatever the worker does
   */
  call<T extends CallType>(
    type: T,
    payload: WorkerCalls[T]['payload'],
    { signal, onStep }: CallOptions<T> = {}
  ): Promise<WorkerCalls[T]['result']> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (signal?.aborted) return Promise.reject(new ModelError('aborted', 'The request was aborted.'));
    const id = this.#nextId++;
    const abort = () => {
      this.#port.postMessage({ type: 'abort', id });
      this.#take(id)?.reject(new ModelError('aborted', 'The request was aborted.'));
    };
    return new Promise<WorkerCalls[T]['result']>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onStep });
      signal?.addEventListener('abort', abort);
      this.#port.postMessage({ type, id, payload } as WorkerMessage);
    }).finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Lets pending calls finish, then ends the worker. */
  retire(): void {
    this.#retired = true;
    if (!this.busy) this.close(replaced());
  }

  /** Ends the worker at once; pending and later calls are rejected with the error. */
  close(error: ModelError): void {
    if (this.#closed) return;
    this.#closed = error;
    this.#port.terminate();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }

  #receive(reply: WorkerReply): void {
    if (reply.type === 'progress') this.#pending.get(reply.id)?.onStep?.(reply.step as never);
    else if (reply.type === 'error') this.#take(reply.id)?.reject(ModelError.fromData(reply.error));
    // The reply to a call is of the call's type: ids are never reused.
    else this.#take(reply.id)?.resolve(reply.result as never);
  }

  /** Takes a call that has ended off the list. @returns it, or undefined if it had ended before */
  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (!pending) return undefined;
    this.#pending.delete(id);
    if (!this.busy && this.#retired) this.close(replaced());
    else if (!this.busy) this.#onQuiet();
    return pending;
  }
}

function replaced(): ModelError {
  return new ModelError('aborted', 'The worker was replaced.');
}
