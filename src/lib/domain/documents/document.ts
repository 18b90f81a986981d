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
  /** None of the shapes that are known. */
  | 'unknown-kind'
  /** What somebody shared, which a page of its own opens. */
  | 'is-share'
  /** A list of questions, which the page of questions imports. */
  | 'is-questions'
  /** A zip that is damaged, encrypted, or of a kind that is not read. */
  | 'bad-archive'
  /** A name in a zip that points out of it. */
  | 'unsafe-path'
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

/**
 * Limits. `characters` is of a whole file, which may hold many documents; it is parsed in a worker or in Node. The others
 * are of a single document.
 */
export const DOCUMENT_LIMITS = {
  characters: 200_000_000,
  depth: 24,
  values: 100_000,
  text: 200_000
} as const;

function refuse(code: DocumentErrorCode, path: string, message: string): never {
  throw new DocumentError(code, [{ path, message }]);
}

/** A place in a document that is being walked. */
interface Place {
  value: object;
  key: string;
  parent: Place | null;
  depth: number;
}

function pathOf(place: Place | null, key?: string): string {
  const keys = key === undefined ? [] : [key];
  for (let at = place; at?.parent; at = at.parent) keys.unshift(at.key);
  return keys.slice(0, PATH_DEPTH).join('.');
}

/** Most steps of a path that are told; deeper ones help nobody. */
const PATH_DEPTH = 12;

/**
 * Walks a parsed document without recursion, so that no nesting can exhaust the stack.
 * @throws {DocumentError} `too-large`, `forbidden-key`, or `invalid` for a number that is none
 */
export function checkShape(document: unknown): void {
  const open: Place[] = [];
  let values = 0;

  function visit(value: unknown, key: string, parent: Place | null): void {
    values++;
    if (values > DOCUMENT_LIMITS.values) refuse('too-large', '', '항목이 너무 많은 파일입니다.');
    if (typeof value === 'string' && value.length > DOCUMENT_LIMITS.text) {
      refuse('too-large', pathOf(parent, key), '글이 너무 깁니다.');
    }
    // JSON's 1e999: it could not be written again.
    if (typeof value === 'number' && !Number.isFinite(value)) {
      refuse('invalid', pathOf(parent, key), '쓸 수 없는 숫자입니다.');
    }
    if (typeof value !== 'object' || value === null) return;
    const depth = (parent?.depth ?? 0) + 1;
    if (depth > DOCUMENT_LIMITS.depth) refuse('too-large', pathOf(parent), '너무 깊이 겹쳐 있습니다.');
    open.push({ value, key, parent, depth });
  }

  visit(document, '', null);
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const key of Object.keys(place.value)) {
      if (key === '__proto__') refuse('forbidden-key', pathOf(place, key), '쓸 수 없는 이름입니다.');
      visit((place.value as Record<string, unknown>)[key], key, place);
    }
  }
}

/** @returns the error with every path led by where its document stands in a larger one */
export function within(error: DocumentError, place: string): DocumentError {
  const issues = error.issues.map(({ path, message }) => ({
    path: path === '' ? place : `${place}.${path}`,
    message
  }));
  return new DocumentError(error.code, issues, { cause: error });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A list or an object around documents may add to their depth. */
const MOST_DEPTH = DOCUMENT_LIMITS.depth + 4;

/** Whether brackets outside of strings nest deeper than any document does: such text is not worth parsing. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    // [ and {, ] and }
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > MOST_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/**
 * Parses the text of a document, a leading byte-order mark allowed.
 * @throws {DocumentError} `too-large` or `not-json`
 */
export function parseJson(text: string): unknown {
  if (text.length > DOCUMENT_LIMITS.characters) refuse('too-large', '', '파일이 너무 큽니다.');
  if (isTooDeep(text)) refuse('too-large', '', '너무 깊이 겹쳐 있습니다.');
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
