/** Judges answer and result documents on a model that is opened once, when the first answer needs it. */
import { serializeResult, toResultDocument } from '$lib/domain/documents/result';
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import type { Evaluation, RubricId } from '$lib/domain/evaluation';
import type { AnswerForm, Take } from '$lib/domain/take';
import { readAnswer } from '$lib/exchange/folder-documents';
import { findQuestionByText, questionOf } from '$lib/questions/known';
import { openModel, type OpenModel } from './model';

/** How answers are judged. */
export interface JudgingOptions {
  /** A model folder, or an ONNX file in one. */
  model: string;
  rubric: RubricId;
  /** How answers were given that do not say so. */
  form: AnswerForm;
}

/** A judged answer. */
export interface Judged {
  take: Take;
  evaluation: Evaluation;
  /** The result file. */
  text: string;
}

/** Judges documents, one at a time. */
export class Judging {
  readonly #options: JudgingOptions;
  #opening: Promise<OpenModel> | undefined;

  constructor(options: JudgingOptions) {
    this.#options = options;
  }

  #model(): Promise<OpenModel> {
    return (this.#opening ??= openModel(this.#options.model));
  }

  /**
   * Reads a document without judging it.
   * @param document an answer file; or a result file, whose answer is judged again
   * @param at when an answer was given that does not say so, ISO 8601
   * @throws {DocumentError}
   */
  read(document: unknown, at: string): Promise<Take> {
    return readAnswer(document, { at, form: this.#options.form, findQuestion: findQuestionByText });
  }

  /**
   * Judges an answer by everything that is known of its question.
   * @throws {FileError | ModelError} if the model cannot be opened or fails
   */
  async judge(take: Take): Promise<Judged> {
    let used: OpenModel | null = null;
    const judged = await evaluateTakeWith(take, await questionOf(take), {
      predict: async (request) => (used = await this.#model()).predict(request),
      stamp: () => used?.stamp ?? null,
      rubric: this.#options.rubric
    });
    const { evaluation } = judged;
    if (!evaluation) throw new TypeError('A judged take has an evaluation.');
    return { take: judged, evaluation, text: serializeResult(toResultDocument(judged)) };
  }

  /** Frees the model. */
  async release(): Promise<void> {
    const opened = await this.#opening?.catch(() => null);
    await opened?.release();
  }
}
