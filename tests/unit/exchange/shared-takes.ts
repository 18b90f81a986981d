/** Takes to share, judged by a scripted model: written by hand, from the pool's own questions. */
import { evaluateTakeWith } from '$lib/domain/evaluate-take';
import type { Question } from '$lib/domain/question';
import { snapshotOf, type Take } from '$lib/domain/take';
import type { Role } from '$lib/domain/vocabulary';
import { exampleTake, FULL_PROFILE } from '../../support/examples';
import { predict } from '../domain/answers';
import { poolQuestions } from '../domain/pool';

/** @returns the pool's questions that are about something that happened, in order of their ids */
export function storyQuestions(): Question[] {
  return poolQuestions().filter(({ kind }) => kind === 'experience');
}

/**
 * @param answer leave out for the pool's model answer
 * @returns a judged take
 */
export function judgedTake(question: Question, answer?: string, fields: Partial<Take> = {}): Promise<Take> {
  const text = answer ?? question.model_answer.map((sentence) => sentence.text).join(' ');
  const roles: Role[] = ['S', 'T', 'A', 'R', 'O'];
  const take = exampleTake({
    // As long as real ones: they count in the length of a link.
    id: '0b1e7a52-93c4-4c1d-8f6e-5d2f8f1c7a10',
    sessionId: '7f0d9a0e-2f5b-4a7e-9d35-0c9b1a6f2e44',
    question: snapshotOf(question),
    profile: { ...FULL_PROFILE },
    answer: text,
    seconds: 95,
    ...fields
  });
  return evaluateTakeWith(take, question, {
    predict: (request) =>
      Promise.resolve(predict(request.answer, { roles, relevance: 0.912_345_678, level: 4 })),
    stamp: () => ({
      id: 'interview-kobert',
      version: '0.2.0',
      sha256: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
      backend: 'wasm'
    }),
    rubric: 'buddy-2'
  });
}
