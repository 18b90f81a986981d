/** Answer files in: from the document of somebody's answer to a take that can be evaluated. */
import { answerText, type AnswerDocument } from '$lib/domain/documents/question-answer';
import type { Question } from '$lib/domain/question';
import { snapshotOf, type AnswerForm, type Take } from '$lib/domain/take';
import { fingerprint } from './fingerprint';

/** What an answer file does not say. */
export interface AnswerContext {
  /** The pool's question with this text; undefined for a question that nobody knows. */
  question: Question | undefined;
  form: AnswerForm;
  /** When the answer was given, ISO 8601. */
  createdAt: string;
}

/**
 * Makes a take of an answer file. Its id is made of the profile, the question and the answer, so that reading the same
 * answer twice gives the same take.
 * @returns the take, not yet evaluated
 */
export async function takeFromAnswer(document: AnswerDocument, context: AnswerContext): Promise<Take> {
  const answer = answerText(document);
  const { text } = document.question;
  const print = await fingerprint(JSON.stringify([document.user_info, text, answer]));
  return {
    id: `answer-${print}`,
    sessionId: 'import',
    question: context.question
      ? snapshotOf(context.question)
      : {
          id: `import-${(await fingerprint(text)).slice(0, 16)}`,
          text,
          gt_intent: null,
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
    model: null
  };
}
