/** Lets a run be paused, gone on with, and ended early. */
import type { ModelErrorData } from '$lib/model/engine';

export class RunControl {
  #gate: Promise<void> | null = null;
  #open: () => void = () => undefined;
  readonly #onPause: (error: ModelErrorData | null) => void;
  readonly #onResume: () => void;
  /** Whether the run is to end with what is done. */
  stopped = false;

  /** @param onPause told why, null if a person wanted it */
  constructor(onPause: (error: ModelErrorData | null) => void, onResume: () => void) {
    this.#onPause = onPause;
    this.#onResume = onResume;
  }

  /** @param error why; null if a person wants it */
  pause(error: ModelErrorData | null = null): void {
    if (this.#gate || this.stopped) return;
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#onPause(error);
  }

  resume(): void {
    if (!this.#gate) return;
    this.#gate = null;
    this.#open();
    this.#onResume();
  }

  /** Ends the run with what is done. */
  stop(): void {
    this.stopped = true;
    this.#gate = null;
    this.#open();
  }

  /** Waits while the run is paused. @returns whether to go on */
  async goOn(): Promise<boolean> {
    while (this.#gate) await this.#gate;
    return !this.stopped;
  }
}
