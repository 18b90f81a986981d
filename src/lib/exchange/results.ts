/** Result files out and in: takes to text that people keep, and text from strangers to takes. */
import { DocumentError, parseJson, serialize } from '$lib/domain/documents/document';
import {
  parseResultDocument,
  serializeResult,
  takeFromResult,
  toResultDocument
} from '$lib/domain/documents/result';
import type { Take } from '$lib/domain/take';
import { fingerprint } from './fingerprint';

/** A file of several results. */
const COLLECTION = { name: 'interview-buddy/results', version: 1 } as const;

/** A file's name and text, ready to be handed to the person. */
export interface NamedText {
  name: string;
  text: string;
}

/** Date and time for file names, such as `20261122-0901`, in UTC. */
function stamp(iso: string): string {
  return iso.slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
}

/** @returns the result file of one take */
export function resultFile(take: Take): NamedText {
  const name = `result_${stamp(take.createdAt)}_${take.id.slice(0, 8)}.json`;
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
    text: serialize({ schema: COLLECTION, created_at: at, results })
  };
}

/** Results in a parsed file: a collection, a plain list, or a single one. */
function resultsIn(document: unknown): unknown[] {
  if (Array.isArray(document)) return document;
  const { schema, results } = (document ?? {}) as {
    schema?: { name?: unknown; version?: unknown };
    results?: unknown;
  };
  if (schema?.name !== COLLECTION.name) return [document];
  if (typeof schema.version === 'number' && schema.version > COLLECTION.version) {
    const message = '더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요.';
    throw new DocumentError('newer-version', [{ path: 'schema.version', message }]);
  }
  if (!Array.isArray(results))
    throw new DocumentError('invalid', [{ path: 'results', message: '목록이 아닙니다' }]);
  return results;
}

/**
 * Reads the takes of a file, all or none. A result without an id gets one made of its content, so that importing the
 * same file twice adds nothing.
 * @param text contents of the file
 * @param at time given to results that do not say when they were made, ISO 8601
 * @throws {DocumentError} naming the paths that are wrong
 */
export async function readResults(text: string, at: string): Promise<Take[]> {
  const documents = resultsIn(parseJson(text));
  const takes: Take[] = [];
  for (const [index, document] of documents.entries()) {
    try {
      const result = parseResultDocument(document);
      const print = await fingerprint(
        JSON.stringify([result.question, result.user_answer, result.score_result])
      );
      takes.push(
        takeFromResult(result, {
          id: `import-${print}`,
          sessionId: 'import',
          questionId: `import-${(await fingerprint(result.question)).slice(0, 16)}`,
          createdAt: at
        })
      );
    } catch (error) {
      if (!(error instanceof DocumentError) || documents.length === 1) throw error;
      const issues = error.issues.map((issue) => ({ ...issue, path: `results.${index}.${issue.path}` }));
      throw new DocumentError(error.code, issues, { cause: error });
    }
  }
  return takes;
}
