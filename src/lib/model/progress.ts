/** Tells listeners how a load is going, and remembers the last event for those who come later. */
import type { LoadProgress } from './engine';

/** The current progress and those who listen to it. */
export class ProgressSource {
  readonly #listeners = new Set<(progress: LoadProgress) => void>();
  #current: LoadProgress = { phase: 'idle' };

  /** The last event. */
  get current(): LoadProgress {
    return this.#current;
  }

  /** Tells every listener. One that throws is reported and does not keep the others from hearing. */
  emit(progress: LoadProgress): void {
    this.#current = progress;
    for (const listener of this.#listeners) {
      try {
        listener(progress);
      } catch (error) {
        console.error(error);
      }
    }
  }

  /** @returns a function that ends the subscription; the listener is called at once with the current state */
  subscribe(listener: (progress: LoadProgress) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#current);
    return () => this.#listeners.delete(listener);
  }
}
