/** A take: one answer to one question, with everything needed to read it again without the question pool. */
import type { Evaluation, ScoredEvaluation } from './evaluation';
import type { Profile } from './profile';
import type { Question } from './question';
import type { ReviewerNote } from './reviewer-note';

/** How the answer was given; a mixed answer counts as spoken. */
export type AnswerForm = 'typed' | 'spoken';

/** The part of a question that a take keeps, so that it stays readable when the pool changes. */
export interface QuestionSnapshot extends Pick<
  Question,
  'id' | 'text' | 'gt_intent' | 'gt_emotion' | 'kind' | 'follows'
> {
  /** The model answer in one string; empty if the question has none. */
  recommended_answer: string;
}

/** Which model evaluated a take. */
export interface ModelStamp {
  id: string;
  version: string;
  /** SHA-256 (hex) of the ONNX file. */
  sha256: string;
  backend: string;
}

/** What an imported document says beyond what the app knows, shaped as in the document. It is only carried along. */
export type UnknownFields = Readonly<Record<string, unknown>>;

/** One answer to one question. */
export interface Take {
  id: string;
  sessionId: string;
  question: QuestionSnapshot;
  profile: Profile;
  answer: string;
  form: AnswerForm;
  /** Seconds from the first keystroke or word to the submission; null if not measured. */
  seconds: number | null;
  /** ISO 8601. */
  createdAt: string;
  /** Null until the answer has been evaluated; the answer itself is kept first. */
  evaluation: Evaluation | null;
  model: ModelStamp | null;
  /** Notes of people who read the result, oldest first; absent if there are none. */
  reviewerNotes?: readonly ReviewerNote[];
  /** Of an imported take: fields of its result document that we do not know, written out again unchanged. */
  extra?: UnknownFields;
}

/** A take with a score. */
export type ScoredTake = Take & { evaluation: ScoredEvaluation };

/** @returns whether the take has a score */
export function isScored(take: Take): take is ScoredTake {
  return take.evaluation?.status === 'scored';
}

/** Text being written, kept while it is being written. */
export interface Draft {
  sessionId: string;
  questionId: string;
  text: string;
  form: AnswerForm;
  /** ISO 8601. */
  updatedAt: string;
}

/** @returns the part of a question that a take keeps */
export function snapshotOf(question: Question): QuestionSnapshot {
  const { id, text, gt_intent, gt_emotion, kind, follows } = question;
  const recommended_answer = question.model_answer.map((sentence) => sentence.text).join(' ');
  return { id, text, gt_intent, gt_emotion, kind, recommended_answer, ...(follows && { follows }) };
}
