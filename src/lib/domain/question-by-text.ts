/** Finds questions by their text, because files carry it and no id. */
import type { Profile } from './profile';
import type { Question } from './question';
import { normaliseText } from './text/normalise';

/** The same text whatever its white space and Unicode form. */
const comparable = (text: string): string => normaliseText(text).replace(/\s+/g, ' ');

/**
 * @param questions where to look
 * @returns finds the question with a text: one for the profile's occupation and career stage if there is one, else one
 * for the occupation, else any
 */
export function questionsByText(
  questions: readonly Question[]
): (text: string, profile: Pick<Profile, 'occupation' | 'experience'>) => Question | undefined {
  const byText = new Map<string, Question[]>();
  for (const question of questions) {
    const text = comparable(question.text);
    byText.set(text, [...(byText.get(text) ?? []), question]);
  }
  return (text, { occupation, experience }) => {
    const matches = byText.get(comparable(text)) ?? [];
    const own = matches.filter(({ occupations }) => occupations.includes(occupation));
    return own.find((question) => question.experience.includes(experience)) ?? own[0] ?? matches[0];
  };
}
