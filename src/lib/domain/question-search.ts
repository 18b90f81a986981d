/** Finds questions in the pool while a person is typing: Hangul-aware search, and filters beside it. */
import { isOwnId } from './own-question';
import type { Question } from './question';
import { initials, keystrokes } from './text/hangul';
import { normaliseText } from './text/normalise';
import type { Experience, Intent, Occupation, QuestionKind } from './vocabulary';

/** A question made ready for searching. */
export interface SearchEntry {
  question: Question;
  /** Text, what the interviewer looks for and key points, as keystrokes without white space. */
  keys: string;
  /** First consonants of the question's text, without white space. */
  initials: string;
}

/** What a person wants to see; an empty string or false stands for "all". */
export interface QuestionFilter {
  /** Words that must all occur: whole, half-typed, or as first consonants (`ㅈㄱㅅㄱ`). */
  query: string;
  occupation: Occupation | '';
  experience: Experience | '';
  intent: Intent | '';
  kind: QuestionKind | '';
  difficulty: Question['difficulty'] | '';
  practised: 'yes' | 'no' | '';
  /** Only favourites. */
  favourites: boolean;
  /** Only the person's own questions. */
  own: boolean;
}

/** A filter that lets everything through. */
export const NO_FILTER: Readonly<QuestionFilter> = {
  query: '',
  occupation: '',
  experience: '',
  intent: '',
  kind: '',
  difficulty: '',
  practised: '',
  favourites: false,
  own: false
};

/** What is known of a person's questions: ids. */
export interface QuestionMarks {
  favourites: ReadonlySet<string>;
  practised: ReadonlySet<string>;
}

const FIRST_CONSONANTS = /^[ㄱ-ㅎ]+$/;

/** Case and spacing do not matter: people write 자기소개 and 자기 소개. */
function folded(text: string): string {
  return normaliseText(text).toLowerCase().replace(/\s+/g, '');
}

/** @returns the question made ready for searching; to be kept: its keys are made when they are first asked for */
export function searchEntry(question: Question): SearchEntry {
  let keys: string | undefined;
  let consonants: string | undefined;
  return {
    question,
    get keys() {
      const labels = question.key_points.map(({ label }) => label);
      // The line break keeps a match from running from one part into the next.
      keys ??= [question.text, question.looks_for, ...labels]
        .map((text) => keystrokes(folded(text)))
        .join('\n');
      return keys;
    },
    get initials() {
      consonants ??= initials(folded(question.text));
      return consonants;
    }
  };
}

/** @returns how many filters are set, the query aside */
export function countFilters(filter: QuestionFilter): number {
  return Object.entries(filter).filter(([key, value]) => key !== 'query' && value !== '' && value !== false)
    .length;
}

/** @returns the questions that pass, in the order given */
export function findQuestions(
  entries: readonly SearchEntry[],
  filter: QuestionFilter,
  marks: QuestionMarks
): Question[] {
  const terms = normaliseText(filter.query)
    .split(/\s+/)
    .map((term) => keystrokes(term.toLowerCase()))
    .filter((term) => term !== '');
  const holds = ({ keys, initials }: SearchEntry, term: string): boolean =>
    keys.includes(term) || (FIRST_CONSONANTS.test(term) && initials.includes(term));
  const passes = (question: Question): boolean =>
    (filter.occupation === '' || question.occupations.includes(filter.occupation)) &&
    (filter.experience === '' || question.experience.includes(filter.experience)) &&
    (filter.intent === '' || question.gt_intent === filter.intent) &&
    (filter.kind === '' || question.kind === filter.kind) &&
    (filter.difficulty === '' || question.difficulty === filter.difficulty) &&
    (filter.practised === '' || marks.practised.has(question.id) === (filter.practised === 'yes')) &&
    (!filter.favourites || marks.favourites.has(question.id)) &&
    (!filter.own || isOwnId(question.id));
  return entries
    .filter((entry) => passes(entry.question) && terms.every((term) => holds(entry, term)))
    .map(({ question }) => question);
}
