/** Writes a zip file piece by piece, so that only a little of it is in memory at a time. */
import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { DocumentError } from '$lib/domain/documents/document';
import { ZIP_LIMITS } from './zip';

/** Bytes after which pieces are handed to the browser, which may put them on disk. */
const PIECE = 8_000_000;

/** A zip file being written. */
export class ZipWriter {
  readonly #zip: Zip;
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #blobs: Blob[] = [];
  #total = 0;
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
    this.#total += bytes.length;
    if (this.#size >= PIECE) this.#hand();
  }

  #hand(): void {
    this.#blobs.push(new Blob(this.#pieces));
    this.#pieces = [];
    this.#size = 0;
  }

  /** What has become larger than a zip of this kind can be, or than our reader takes, is worth nothing. */
  #check(entry = 0): void {
    if (this.#error) throw this.#error;
    if (entry <= ZIP_LIMITS.entry && this.#total <= ZIP_LIMITS.total) return;
    throw new DocumentError('too-large', [{ path: '', message: '파일이 너무 큽니다.' }]);
  }

  /** Adds a text file. @throws {DocumentError} `too-large` */
  addText(name: string, text: string): void {
    const file = new ZipDeflate(name, { level: 6 });
    this.#zip.add(file);
    file.push(strToU8(text), true);
    this.#check();
  }

  /** Adds a file as it is: sound and pictures are compressed already. @throws {DocumentError} `too-large` */
  async addBlob(name: string, blob: Blob): Promise<void> {
    this.#check(blob.size);
    const file = new ZipPassThrough(name);
    this.#zip.add(file);
    file.push(new Uint8Array(await blob.arrayBuffer()), true);
    this.#check();
  }

  /** Ends the file. @returns it; throws what went wrong while it was written */
  finish(): Blob {
    this.#zip.end();
    this.#check();
    this.#hand();
    return new Blob(this.#blobs, { type: 'application/zip' });
  }
}
