/** A take: one answer to one question, with everything needed to read it again without the question pool. */
import type { Spoken } from './dictation/heard';
import type { Evaluation, ScoredEvaluation } from './evaluation';
import type { Profile } from './profile';
import type { Question } from './question';
import type { ReviewerNote } from './reviewer-note';
import type { SpeechTiming } from './speech-timing';

/** How the answer was given; a mixed answer counts as spoken. */
export type AnswerForm = 'typed' | 'spoken';

/** What is known of the dictated part of an answer. */
export interface Transcript {
  /** Whether the person has confirmed the text: only then is it judged. */
  confirmed: boolean;
  /** How sure the recogniser was, 0–1; null if it did not say. */
  confidence: number | null;
}

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
  /** Absent unless the answer was dictated. */
  transcript?: Transcript;
  /**
   * Of a typed answer, seconds from the first keystroke to the submission; of a spoken one, seconds of speaking. Null
   * if not measured, as for an answer that was largely typed as well.
   */
  seconds: number | null;
  /** What a recording of the answer told about its timing; it stays when the recording is deleted. */
  speech?: SpeechTiming;
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
  /** What was said so far; absent if nothing was. */
  spoken?: Spoken;
  /** ISO 8601. */
  updatedAt: string;
}

/** @returns the part of a question that a take keeps */
export function snapshotOf(question: Question): QuestionSnapshot {
  const { id, text, gt_intent, gt_emotion, kind, follows } = question;
  const recommended_answer = question.model_answer.map((sentence) => sentence.text).join(' ');
  return { id, text, gt_intent, gt_emotion, kind, recommended_answer, ...(follows && { follows }) };
}
