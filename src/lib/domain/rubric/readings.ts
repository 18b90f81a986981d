/** Readings of an answer, each 0–1, from the model's heads where it has them and from text facts where it has not. */
import type { KeyPointReading, MissingHead } from '../evaluation';
import { expectedLevel, type Predictions } from '../predictions';
import type { EvaluatedQuestion } from '../question';
import type { TextFacts } from '../text/facts';
import { stemsOf } from '../text/words';
import type { Role } from '../vocabulary';
import { clamp } from './curves';

/** The roles that make a story; a task counts as part of the situation. */
export type StoryRole = 'S' | 'A' | 'R';

/** @returns the heads the predictions lack */
export function missingHeads(predictions: Predictions): MissingHead[] {
  const missing: MissingHead[] = [];
  if (predictions.quality === null) missing.push('quality');
  if (predictions.relevance === null) missing.push('relevance');
  if (!predictions.sentences.some((sentence) => sentence.role !== null)) missing.push('role');
  if (!predictions.sentences.some((sentence) => sentence.embedding !== null)) missing.push('embedding');
  return missing;
}

/** @returns words that say something new: without repeated sentences */
export function tellingWords(facts: TextFacts): number {
  return Math.max(0, facts.words - facts.repetition.words);
}

/** @returns the share of recognisable sentences in 반말, 0–1 */
export function plainShare(facts: TextFacts): number {
  const known = facts.speechLevels.filter((level) => level !== 'unknown');
  return known.length === 0 ? 0 : known.filter((level) => level === 'plain').length / known.length;
}

/** @returns the share of key points made, 0–1; null if the question has none */
export function keyPointShare(keyPoints: readonly KeyPointReading[]): number | null {
  return keyPoints.length === 0 ? null : keyPoints.filter(({ hit }) => hit).length / keyPoints.length;
}

/** @returns how checkable the answer is by its quantities: 0 without, 0.6 with one, 1 with two or more different ones */
export function specificity(facts: TextFacts): number {
  const different = new Set(facts.quantities).size;
  return different >= 2 ? 1 : 0.6 * different;
}

/** Signs of the story roles in text, for models without a role head. */
const ROLE_SIGNS: Readonly<Record<StoryRole, RegExp>> = {
  S: /당시|때였|(?:할|일|던|었을|았을|했을) 때|에서 (?:일|근무|맡|활동|아르바이트|인턴)|문제가|상황/,
  A: /(?:제가|저는|직접)[^.?!]{0,60}(?:했|만들|바꿨|바꾸|나눴|물었|정리|제안|확인|조사|분석|설득|고쳤|적었|세웠|맡)/,
  R: /줄(?:었|였)|늘(?:었|렸)|올랐|올렸|내려갔|낮(?:췄|아졌)|높(?:였|아졌)|달성|해결(?:됐|되|했)|성공|합격|수상|(?:결과|덕분에)[^.?!]{0,40}[았었였했됐]|마칠 수|마쳤|절감|아꼈/
};

/**
 * Whether the answer has each role of a story: the highest probability of any sentence (S or T for the situation);
 * without a role head, 1 or 0 by signs in the text.
 */
export function storyRoles(predictions: Predictions, facts: TextFacts): Record<StoryRole, number> {
  const roles = predictions.sentences.flatMap(({ role }) => (role === null ? [] : [role]));
  if (roles.length === 0) {
    const sign = (role: StoryRole): number => Number(ROLE_SIGNS[role].test(facts.text));
    return { S: sign('S'), A: sign('A'), R: sign('R') };
  }
  const highest = (...wanted: Role[]): number =>
    Math.max(...roles.map((role) => wanted.reduce((sum, name) => sum + role[name], 0)));
  return { S: highest('S', 'T'), A: highest('A'), R: highest('R') };
}

/** @returns how much of the question's subject the answer takes up: shared stems and key points, 0–1 */
function subjectShared(
  question: EvaluatedQuestion,
  facts: TextFacts,
  keyPoints: readonly KeyPointReading[]
): number {
  const asked = stemsOf(question.text);
  const shared = [...asked].filter((stem) => facts.text.includes(stem)).length;
  const byQuestion = asked.size === 0 ? 0 : shared / Math.min(asked.size, 3);
  const byKeyPoints = keyPointShare(keyPoints) ?? 0;
  return clamp(byQuestion + 1.5 * byKeyPoints);
}

/**
 * The probability that the answer addresses the question. Without a relevance head it is estimated from the
 * subject they share and the probability of the expected intent; it cannot be sure then.
 */
export function relevanceOf(
  question: EvaluatedQuestion,
  predictions: Predictions,
  facts: TextFacts,
  keyPoints: readonly KeyPointReading[]
): number {
  if (predictions.relevance !== null) return predictions.relevance;
  const intent = question.gt_intent === null ? 0.5 : predictions.intent[question.gt_intent];
  return clamp(0.2 + 0.35 * intent + 0.45 * subjectShared(question, facts, keyPoints));
}

/** An "I don't know" of at most this many words answers nothing: level 1 by the label guide. */
const BARE_ADMISSION_WORDS = 12;

/** @returns whether the answer says that its author does not know, and hardly anything else */
export function isBareAdmission(facts: TextFacts): boolean {
  return facts.admitsNotKnowing && tellingWords(facts) <= BARE_ADMISSION_WORDS;
}

/**
 * The level of the answer, 1–5. Without a quality head it is estimated from length, quantities, story and key
 * points, less what is said again.
 * @param lengthFit how well the length suits the question, 0–1
 * @param story how complete the story is, 0–1; null if the question asks for none
 */
export function levelOf(
  predictions: Predictions,
  facts: TextFacts,
  lengthFit: number,
  story: number | null,
  keyPoints: number | null
): number {
  if (isBareAdmission(facts)) return 1;
  if (predictions.quality !== null) return expectedLevel(predictions.quality);
  const evidence = [specificity(facts), story, keyPoints].filter((part) => part !== null);
  const mean = evidence.reduce((sum, part) => sum + part, 0) / evidence.length;
  const saidAgain = facts.repetition.words / Math.max(1, facts.words);
  return clamp(1 + lengthFit * (1.2 + 2.4 * mean) - 2 * saidAgain, 1, 5);
}
