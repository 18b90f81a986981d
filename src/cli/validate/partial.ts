/** Keeps the predictions of a long validation as they are made, so that an interrupted one goes on where it was. */
import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { RowPredictions } from '$lib/exchange/evaluation-csv';
import { CliError, EXIT, FileError, systemCode } from '../errors';

const NEWLINE = 0x0a;

/** Where the whole lines of a file end, and how many there are. */
interface Extent {
  lines: number;
  bytes: number;
  first: string;
}

async function extentOf(path: string): Promise<Extent> {
  const extent: Extent = { lines: 0, bytes: 0, first: '' };
  let offset = 0;
  let head: Buffer[] | null = [];
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      if (head) {
        extent.first = Buffer.concat([...head, bytes.subarray(0, at)]).toString('utf8');
        head = null;
      }
      extent.lines++;
      extent.bytes = offset + at + 1;
    }
    head?.push(bytes);
    offset += bytes.length;
  }
  return extent;
}

/** Predictions kept beside the output: a line that says what they are of, then one JSON line an answer, in order. */
export class PartialPredictions {
  readonly #path: string;
  readonly #file: FileHandle;
  /** Answers whose predictions are kept. */
  rows: number;

  private constructor(path: string, file: FileHandle, rows: number) {
    this.#path = path;
    this.#file = file;
    this.rows = rows;
  }

  /**
   * Opens the file, or makes it.
   * @param key what the predictions are of: CSV and model
   * @returns the predictions, and whether those of something else were thrown away
   * @throws {FileError}
   */
  static async open(
    path: string,
    key: string
  ): Promise<{ partial: PartialPredictions; startedOver: boolean }> {
    try {
      const found = await extentOf(path).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return null;
        throw error;
      });
      const fits = found?.first === key;
      const file = await open(path, 'a');
      // What a crash cut short goes, so that the next line starts on its own.
      await file.truncate(fits ? found.bytes : 0);
      if (!fits) await file.appendFile(`${key}\n`);
      const partial = new PartialPredictions(path, file, fits ? found.lines - 1 : 0);
      return { partial, startedOver: found !== null && !fits && found.lines > 1 };
    } catch (cause) {
      throw new FileError(path, cause);
    }
  }

  /** Keeps the next answer's predictions. @throws {FileError} */
  async append({ intent, emotion, quality, relevance, sentences }: RowPredictions): Promise<void> {
    const roles = sentences.map(({ role }) => ({ role, embedding: null }));
    try {
      const line = JSON.stringify({ intent, emotion, quality, relevance, sentences: roles });
      await this.#file.appendFile(`${line}\n`);
    } catch (cause) {
      throw new FileError(this.#path, cause);
    }
    this.rows++;
  }

  /** @returns everything kept, in order */
  async *read(): AsyncGenerator<RowPredictions> {
    const lines = createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity });
    let first = true;
    for await (const line of lines) {
      if (!first) yield this.#parse(line);
      first = false;
    }
  }

  /** A file of ours, whose first line has said so: its lines are what {@link append} wrote. */
  #parse(line: string): RowPredictions {
    try {
      return JSON.parse(line) as RowPredictions;
    } catch (cause) {
      const damaged = new CliError(EXIT.refused, (messages) => messages.partialDamaged, { cause });
      throw new FileError(this.#path, damaged);
    }
  }

  /** Ends writing; the file stays. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Deletes the file, when what it is for is done. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
