/** Finds the question that a take or a file is about, because files carry its text and no id. */
import { FOLLOW_UP_MEASURE, isFollowUpId } from '$lib/domain/follow-ups';
import type { Profile } from '$lib/domain/profile';
import type { Question } from '$lib/domain/question';
import { questionsByText } from '$lib/domain/question-by-text';
import type { Take } from '$lib/domain/take';
import { allQuestions, findQuestion, questionsFor } from './pool';

/** Words and seconds that suit a question of which nothing is known: an ordinary answer of about a minute. */
const ORDINARY = { seconds: 60, words: [40, 110] } as const;

/**
 * @returns the pool's question of a take; for a question that is not in the pool (imported, removed), what the take
 * itself knows of it. Rejects if the pool cannot be loaded
 */
export async function questionOf(take: Take): Promise<Question> {
  const known = await findQuestion(take.question.id);
  if (known) return known;
  return {
    ...take.question,
    ...(isFollowUpId(take.question.id) ? FOLLOW_UP_MEASURE : ORDINARY),
    occupations: [take.profile.occupation],
    experience: [take.profile.experience],
    difficulty: 2,
    looks_for: '',
    key_points: [],
    follow_ups: [],
    model_answer: []
  };
}

/**
 * Finds a question by its text: first among those for the profile's occupation and career stage, then among all.
 * @returns the pool's question, or undefined. Rejects if the pool cannot be loaded
 */
export async function findQuestionByText(
  text: string,
  profile: Pick<Profile, 'occupation' | 'experience'>
): Promise<Question | undefined> {
  const own = questionsByText(await questionsFor(profile.occupation))(text, profile);
  return own ?? questionsByText(await allQuestions())(text, profile);
}
