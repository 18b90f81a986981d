/** Writes a zip file piece by piece, so that only a little of it is in memory at a time. */
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Bytes after which pieces are handed to the browser, which may put them on disk. */
const PIECE = 8_000_000;

/** A zip file being written. */
export class ZipWriter {
  readonly #zip: Zip;
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #blobs: Blob[] = [];
  #error: Error | null = null;

  constructor() {
    this.#zip = new Zip((error, bytes) => {
      if (error) this.#error = error;
      else this.#take(bytes as Uint8Array<ArrayBuffer>);
    });
  }

  #take(bytes: Uint8Array<ArrayBuffer>): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= PIECE) this.#hand();
  }

  #hand(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#size = 0;
  }

  /** Adds a text file. */
  addText(name: string, text: string): void {
    const file = new ZipDeflate(name, { level: 6 });
    this.#zip.add(file);
    file.push(strToU8(text), true);
  }

  /** Adds a file as it is: sound and pictures are compressed already. */
  async addBlob(name: string, blob: Blob): Promise<void> {
    const file = new ZipPassThrough(name);
    this.#zip.add(file);
    file.push(new Uint8Array(await blob.arrayBuffer()), true);
  }

  /** Ends the file. @returns it; throws what went wrong while it was written */
  finish(): Blob {
    this.#zip.end();
    if (this.#error) throw this.#error;
    this.#hand();
    return new Blob(this.#blobs, { type: 'application/zip' });
  }
}
