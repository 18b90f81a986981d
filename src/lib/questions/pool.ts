/** The bundled question pool: one lazily loaded file per occupation, plus the common ones. */
import type { Question, QuestionFile } from '$lib/domain/question';
import { OCCUPATIONS, type Occupation } from '$lib/domain/vocabulary';

type PoolPart = Lowercase<Occupation> | 'common';

const files = import.meta.glob<QuestionFile>('./pool/*.json', { import: 'default' });
const loaded = new Map<string, Promise<readonly Question[]>>();

function load(part: PoolPart): Promise<readonly Question[]> {
  const path = `./pool/${part}.json`;
  const known = loaded.get(path);
  if (known) return known;
  const read = files[path];
  if (!read) throw new Error(`The question pool has no file ${path}.`);
  const questions = read().then((file) => file.questions);
  loaded.set(path, questions);
  // A failed load is forgotten, so that the next call tries again.
  questions.catch(() => loaded.delete(path));
  return questions;
}

/** @returns the questions for an occupation: its own, then the common ones. Rejects if a file cannot be loaded. */
export async function questionsFor(occupation: Occupation): Promise<Question[]> {
  const [own, common] = await Promise.all([
    load(occupation.toLowerCase() as Lowercase<Occupation>),
    load('common')
  ]);
  return [...own, ...common];
}

/** @returns every question of the pool. Rejects if a file cannot be loaded. */
export async function allQuestions(): Promise<Question[]> {
  const parts: PoolPart[] = [
    ...OCCUPATIONS.map((code) => code.toLowerCase() as Lowercase<Occupation>),
    'common'
  ];
  return (await Promise.all(parts.map(load))).flat();
}

/** @returns the question with this id, or undefined. Rejects if the file cannot be loaded. */
export async function findQuestion(id: string): Promise<Question | undefined> {
  const part = id.slice(0, Math.max(0, id.indexOf('-')));
  const path = `./pool/${part}.json`;
  if (!(path in files)) return undefined;
  return (await load(part as PoolPart)).find((question) => question.id === id);
}
