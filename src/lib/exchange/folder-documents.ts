/** What the documents of a working folder are made of, so that page and command line read and write them the same way. */
import { parseAnswerDocument } from '$lib/domain/documents/question-answer';
import { parseUserInfo } from '$lib/domain/documents/user-info';
import type { Profile } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import { selectQuestions } from '$lib/domain/selection';
import type { AnswerForm, Take } from '$lib/domain/take';
import { takeFromAnswer } from './answers';
import { readResults } from './results';

/** What is needed to read an answer. */
export interface ReadingContext {
  /** When an answer was given that does not say so, ISO 8601. */
  at: string;
  /** How answers were given that do not say so. */
  form: AnswerForm;
  /** Finds the pool's question with this text; undefined if there is none. */
  findQuestion(text: string, profile: Profile): Promise<Question | undefined>;
}

/** Whether a document is a result already: ours, or the original product's. */
function isResult(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'score_result' in document;
}

/**
 * Reads an answer without judging it.
 * @param document an answer file; or a result file, whose answer is judged again
 * @throws {DocumentError}
 */
export async function readAnswer(document: unknown, context: ReadingContext): Promise<Take> {
  const { at, form, findQuestion } = context;
  if (isResult(document)) {
    const [take] = await readResults(JSON.stringify(document), at);
    if (take) return take;
  }
  const answer = parseAnswerDocument(document);
  const question = await findQuestion(answer.question.text, answer.user_info);
  return takeFromAnswer(answer, { question, form, createdAt: at });
}

/** @returns the profile of a user file: the fields themselves, or under `user_info` @throws {DocumentError} */
export function readUser(document: unknown): Profile {
  const wrapped = typeof document === 'object' && document !== null && 'user_info' in document;
  return parseUserInfo(wrapped ? document.user_info : document);
}

/** Draws questions: one that was drawn comes back only when there are no others. */
export class QuestionDraw {
  readonly #random: () => number;
  /** Ids of the questions drawn, latest first. */
  #recent: readonly string[] = [];

  /** @param random a source of numbers 0 ≤ r < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** @returns a question of the pool for the profile, or null if it has none */
  draw(pool: readonly Question[], profile: Profile): Question | null {
    const [question] = selectQuestions({
      pool,
      profile,
      count: 1,
      recentIds: this.#recent,
      random: this.#random
    });
    if (!question) return null;
    this.#recent = [question.id, ...this.#recent.filter((id) => id !== question.id)];
    return question;
  }
}
