/** Reads the answers of a CSV that a person brings: a row that cannot be used is passed over and told, not the end of it. */
import {
  EvaluationCsvError,
  evaluationRowReader,
  type EvaluationColumns,
  type LabelledAnswer
} from '$lib/exchange/evaluation-csv';
import { csvLine, type CsvRow } from '$lib/exchange/csv';
import { blobBytes, csvRows, type CsvEncoding } from '$lib/exchange/csv-text';
import { Sha256 } from '$lib/exchange/sha256';
import { TextBlob } from './text-blob';

/** A CSV and how to read it. */
export interface ValidationSource {
  file: File;
  encoding: CsvEncoding;
  columns: EvaluationColumns;
}

/** A row that cannot be used. Rows are counted from 1, the header. */
export type SkippedRow =
  | { row: number; reason: 'empty-text' }
  | { row: number; reason: 'unknown-label'; column: string; value: string; known: readonly string[] };

/** Rows that were skipped. */
export interface SkippedRows {
  count: number;
  /** The first of them. */
  first: readonly SkippedRow[];
  /** All of them, as `row,reason,column,value`. */
  csv: Blob;
}

/** The CSV as it was when it was checked. */
export interface CheckedCsv {
  /** Answers that can be used. */
  answers: number;
  /** How many of them have labels. */
  labelled: { intent: number; emotion: number; level: number; onTopic: number };
  skipped: SkippedRows;
  /** Of the whole file. */
  sha256: string;
}

/** A CSV that cannot be validated. */
export class ValidationCsvError extends Error {
  readonly problem: 'empty' | 'no-answers' | 'labels';

  constructor(problem: ValidationCsvError['problem']) {
    super(problem);
    this.name = 'ValidationCsvError';
    this.problem = problem;
  }
}

/** Skipped rows that are shown; a file with all of them can be downloaded. */
const SHOWN = 100;

/** Characters of a wrong value that are shown. */
const LONGEST_VALUE = 80;

/** @returns a file's name without its ending */
function stem(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, '');
}

function skippedRow({ problem }: EvaluationCsvError, row: number): SkippedRow {
  if (problem.kind !== 'label') return { row, reason: 'empty-text' };
  const { column, known } = problem;
  const value =
    problem.value.length > LONGEST_VALUE ? `${problem.value.slice(0, LONGEST_VALUE)}…` : problem.value;
  return { row, reason: 'unknown-label', column, value, known };
}

/**
 * @param onBytes called with the file's bytes as they are read
 * @returns answers and skipped rows, in order
 * @throws {CsvTextError | DOMException}
 */
export async function* readAnswers(
  { file, encoding, columns }: ValidationSource,
  onBytes: (bytes: Uint8Array) => void = () => undefined
): AsyncGenerator<{ row: number; answer: LabelledAnswer } | SkippedRow> {
  async function* bytes() {
    for await (const piece of blobBytes(file)) {
      onBytes(piece);
      yield piece;
    }
  }
  let read: ReturnType<typeof evaluationRowReader> | undefined;
  let row = 1;
  for await (const fields of csvRows(bytes(), encoding)) {
    if (!read) {
      read = evaluationRowReader(fields, stem(file.name), columns);
      continue;
    }
    row++;
    let answer: LabelledAnswer;
    try {
      answer = read(fields, row);
    } catch (error) {
      if (!(error instanceof EvaluationCsvError)) throw error;
      yield skippedRow(error, row);
      continue;
    }
    yield { row, answer };
  }
}

/**
 * Reads a CSV whole before anything is predicted, so that how much there is to do and what is wrong is known now and not
 * after hours.
 * @param onBytes called with the bytes read so far
 * @throws {ValidationCsvError | CsvTextError | DOMException}
 */
export async function checkCsv(
  source: ValidationSource,
  onBytes: (read: number) => void
): Promise<CheckedCsv> {
  const hash = new Sha256();
  let bytes = 0;
  const labelled = { intent: 0, emotion: 0, level: 0, onTopic: 0 };
  const first: SkippedRow[] = [];
  const csv = new TextBlob('text/csv');
  let [answers, skipped, wrongLabels] = [0, 0, 0];
  const read = readAnswers(source, (piece) => {
    hash.update(piece);
    onBytes((bytes += piece.length));
  });
  for await (const found of read) {
    if ('answer' in found) {
      answers++;
      for (const field of ['intent', 'emotion', 'level', 'onTopic'] as const)
        if (found.answer[field] !== null) labelled[field]++;
      continue;
    }
    if (skipped++ === 0) csv.add(csvLine(['row', 'reason', 'column', 'value']));
    if (first.length < SHOWN) first.push(found);
    const wrong = found.reason === 'unknown-label';
    wrongLabels += Number(wrong);
    csv.add(csvLine([found.row, found.reason, ...(wrong ? [found.column, found.value] : ['', ''])]));
  }
  if (answers === 0) {
    throw new ValidationCsvError(
      skipped === 0 ? 'empty' : wrongLabels > skipped / 2 ? 'labels' : 'no-answers'
    );
  }
  return { answers, labelled, skipped: { count: skipped, first, csv: csv.end() }, sha256: hash.digest() };
}

/** What a page shows of a CSV before anything is done with it. */
export interface CsvPreview {
  header: CsvRow;
  /** The first rows. */
  rows: readonly CsvRow[];
}

/** Rows in a preview, and characters of a field. */
const PREVIEW = { rows: 5, characters: 300 } as const;

/** @returns the header and the first rows, long fields cut @throws {ValidationCsvError | CsvTextError | DOMException} */
export async function previewCsv(file: File, encoding: CsvEncoding): Promise<CsvPreview> {
  const rows: CsvRow[] = [];
  for await (const row of csvRows(blobBytes(file), encoding)) {
    rows.push(row);
    if (rows.length > PREVIEW.rows) break;
  }
  const [header, ...first] = rows;
  if (!header || first.length === 0) throw new ValidationCsvError('empty');
  const cut = (field: string) =>
    field.length > PREVIEW.characters ? `${field.slice(0, PREVIEW.characters)}…` : field;
  return { header, rows: first.map((row) => row.map(cut)) };
}
