/** The question pool as tests read it: from the files, so that they test what people get. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Question, QuestionFile } from '$lib/domain/question';

const folder = new URL('../../../src/lib/questions/pool/', import.meta.url);

/** @returns every question of the pool */
export function poolQuestions(): Question[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as QuestionFile).questions);
}
