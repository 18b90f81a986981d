/** Result files out and in: takes to text that people keep, and text from strangers to takes. */
import { DocumentError, parseJson, serialize, within } from '$lib/domain/documents/document';
import { COLLECTION_SCHEMA, recognise } from '$lib/domain/documents/kinds';
import {
  parseResultDocument,
  serializeResult,
  takeFromResult,
  toResultDocument
} from '$lib/domain/documents/result';
import type { Take } from '$lib/domain/take';
import { fingerprint } from './fingerprint';

/** A file's name and text, ready to be handed to the person. */
export interface NamedText {
  name: string;
  text: string;
}

/** Date and time for file names, such as `20261122-0901`, in UTC. */
export function stamp(iso: string): string {
  return iso.slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
}

/** @returns the result file of one take; its name is safe whatever id an imported take has */
export function resultFile(take: Take): NamedText {
  const id = take.id.slice(0, 8).replace(/[^\w-]/g, '_');
  const name = `result_${stamp(take.createdAt)}_${id}.json`;
  return { name, text: serializeResult(toResultDocument(take)) };
}

/**
 * @param at time of the export, ISO 8601
 * @returns one file with the results of all takes
 */
export function resultCollection(takes: readonly Take[], at: string): NamedText {
  const results = takes.map((take) => toResultDocument(take));
  return {
    name: `results_${stamp(at)}.json`,
    text: serialize({ schema: COLLECTION_SCHEMA, created_at: at, results })
  };
}

/**
 * @returns the documents of a parsed list or collection
 * @throws {DocumentError} if it holds no list
 */
export function documentsIn(list: unknown): unknown[] {
  const documents = Array.isArray(list) ? (list as unknown[]) : (list as { results?: unknown }).results;
  if (Array.isArray(documents)) return documents;
  throw new DocumentError('invalid', [{ path: 'results', message: '목록이 아닙니다' }]);
}

/**
 * Restores the take of a parsed result. One without an id gets one made of its content, so that importing the same file
 * twice adds nothing.
 * @param at time given to a result that does not say when it was made, ISO 8601
 * @throws {DocumentError}
 */
export async function readResult(document: unknown, at: string): Promise<Take> {
  const result = parseResultDocument(document);
  const { id, coach, question, user_answer, score_result } = result;
  const print =
    id === undefined ? await fingerprint(JSON.stringify([question, user_answer, score_result])) : '';
  const questionPrint = coach === undefined ? (await fingerprint(question)).slice(0, 16) : '';
  return takeFromResult(result, {
    id: `import-${print}`,
    sessionId: 'import',
    questionId: `import-${questionPrint}`,
    createdAt: at
  });
}

/**
 * Reads the takes of a file of results, all or none.
 * @param text contents of the file
 * @param at time given to results that do not say when they were made, ISO 8601
 * @throws {DocumentError} naming the paths that are wrong
 */
export async function readResults(text: string, at: string): Promise<Take[]> {
  const document = parseJson(text);
  if (Array.isArray(document) || (isObject(document) && recognise(document) === 'list')) {
    return readEach(documentsIn(document), (result) => readResult(result, at));
  }
  return [await readResult(document, at)];
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/**
 * Reads every document of a list.
 * @throws {DocumentError} of the first that is wrong, its place in the list named
 */
export async function readEach<T>(
  documents: readonly unknown[],
  read: (document: unknown) => Promise<T>
): Promise<T[]> {
  const made: T[] = [];
  for (const [index, document] of documents.entries()) {
    try {
      made.push(await read(document));
    } catch (error) {
      if (!(error instanceof DocumentError) || documents.length === 1) throw error;
      throw within(error, `results.${index}`);
    }
  }
  return made;
}
