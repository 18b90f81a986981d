/** Draws the questions of a session: for this profile, spread over intents, none asked lately. */
import type { Profile } from './profile';
import type { Question } from './question';
import type { Intent } from './vocabulary';

/** What questions are drawn from and for. */
export interface SelectionRequest {
  pool: readonly Question[];
  profile: Profile;
  /** Number of questions wanted, ≥ 0. */
  count: number;
  /** Ids of questions asked lately, latest first; they come back only if there is nothing else. */
  recentIds?: readonly string[];
  /** Intents to practise first, weakest first. */
  weakIntents?: readonly Intent[];
  /** Source of randomness, 0 ≤ r < 1. The draw depends on nothing else. */
  random: () => number;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * Whether a question suits a profile: its occupation and career stage; and the channel, place and age range where
 * both the question and the profile name one.
 */
export function suits(question: Question, profile: Profile): boolean {
  const agrees = (asked: string | undefined, given: string): boolean =>
    asked === undefined || asked === '' || given === '' || same(asked, given);
  return (
    question.occupations.includes(profile.occupation) &&
    question.experience.includes(profile.experience) &&
    agrees(question.channel, profile.channel) &&
    agrees(question.place, profile.place) &&
    agrees(question.ageRange, profile.ageRange)
  );
}

/**
 * @returns the profile under which a question may be asked: the person's own, with an occupation and a career stage of
 *   the question's where theirs is not among them
 */
export function profileFor(question: Question, profile: Profile): Profile {
  const { occupations, experience } = question;
  return {
    ...profile,
    occupation: occupations.includes(profile.occupation)
      ? profile.occupation
      : (occupations[0] ?? profile.occupation),
    experience: experience.includes(profile.experience)
      ? profile.experience
      : (experience[0] ?? profile.experience)
  };
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** Share of the questions that go to weak intents, if there are any. */
const WEAK_SHARE = 0.5;

/**
 * Draws questions.
 * @returns up to `count` different questions that suit the profile: as many as there are. Those asked lately come
 *   last, longest ago first
 */
export function selectQuestions(request: SelectionRequest): Question[] {
  const { pool, profile, count, recentIds = [], weakIntents = [], random } = request;
  const suitable = [
    ...new Map(pool.filter((question) => suits(question, profile)).map((q) => [q.id, q])).values()
  ];
  const askedAt = new Map([...recentIds].reverse().map((id, index) => [id, index]));
  const fresh = shuffled(
    suitable.filter(({ id }) => !askedAt.has(id)),
    random
  );
  const recent = suitable
    .filter(({ id }) => askedAt.has(id))
    .sort((a, b) => (askedAt.get(a.id) ?? 0) - (askedAt.get(b.id) ?? 0));

  const chosen: Question[] = [];
  const drawn = new Map<Intent | null, number>();
  const take = (question: Question): void => {
    chosen.push(question);
    drawn.set(question.gt_intent, (drawn.get(question.gt_intent) ?? 0) + 1);
    fresh.splice(fresh.indexOf(question), 1);
  };

  const forWeak = weakIntents.length === 0 ? 0 : Math.ceil(count * WEAK_SHARE);
  for (let turn = 0; turn < forWeak && chosen.length < count; turn++) {
    const wanted = weakIntents[turn % weakIntents.length];
    const question =
      fresh.find(({ gt_intent }) => gt_intent === wanted) ??
      fresh.find(({ gt_intent }) => gt_intent !== null && weakIntents.includes(gt_intent));
    if (question === undefined) break;
    take(question);
  }
  while (chosen.length < count && fresh.length > 0) {
    // The first, in shuffled order, of the intent drawn least so far.
    const question = fresh.reduce((best, other) =>
      (drawn.get(other.gt_intent) ?? 0) < (drawn.get(best.gt_intent) ?? 0) ? other : best
    );
    take(question);
  }
  return [...chosen, ...recent.slice(0, Math.max(0, count - chosen.length))];
}
