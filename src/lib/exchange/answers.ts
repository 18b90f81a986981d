/** Answer files in: from the document of somebody's answer to a take that can be evaluated. */
import { answerText, type AnswerDocument } from '$lib/domain/documents/question-answer';
import { isResultField } from '$lib/domain/documents/result';
import type { Question } from '$lib/domain/question';
import { snapshotOf, type AnswerForm, type Take, type UnknownFields } from '$lib/domain/take';
import type { Intent } from '$lib/domain/vocabulary';
import { fingerprint } from './fingerprint';

/** What an answer file does not say. */
export interface AnswerContext {
  /** The pool's question with this text; undefined for a question that nobody knows. */
  question: Question | undefined;
  /** What such an unknown question asks for, where the file says so. */
  intent?: Intent | null;
  form: AnswerForm;
  /** When the answer was given, ISO 8601. */
  createdAt: string;
}

/** Fields beside profile, question and answer, but for names that a result file gives another meaning. */
function unknownOf(document: AnswerDocument): UnknownFields | undefined {
  const unknown = Object.entries(document).filter(([key]) => !isResultField(key));
  return unknown.length > 0 ? Object.fromEntries(unknown) : undefined;
}

/**
 * Makes a take of an answer file. Its id is made of the profile, the question and the answer, so that reading the same
 * answer twice gives the same take.
 * @returns the take, not yet evaluated
 */
export async function takeFromAnswer(document: AnswerDocument, context: AnswerContext): Promise<Take> {
  const answer = answerText(document);
  const { text } = document.question;
  const extra = unknownOf(document);
  const print = await fingerprint(JSON.stringify([document.user_info, text, answer]));
  return {
    id: `answer-${print}`,
    sessionId: 'import',
    question: context.question
      ? snapshotOf(context.question)
      : {
          id: `import-${(await fingerprint(text)).slice(0, 16)}`,
          text,
          gt_intent: context.intent ?? null,
          gt_emotion: null,
          kind: 'other',
          recommended_answer: ''
        },
    profile: document.user_info,
    answer,
    form: context.form,
    seconds: null,
    createdAt: context.createdAt,
    evaluation: null,
    model: null,
    ...(extra && { extra })
  };
}
