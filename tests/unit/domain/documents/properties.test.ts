/** Whatever is written is read again as it was, for every kind of document. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkShape, DocumentError, parseJson, serialize } from '$lib/domain/documents/document';
import { recognise } from '$lib/domain/documents/kinds';
import {
  parseAnswerDocument,
  parseQuestionDocument,
  toAnswerDocument,
  toQuestionDocument
} from '$lib/domain/documents/question-answer';
import {
  parseResultDocument,
  serializeResult,
  takeFromResult,
  toResultDocument
} from '$lib/domain/documents/result';
import { parseUserInfo, toUserInfo } from '$lib/domain/documents/user-info';
import { mergeTakes } from '$lib/domain/merge-takes';
import { profile, take, text } from './arbitraries';

const NONE = { id: 'none', sessionId: 'none', questionId: 'none', createdAt: '1970-01-01T00:00:00.000Z' };
const holds = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, check), { seed: 20261122, numRuns: 200 });

describe('written and read again', () => {
  test('user info', () => {
    expect.hasAssertions();
    holds(profile, (each) => {
      expect(parseUserInfo(parseJson(serialize(toUserInfo(each))))).toEqual(each);
    });
  });

  test('question files', () => {
    expect.hasAssertions();
    holds(fc.tuple(profile, text), ([who, question]) => {
      const document = toQuestionDocument(who, question);
      expect(parseQuestionDocument(parseJson(serialize(document)))).toEqual(document);
    });
  });

  test('answer files', () => {
    expect.hasAssertions();
    holds(fc.tuple(profile, text, text), ([who, question, answer]) => {
      const document = toAnswerDocument(who, question, answer);
      expect(parseAnswerDocument(parseJson(serialize(document)))).toEqual(document);
      expect(recognise(document)).toBe('answer');
    });
  });

  test('results: the take, and the text to the byte', () => {
    expect.hasAssertions();
    holds(take, (each) => {
      const written = serializeResult(toResultDocument(each));
      const document = parseResultDocument(parseJson(written));
      const again = takeFromResult(document, NONE);
      expect(again).toEqual(each);
      expect(serializeResult(toResultDocument(again))).toBe(written);
      expect(mergeTakes(each, again).reviewerNotes).toEqual(each.reviewerNotes);
    });
  });

  test('a pace over no time at all is none, not infinity', () => {
    const [spoken] = fc.sample(take, { numRuns: 1, seed: 3 });
    if (!spoken) throw new Error('no take');
    const document = toResultDocument({ ...spoken, answer: '말했습니다.', form: 'spoken', seconds: 5e-324 });
    expect(document.coach?.syllables_per_minute).toBeNull();
  });
});

describe('whatever is read', () => {
  test('is read or refused, and never crashes', () => {
    expect.hasAssertions();
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 6 }),
      // Results with one value replaced by anything.
      fc.tuple(take, fc.nat(), fc.jsonValue({ maxDepth: 3 })).map(([each, at, value]) => {
        const document = JSON.parse(JSON.stringify(toResultDocument(each))) as Record<string, unknown>;
        const keys = Object.keys(document);
        return { ...document, [keys[at % keys.length] ?? '']: value };
      })
    );
    holds(anything, (document) => {
      try {
        checkShape(document);
        recognise(document);
        const read = takeFromResult(parseResultDocument(document), NONE);
        expect(toResultDocument(read).question).toBeTypeOf('string');
      } catch (error) {
        expect(error).toBeInstanceOf(DocumentError);
      }
    });
  });
});
