/** Streams an evaluation CSV from disk, so that its size does not matter. */
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { csvRows, CsvTextError, type CsvEncoding } from '$lib/exchange/csv-text';
import { EvaluationCsvError, evaluationRowReader, type LabelledAnswer } from '$lib/exchange/evaluation-csv';
import { CliError, EXIT, FileError } from '../errors';
import type { Messages } from '../messages';

/** @returns what is wrong with an evaluation CSV, for a person; any other error as it is */
function explained(error: unknown, encoding: CsvEncoding): unknown {
  const refused = (say: (messages: Messages) => string) => new CliError(EXIT.refused, say, { cause: error });
  if (error instanceof CsvTextError) {
    const { problem } = error;
    return refused(({ csvQuote, csvEncoding }) => (problem === 'quote' ? csvQuote : csvEncoding(encoding)));
  }
  if (!(error instanceof EvaluationCsvError)) return error;
  const { problem } = error;
  return refused(({ csvColumns, csvRow, csvEmptyText, csvLabel }) => {
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

/** Hands the bytes on as they are read. */
async function* told(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (bytes: Uint8Array) => void
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    onBytes(piece);
    yield piece;
  }
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
    const bytes = told(createReadStream(path) as AsyncIterable<Uint8Array>, onBytes);
    for await (const row of csvRows(bytes, encoding)) {
      if (read) yield read(row, ++number);
      else read = evaluationRowReader(row, basename(path, extname(path)));
    }
    if (number === 1) throw new CliError(EXIT.refused, (messages) => messages.csvNoRows);
  } catch (cause) {
    throw new FileError(path, explained(cause, encoding));
  }
}
