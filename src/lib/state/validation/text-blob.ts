/** Collects a long text as a blob, which the browser may keep on disk, instead of as one string in memory. */

/** Characters that are gathered before they go into a blob. */
const PIECE = 1_000_000;

export class TextBlob {
  readonly #type: string;
  readonly #pieces: Blob[] = [];
  #waiting: string[] = [];
  #length = 0;

  /** @param type MIME type */
  constructor(type: string) {
    this.#type = type;
  }

  /** Adds text at the end. */
  add(text: string): void {
    this.#waiting.push(text);
    this.#length += text.length;
    if (this.#length >= PIECE) this.#flush();
  }

  /** @returns what was added so far */
  end(): Blob {
    this.#flush();
    return new Blob(this.#pieces, { type: this.#type });
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#pieces.push(new Blob(this.#waiting));
    this.#waiting = [];
    this.#length = 0;
  }
}
