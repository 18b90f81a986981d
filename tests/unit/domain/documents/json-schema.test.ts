/** The published JSON Schemas are those of the code, and say the same as the readers of every file we have. */
import { readdirSync, readFileSync } from 'node:fs';
// It comes with ESLint.
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentError } from '$lib/domain/documents/document';
import { PUBLISHED_SCHEMAS } from '$lib/domain/documents/published';
import { parseAnswerDocument, parseQuestionDocument } from '$lib/domain/documents/question-answer';
import { parseResultDocument, toResultDocument } from '$lib/domain/documents/result';
import { toShareDocument } from '$lib/domain/documents/share';
import { parseUserInfo } from '$lib/domain/documents/user-info';
import { received, take } from './arbitraries';

const ajv = new Ajv();
const validators = Object.fromEntries(
  Object.entries(PUBLISHED_SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema)])
);
const valid = (name: string, document: unknown): boolean => validators[name]?.(document) === true;

function accepts(read: (document: unknown) => unknown, document: unknown): boolean {
  try {
    read(document);
    return true;
  } catch (error) {
    if (error instanceof DocumentError) return false;
    throw error;
  }
}

const READERS = {
  'user-info': parseUserInfo,
  question: parseQuestionDocument,
  answer: parseAnswerDocument,
  result: parseResultDocument
} as const;

const folders = ['tests/fixtures/documents', 'tests/fixtures/hostile'];
const documents = folders.flatMap((folder) =>
  readdirSync(folder)
    // What is no JSON, or refused for its shape before any schema is asked, is no matter of schemas.
    .filter((name) => name.endsWith('.json') && !/^(not-json|forbidden-key|too-large)\./.test(name))
    .map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as unknown] as const)
);

/** What JSON Schema cannot say: the readers are stricter there. */
const STRICTER = [
  'invalid.lone-surrogate-in-id.json',
  'invalid.huge-number.json',
  'invalid.huge-number-elsewhere.json',
  'newer-version.unknown-kind.json'
];

test.each(Object.keys(PUBLISHED_SCHEMAS))('%s is published as the code has it', async (name) => {
  const text = `${JSON.stringify(PUBLISHED_SCHEMAS[name], null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../../../public/schemas/${name}.json`);
});

describe('the schemas and the readers agree', () => {
  test.each(Object.keys(READERS) as (keyof typeof READERS)[])('on %s, for every file', (name) => {
    for (const [file, document] of documents) {
      if (STRICTER.includes(file)) continue;
      // An answer without entries is refused for its meaning.
      if (file === 'invalid.empty-list-in-answer.json' && name === 'answer') continue;
      expect([file, valid(name, document)]).toEqual([file, accepts(READERS[name], document)]);
    }
  });

  test('on shares', () => {
    expect.hasAssertions();
    const each = received.map(({ share }) => JSON.parse(JSON.stringify(toShareDocument(share))) as object);
    fc.assert(
      fc.property(each, (document) => {
        expect(valid('share', document)).toBe(true);
        expect(valid('share', { ...document, results: [] })).toBe(false);
      }),
      { seed: 20261122, numRuns: 50 }
    );
  });

  test('on results of any take, and on results with one value replaced', () => {
    expect.hasAssertions();
    const changed = fc.tuple(take, fc.nat(), fc.jsonValue({ maxDepth: 2 }), fc.boolean());
    fc.assert(
      fc.property(changed, ([each, at, value, change]) => {
        const document = JSON.parse(JSON.stringify(toResultDocument(each))) as Record<string, unknown>;
        const keys = Object.keys(document);
        const key = keys[at % keys.length] ?? '';
        const tried = change ? { ...document, [key]: value } : document;
        expect([key, tried[key], valid('result', tried)]).toEqual([
          key,
          tried[key],
          accepts(parseResultDocument, tried)
        ]);
      }),
      { seed: 20261122, numRuns: 200 }
    );
  });
});
