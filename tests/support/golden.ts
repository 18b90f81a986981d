/** The documents of tests/fixtures/documents: as text, as they lie there, and the published result as its product wrote it. */
import { readFileSync } from 'node:fs';
import type { ScoreResult } from '$lib/domain/evaluation';
import type { ResultDocument } from '$lib/domain/documents/result';

/** @returns the text of a document @param name that of its file, without the ending */
export function golden(name: string): string {
  return readFileSync(`tests/fixtures/documents/${name}.json`, 'utf8');
}

/** The result that the original product published, with words of our own: 75 points, C. It has a score. */
export const PUBLISHED_RESULT = JSON.parse(golden('result')) as ResultDocument & {
  score_result: ScoreResult;
};

/** The same with the profile's values as that product named them. */
export const ORIGINAL_RESULT = {
  ...PUBLISHED_RESULT,
  user_info: { ...PUBLISHED_RESULT.user_info, occupation: 'ARD', experience: 'EXPERIENCED' }
};
