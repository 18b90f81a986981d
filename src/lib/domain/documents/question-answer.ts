/** Question and answer files: what the original product's folders `question/` and `answer/` hold. */
import * as v from 'valibot';
import type { Profile } from '../profile';
import { DocumentError, readWith } from './document';
import { toUserInfo, userInfoSchema } from './user-info';

/** A text with whatever else the file says about it. */
export interface TextEntry {
  text: string;
  [unknown: string]: unknown;
}

/** `question/q_<name>.json`. */
export interface QuestionDocument {
  user_info: Profile;
  question: TextEntry;
  [unknown: string]: unknown;
}

/** `answer/…json`. */
export interface AnswerDocument extends QuestionDocument {
  user_answer: TextEntry[];
}

const entrySchema = v.pipe(
  v.union([v.string(), v.looseObject({ text: v.string() })]),
  v.transform((entry): TextEntry => (typeof entry === 'string' ? { text: entry } : entry))
);

const entriesSchema = v.pipe(
  v.union([v.array(entrySchema), entrySchema]),
  v.transform((entries): TextEntry[] => (Array.isArray(entries) ? entries : [entries]))
);

/** Question files. */
export const questionSchema = v.looseObject({ user_info: userInfoSchema, question: entrySchema });
/** Answer files, `user_answer` at the top. */
export const answerSchema = v.looseObject({ ...questionSchema.entries, user_answer: entriesSchema });

/**
 * Reads a question file; `question` may be an object or a plain string.
 * @throws {DocumentError}
 */
export function parseQuestionDocument(document: unknown): QuestionDocument {
  const { user_info, question, ...unknown } = readWith(questionSchema, document);
  return { user_info: toUserInfo(user_info), question, ...unknown };
}

/** Some files hold the answer one level down, as `answer.user_answer`. */
function lifted(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || 'user_answer' in document) return document;
  const { answer, ...rest } = document as { answer?: unknown };
  if (typeof answer !== 'object' || answer === null || !('user_answer' in answer)) return document;
  const { user_answer, ...unknown } = answer as { user_answer: unknown };
  return { ...rest, user_answer, ...(Object.keys(unknown).length > 0 && { answer: unknown }) };
}

/**
 * Reads an answer file. `user_answer` may be a list, an object or a plain string, and may stand under `answer`.
 * @throws {DocumentError}
 */
export function parseAnswerDocument(document: unknown): AnswerDocument {
  const { user_info, question, user_answer, ...unknown } = readWith(answerSchema, lifted(document));
  if (user_answer.length === 0) {
    throw new DocumentError('invalid', [{ path: 'user_answer', message: '답변이 없습니다' }]);
  }
  return { user_info: toUserInfo(user_info), question, user_answer, ...unknown };
}

/** @returns a question file */
export function toQuestionDocument(profile: Profile, question: string): QuestionDocument {
  return { user_info: toUserInfo(profile), question: { text: question } };
}

/** @returns an answer file */
export function toAnswerDocument(profile: Profile, question: string, answer: string): AnswerDocument {
  return { ...toQuestionDocument(profile, question), user_answer: [{ text: answer }] };
}

/** @returns the answer in one text, its entries on lines of their own */
export function answerText(document: AnswerDocument): string {
  return document.user_answer.map(({ text }) => text).join('\n');
}
