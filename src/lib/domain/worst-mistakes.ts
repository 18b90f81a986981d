/** Keeps the mistakes a model was surest of: those tell most about the model, and about wrong labels. */

/** A wrong prediction and what it was made of. */
export interface Mistake<T> {
  /** Probability given to the wrong label, 0–1. */
  confidence: number;
  what: T;
}

/** The worst of any number of mistakes, in the memory of as many as are kept. */
export class WorstMistakes<T> {
  readonly #most: number;
  readonly #kept: Mistake<T>[] = [];

  /** @param most mistakes to keep */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a mistake in, if it is one of the worst so far; of equals the earlier stays. */
  add(confidence: number, what: T): void {
    const last = this.#kept.at(-1);
    if (last && this.#kept.length >= this.#most && confidence <= last.confidence) return;
    let at = this.#kept.length;
    while (at > 0 && (this.#kept[at - 1]?.confidence ?? Infinity) < confidence) at--;
    this.#kept.splice(at, 0, { confidence, what });
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** The worst first. */
  get list(): readonly Mistake<T>[] {
    return this.#kept;
  }
}
