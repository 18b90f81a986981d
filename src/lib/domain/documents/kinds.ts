/** Tells by its shape what a parsed document is, because people do not sort their files. */
import { DocumentError, type DocumentErrorCode } from './document';
import { RESULT_SCHEMA } from './result/document';

/** A file of several results. */
export const COLLECTION_SCHEMA = { name: 'interview-buddy/results', version: 1 } as const;

/** The table of contents of a back-up. */
export const BACKUP_SCHEMA = { name: 'interview-buddy/backup', version: 1 } as const;

/** What a document can be; a list holds documents of any kind but lists and back-ups. */
export type DocumentKind = 'user-info' | 'question' | 'answer' | 'result' | 'ai-hub' | 'list' | 'backup';

const NAMED: readonly (readonly [schema: { name: string; version: number }, kind: DocumentKind])[] = [
  [RESULT_SCHEMA, 'result'],
  [COLLECTION_SCHEMA, 'list'],
  [BACKUP_SCHEMA, 'backup']
];

/** Documents of ours that another page reads, and where. */
const ELSEWHERE: Readonly<Record<string, { code: DocumentErrorCode; message: string }>> = {
  'interview-buddy/share': {
    code: 'is-share',
    message: '공유받은 결과입니다. 기록의 ‘공유받은 결과’에서 열어 주세요.'
  },
  'interview-buddy/questions': {
    code: 'is-questions',
    message: '질문 모음입니다. 질문의 ‘내 질문’에서 가져와 주세요.'
  }
};

const NEWER =
  '더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요. 파일은 그대로 두었습니다.';

/** Every name that one of our apps gives its documents begins so. */
const OWN_PREFIX = 'interview-buddy/';

/**
 * Refuses what a newer app has written: a newer version of a document, or a kind that is not known yet.
 * @throws {DocumentError} `newer-version`
 */
export function refuseNewer(document: object): void {
  const { schema } = document as { schema?: { name?: unknown; version?: unknown } | null };
  const { name, version } = schema ?? {};
  if (typeof name !== 'string' || !name.startsWith(OWN_PREFIX)) return;
  if (Object.hasOwn(ELSEWHERE, name)) return;
  const known = NAMED.find(([own]) => own.name === name)?.[0];
  if (!known || (typeof version === 'number' && version > known.version)) {
    throw new DocumentError('newer-version', [{ path: 'schema.version', message: NEWER }]);
  }
}

/**
 * Recognises a document by its shape alone; whether it is whole, its reader says.
 * @throws {DocumentError} `newer-version`, or `unknown-kind`
 */
export function recognise(document: unknown): DocumentKind {
  if (Array.isArray(document)) return 'list';
  if (typeof document === 'object' && document !== null) {
    refuseNewer(document);
    const has = (key: string): boolean => Object.hasOwn(document, key);
    const { schema, answer } = document as { schema?: { name?: unknown } | null; answer?: unknown };
    const named = NAMED.find(([own]) => own.name === schema?.name);
    if (named) return named[1];
    const elsewhere = typeof schema?.name === 'string' ? ELSEWHERE[schema.name] : undefined;
    if (elsewhere) throw new DocumentError(elsewhere.code, [{ path: '', message: elsewhere.message }]);
    if (has('score_result')) return 'result';
    if (has('dataSet')) return 'ai-hub';
    if (has('user_answer')) return 'answer';
    if (typeof answer === 'object' && answer !== null && Object.hasOwn(answer, 'user_answer'))
      return 'answer';
    if (has('question')) return 'question';
    if (has('occupation') || has('user_info')) return 'user-info';
  }
  throw new DocumentError('unknown-kind', [{ path: '', message: '면접 버디가 아는 형식이 아닙니다.' }]);
}
