/** The share document: result documents on their way to a reader and back, with only what the person let go along. */
import * as v from 'valibot';
import { SHARE_ITEMS, SHARE_LIMITS, SHARED_SESSION, type Share } from '../share';
import type { Profile } from '../profile';
import { checkShape, DocumentError, readWith } from './document';
import { parseResultDocument, takeFromResult, toResultDocument } from './result';

export const SHARE_SCHEMA = { name: 'interview-buddy/share', version: 1 } as const;

/** A result document without what was left out. */
export interface SharedResult {
  /** Fields that were left out are absent. */
  user_info: Partial<Profile>;
  [field: string]: unknown;
}

/** A share as it travels, in a file or in a link. */
export interface ShareDocument {
  schema: { name: string; version: number };
  /** Id of the take or of the session. */
  id: string;
  /** Empty if it was left out. */
  shared_by: string;
  /** Names of what goes along, see SHARE_ITEMS. */
  items: string[];
  results: SharedResult[];
}

/** A share; each of its results is read as a result file with what was left out put in. */
export const shareSchema = v.looseObject({
  schema: v.looseObject({ name: v.literal(SHARE_SCHEMA.name), version: v.literal(SHARE_SCHEMA.version) }),
  id: v.pipe(v.string(), v.minLength(1, '비어 있습니다'), v.maxLength(200, '너무 깁니다')),
  shared_by: v.pipe(v.string(), v.maxLength(SHARE_LIMITS.name, '너무 깁니다')),
  items: v.array(v.string()),
  results: v.pipe(
    v.array(v.looseObject({ user_info: v.looseObject({}) })),
    v.minLength(1, '비어 있습니다'),
    v.maxLength(SHARE_LIMITS.takes, '너무 많습니다')
  )
});

/** Reads where a profile leaves something out; which fields are real, the items say. */
const LEFT_OUT = { occupation: 'BM', experience: 'New' } as const;

/** @returns whether a parsed file is a share, of whatever version */
export function isShareDocument(document: unknown): boolean {
  const { schema } = (document ?? {}) as { schema?: { name?: unknown } | null };
  return schema?.name === SHARE_SCHEMA.name;
}

/** @returns the document of a share, fields in the documented order */
export function toShareDocument({ id, from, items, takes }: Share): ShareDocument {
  const has = new Set<string>(items);
  return {
    schema: { ...SHARE_SCHEMA },
    id,
    shared_by: from,
    items: [...items],
    results: takes.map((take) => {
      const { user_info, created_at, ...result } = toResultDocument(take);
      const { occupation, channel, place, gender, ageRange, experience } = user_info;
      return {
        user_info: {
          ...(has.has('occupation') && { occupation }),
          ...(has.has('place') && { channel, place }),
          ...(has.has('gender') && { gender }),
          ...(has.has('ageRange') && { ageRange }),
          ...(has.has('experience') && { experience })
        },
        ...result,
        // The further lines of a result file repeat the advice.
        feedback: take.evaluation?.status === 'scored' ? [...take.evaluation.feedback] : [],
        ...(has.has('time') && { created_at })
      };
    })
  };
}

/**
 * Reads a share.
 * @param document parsed JSON
 * @param at stands for the time of answers whose time was left out, ISO 8601
 * @throws {DocumentError} naming the paths that are wrong; `newer-version` for shares of newer apps
 */
export function parseShareDocument(document: unknown, at: string): Share {
  checkShape(document);
  const { schema } = (document ?? {}) as { schema?: { version?: unknown } | null };
  if (
    isShareDocument(document) &&
    typeof schema?.version === 'number' &&
    schema.version > SHARE_SCHEMA.version
  ) {
    const message = '더 새로운 버전의 앱에서 공유한 결과입니다. 앱을 새로 고친 뒤 다시 열어 주세요.';
    throw new DocumentError('newer-version', [{ path: 'schema.version', message }]);
  }
  const read = readWith(shareSchema, document);
  const takes = read.results.map((result, index) => {
    const path = `results.${String(index)}`;
    try {
      const parsed = parseResultDocument({ ...result, user_info: { ...LEFT_OUT, ...result.user_info } });
      const take = takeFromResult(parsed, {
        id: `${read.id}-${String(index)}`,
        sessionId: SHARED_SESSION,
        questionId: SHARED_SESSION,
        createdAt: at
      });
      // What we do not know is not carried along: it came from a stranger, unasked.
      delete take.extra;
      return take;
    } catch (error) {
      if (!(error instanceof DocumentError) || error.issues[0]?.path.startsWith(path)) throw error;
      const issues = error.issues.map((issue) => ({ ...issue, path: `${path}.${issue.path}` }));
      throw new DocumentError(error.code, issues, { cause: error });
    }
  });
  return {
    id: read.id,
    from: read.shared_by,
    items: SHARE_ITEMS.filter((item) => read.items.includes(item)),
    takes
  };
}
