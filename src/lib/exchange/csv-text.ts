/** Reads the rows of a CSV out of its bytes as they come, so that page and command line stream files of any size alike. */
import { Cp949Decoder } from './cp949';
import { CsvReader, type CsvRow } from './csv';

/** Character encodings of CSV files, the likeliest first. */
export const ENCODINGS = ['utf-8', 'cp949'] as const;
export type CsvEncoding = (typeof ENCODINGS)[number];

/** @returns a decoder that refuses what is not in the encoding */
function decoderOf(encoding: CsvEncoding): Pick<TextDecoder, 'decode'> {
  return encoding === 'cp949' ? new Cp949Decoder() : new TextDecoder('utf-8', { fatal: true });
}

/** Most characters of one row: what is longer has a quote that nobody closed, and would fill the memory. */
const LONGEST_ROW = 10_000_000;

/** Bytes that are not a CSV in the encoding, or a quote that is never closed. */
export class CsvTextError extends Error {
  readonly problem: 'encoding' | 'quote';

  constructor(problem: CsvTextError['problem'], options?: ErrorOptions) {
    super(problem, options);
    this.name = 'CsvTextError';
    this.problem = problem;
  }
}

/**
 * @param bytes of the file, in order
 * @returns its rows
 * @throws {CsvTextError}
 */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  encoding: CsvEncoding
): AsyncGenerator<CsvRow> {
  const decoder = decoderOf(encoding);
  const reader = new CsvReader();
  const decode = (piece?: Uint8Array) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      throw new CsvTextError('encoding', { cause });
    }
  };
  let sinceRow = 0;
  for await (const piece of bytes) {
    const text = decode(piece);
    const rows = reader.push(text);
    sinceRow = rows.length > 0 ? 0 : sinceRow + text.length;
    if (sinceRow > LONGEST_ROW) throw new CsvTextError('quote');
    yield* rows;
  }
  yield* reader.push(decode());
  let last: CsvRow | null;
  try {
    last = reader.end();
  } catch (cause) {
    throw new CsvTextError('quote', { cause });
  }
  if (last) yield last;
}

/**
 * Finds the encoding by reading the whole file: one syllable that is no UTF-8 may stand at its end.
 * @param bytes of the file, in order
 * @returns UTF-8 if it is that, else CP949 if it can be that, else null
 */
export async function detectEncoding(bytes: AsyncIterable<Uint8Array>): Promise<CsvEncoding | null> {
  const candidates = ENCODINGS.map((encoding) => ({
    encoding,
    decoder: decoderOf(encoding),
    possible: true
  }));
  const look = (piece?: Uint8Array) => {
    for (const candidate of candidates) {
      if (!candidate.possible) continue;
      try {
        candidate.decoder.decode(piece, { stream: piece !== undefined });
      } catch {
        candidate.possible = false;
      }
    }
  };
  for await (const piece of bytes) {
    look(piece);
    if (!candidates.some(({ possible }) => possible)) return null;
  }
  look();
  return candidates.find(({ possible }) => possible)?.encoding ?? null;
}

/** Bytes of a file that are held at once. */
const PIECE = 1 << 20;

/** @returns the bytes of a blob, piece by piece, in every browser @throws {DOMException} if the file has changed or gone */
export async function* blobBytes(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += PIECE) {
    yield new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
  }
}
