/** Reads whatever document somebody drops on the app, told by its shape, whole or not at all. */
import { parseAiHubDocument } from '$lib/domain/documents/ai-hub';
import { DocumentError, parseJson } from '$lib/domain/documents/document';
import { recognise } from '$lib/domain/documents/kinds';
import {
  parseAnswerDocument,
  parseQuestionDocument,
  type QuestionDocument
} from '$lib/domain/documents/question-answer';
import { parseUserInfo } from '$lib/domain/documents/user-info';
import type { Profile } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import type { Take } from '$lib/domain/take';
import { takeFromAnswer } from './answers';
import { documentsIn, readEach, readResult } from './results';

/** What a file brings. */
export type Imported =
  | { kind: 'take'; take: Take }
  | { kind: 'question'; document: QuestionDocument }
  | { kind: 'profile'; profile: Profile };

/** What reading needs from outside. */
export interface ImportContext {
  /** Time given to documents that do not say when they were made, ISO 8601. */
  at: string;
  /** Finds the question of the pool with this text. */
  findQuestion: (text: string, profile: Profile) => Promise<Question | undefined>;
  /** Told now and then how many documents of the file are read. */
  onRead?: (read: number, total: number) => void;
}

async function readOne(document: unknown, { at, findQuestion }: ImportContext): Promise<Imported> {
  switch (recognise(document)) {
    case 'result':
      return { kind: 'take', take: await readResult(document, at) };
    case 'answer': {
      const answer = parseAnswerDocument(document);
      const question = await findQuestion(answer.question.text, answer.user_info);
      return { kind: 'take', take: await takeFromAnswer(answer, { question, form: 'typed', createdAt: at }) };
    }
    case 'ai-hub': {
      const { answer, intent } = parseAiHubDocument(document);
      const question = await findQuestion(answer.question.text, answer.user_info);
      const context = { question, intent, form: 'spoken', createdAt: at } as const;
      return { kind: 'take', take: await takeFromAnswer(answer, context) };
    }
    case 'question':
      return { kind: 'question', document: parseQuestionDocument(document) };
    case 'user-info': {
      const wrapped = Object.hasOwn(document as object, 'user_info');
      return {
        kind: 'profile',
        profile: parseUserInfo(wrapped ? (document as { user_info: unknown }).user_info : document)
      };
    }
    case 'list':
    case 'backup':
      throw new DocumentError('unknown-kind', [{ path: '', message: '면접 버디가 아는 형식이 아닙니다.' }]);
  }
}

/** Documents read between two reports of progress. */
const STEP = 500;

/**
 * Reads a file.
 * @param text contents of the file
 * @throws {DocumentError} naming the paths that are wrong: then nothing of the file counts
 */
export async function readDocuments(text: string, context: ImportContext): Promise<Imported[]> {
  const document = parseJson(text);
  if (recognise(document) !== 'list') return [await readOne(document, context)];
  const documents = documentsIn(document);
  let read = 0;
  return readEach(documents, async (each) => {
    if (read++ % STEP === 0) context.onRead?.(read, documents.length);
    return readOne(each, context);
  });
}
