/** What all documents share: they come from strangers, so they are measured before they are read, and errors say where. */
import * as v from 'valibot';

/** Why a document was refused. */
export type DocumentErrorCode =
  /** Not JSON at all. */
  | 'not-json'
  /** Larger, deeper or more crowded than any honest document. */
  | 'too-large'
  /** A key that could change an object's prototype. */
  | 'forbidden-key'
  /** Written by a newer version of the app. */
  | 'newer-version'
  /** Fields are missing or of the wrong kind. */
  | 'invalid';

/** One thing that is wrong with a document. */
export interface DocumentIssue {
  /** Dotted path in the document, such as `score_result.total` or `feedback.0`; empty for the whole document. */
  path: string;
  /** Korean. */
  message: string;
}

/** A document that cannot be read. Its message is Korean and names the path. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;
  readonly issues: readonly DocumentIssue[];

  constructor(code: DocumentErrorCode, issues: readonly DocumentIssue[], options?: ErrorOptions) {
    super(
      issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'),
      options
    );
    this.name = 'DocumentError';
    this.code = code;
    this.issues = issues;
  }
}

/** Limits of a single document. */
export const DOCUMENT_LIMITS = { characters: 5_000_000, depth: 24, values: 100_000, text: 200_000 } as const;

function refuse(code: DocumentErrorCode, path: readonly string[], message: string): never {
  throw new DocumentError(code, [{ path: path.join('.'), message }]);
}

/**
 * Walks a parsed document without recursion, so that no nesting can exhaust the stack.
 * @throws {DocumentError} `too-large` or `forbidden-key`
 */
export function checkShape(document: unknown): void {
  const open: { value: unknown; path: string[] }[] = [{ value: document, path: [] }];
  let values = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    values++;
    if (values > DOCUMENT_LIMITS.values) refuse('too-large', [], '항목이 너무 많은 파일입니다.');
    if (path.length > DOCUMENT_LIMITS.depth) {
      refuse('too-large', path.slice(0, 3), '너무 깊이 겹쳐 있습니다.');
    }
    if (typeof value === 'string' && value.length > DOCUMENT_LIMITS.text) {
      refuse('too-large', path, '글이 너무 깁니다.');
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) {
      if (key === '__proto__') refuse('forbidden-key', [...path, key], '쓸 수 없는 이름입니다.');
      open.push({ value: (value as Record<string, unknown>)[key], path: [...path, key] });
    }
  }
}

/**
 * Parses the text of a document, a leading byte-order mark allowed.
 * @throws {DocumentError} `too-large` or `not-json`
 */
export function parseJson(text: string): unknown {
  if (text.length > DOCUMENT_LIMITS.characters) refuse('too-large', [], '파일이 너무 큽니다.');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    throw new DocumentError('not-json', [{ path: '', message: 'JSON 파일이 아닙니다.' }], { cause });
  }
}

/** @returns the document as people and other programs read it: indented JSON with a line break at its end */
export function serialize(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

const EXPECTED: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^string$/, '글자가 아닙니다'],
  [/^number$/, '숫자가 아닙니다'],
  [/^boolean$/, '참/거짓이 아닙니다'],
  [/^Array$/, '목록이 아닙니다'],
  [/^Object$/, '항목 묶음이 아닙니다']
];

function koreanMessage(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return '빠져 있습니다';
  if (issue.kind === 'validation') return issue.message;
  return EXPECTED.find(([pattern]) => pattern.test(issue.expected ?? ''))?.[1] ?? '쓸 수 없는 값입니다';
}

/** Most issues that an error tells. */
const MOST_ISSUES = 5;

/**
 * Reads a document with a schema.
 * @throws {DocumentError} if it is too large, has a forbidden key, or does not fit the schema
 */
export function readWith<Schema extends v.GenericSchema>(
  schema: Schema,
  document: unknown
): v.InferOutput<Schema> {
  checkShape(document);
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  const issues = result.issues
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ path: v.getDotPath(issue) ?? '', message: koreanMessage(issue) }));
  throw new DocumentError('invalid', issues);
}
