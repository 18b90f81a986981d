/** Streams an evaluation CSV from disk, so that its size does not matter. */
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { CsvReader, type CsvRow } from '$lib/exchange/csv';
import { EvaluationCsvError, evaluationRowReader, type LabelledAnswer } from '$lib/exchange/evaluation-csv';
import { CliError, EXIT, FileError } from '../errors';
import type { Messages } from '../messages';

/** Character encodings of CSV files, with the names the platform's decoder has for them. */
export const ENCODINGS = { 'utf-8': 'utf-8', cp949: 'euc-kr' } as const;
export type CsvEncoding = keyof typeof ENCODINGS;

function refuse(say: (messages: Messages) => string, cause?: unknown): never {
  throw new CliError(EXIT.refused, say, { cause });
}

/** @returns what is wrong with an evaluation CSV, for a person */
function explained(error: EvaluationCsvError): CliError {
  const { problem } = error;
  return new CliError(EXIT.refused, ({ csvColumns, csvRow, csvEmptyText, csvLabel }) => {
    switch (problem.kind) {
      case 'columns':
        return csvColumns(problem.missing.join(', '), problem.found.join(', '));
      case 'empty-text':
        return csvRow(problem.row, csvEmptyText);
      case 'label':
        return csvRow(problem.row, csvLabel(problem.column, problem.value, problem.known.join(', ')));
    }
  });
}

async function* rowsOf(
  path: string,
  encoding: CsvEncoding,
  onBytes: (bytes: Uint8Array) => void
): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder(ENCODINGS[encoding], { fatal: true });
  const reader = new CsvReader();
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      return refuse((messages) => messages.csvEncoding(encoding), cause);
    }
  };
  for await (const bytes of createReadStream(path) as AsyncIterable<Uint8Array>) {
    onBytes(bytes);
    yield* reader.push(decode(bytes));
  }
  yield* reader.push(decode());
  let last: CsvRow | null;
  try {
    last = reader.end();
  } catch (cause) {
    return refuse((messages) => messages.csvQuote, cause);
  }
  if (last) yield last;
}

/**
 * Reads the answers of an evaluation CSV, one after the other.
 * @param onBytes called with the file's bytes as they are read
 * @throws {FileError} naming the file, and the row where there is one
 */
export async function* readAnswers(
  path: string,
  encoding: CsvEncoding,
  onBytes: (bytes: Uint8Array) => void = () => undefined
): AsyncGenerator<LabelledAnswer> {
  try {
    let read: ReturnType<typeof evaluationRowReader> | undefined;
    let number = 1;
    for await (const row of rowsOf(path, encoding, onBytes)) {
      if (read) yield read(row, ++number);
      else read = evaluationRowReader(row, basename(path, extname(path)));
    }
    if (number === 1) refuse((messages) => messages.csvNoRows);
  } catch (cause) {
    throw new FileError(path, cause instanceof EvaluationCsvError ? explained(cause) : cause);
  }
}
