/**
 * The closed vocabularies of the product: codes as they stand in files, in the order the model's heads use.
 * Korean names that files carry are here too; UI wording lives in the message catalogues.
 */

/** Job families. Aliases found in data sets are read by {@link parseOccupation}. */
export const OCCUPATIONS = ['BM', 'SM', 'PS', 'RND', 'ICT', 'D', 'PM'] as const;
export type Occupation = (typeof OCCUPATIONS)[number];

/** Career stages: `New` 신입, `Experienced` 경력. */
export const EXPERIENCES = ['New', 'Experienced'] as const;
export type Experience = (typeof EXPERIENCES)[number];

export const AGE_RANGES = ['-34', '35-44', '45-54', '55-'] as const;
export type AgeRange = (typeof AGE_RANGES)[number];

export const GENDERS = ['Male', 'Female'] as const;
export type Gender = (typeof GENDERS)[number];

export const PLACES = ['ONLINE', 'OFFLINE'] as const;
export type Place = (typeof PLACES)[number];

/** What an answer mostly talks about, or what a question asks for. */
export const INTENTS = ['technology', 'attitude', 'background', 'personality', 'etc'] as const;
export type Intent = (typeof INTENTS)[number];

/** Tone of an answer. */
export const EMOTIONS = ['positive', 'negative', 'neutral'] as const;
export type Emotion = (typeof EMOTIONS)[number];

/** Ordinal quality of an answer, 1 (no answer) to 5 (excellent). */
export const LEVELS = [1, 2, 3, 4, 5] as const;
export type Level = (typeof LEVELS)[number];

/** Role of a sentence: situation, task, action, result, other. */
export const ROLES = ['S', 'T', 'A', 'R', 'O'] as const;
export type Role = (typeof ROLES)[number];

/** Kinds of question: 경험, 상황, 지식, 인성, 동기, 기타. */
export const QUESTION_KINDS = [
  'experience',
  'situation',
  'knowledge',
  'personality',
  'motivation',
  'other'
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** Korean names of intents, as the original result files write them. */
export const INTENT_NAMES_KO: Readonly<Record<Intent, string>> = {
  technology: '지식/기술',
  attitude: '태도',
  background: '배경',
  personality: '성향',
  etc: '기타'
};

/** Korean names of emotions, as the original result files write them. */
export const EMOTION_NAMES_KO: Readonly<Record<Emotion, string>> = {
  positive: '긍정',
  negative: '부정',
  neutral: '중립'
};

/** Other data sets' codes of job families. */
export const OCCUPATION_ALIASES: Readonly<Record<string, Occupation>> = { ARD: 'D', MM: 'PM' };

function member<T extends string>(values: readonly T[], text: string): T | null {
  const wanted = text.trim().toLowerCase();
  return values.find((value) => value.toLowerCase() === wanted) ?? null;
}

/**
 * Reads an occupation code, any case, aliases of the data set included (`ARD` → `D`, `MM` → `PM`).
 * @returns the code, or null if it is none
 */
export function parseOccupation(text: string): Occupation | null {
  return OCCUPATION_ALIASES[text.trim().toUpperCase()] ?? member(OCCUPATIONS, text);
}

/** Reads `New`/`Experienced` in any case. @returns the code, or null if it is none */
export function parseExperience(text: string): Experience | null {
  return member(EXPERIENCES, text);
}

/** Reads `Male`/`Female` in any case. @returns the code, or null if it is none */
export function parseGender(text: string): Gender | null {
  return member(GENDERS, text);
}

/** Reads an age range such as `35-44`. @returns the code, or null if it is none */
export function parseAgeRange(text: string): AgeRange | null {
  return member(AGE_RANGES, text);
}

/** Reads an intent label in any case. @returns the code, or null if it is none */
export function parseIntent(text: string): Intent | null {
  return member(INTENTS, text);
}

/** Reads an emotion label in any case. @returns the code, or null if it is none */
export function parseEmotion(text: string): Emotion | null {
  return member(EMOTIONS, text);
}
