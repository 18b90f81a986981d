/** Questions that people write or bring themselves: what they may hold, and how they become questions like any other. */
import { DEFAULT_SECONDS, DEFAULT_WORDS, type KeyPoint, type Question } from './question';
import { normaliseText } from './text/normalise';
import { splitSentences } from './text/sentences';
import {
  EXPERIENCES,
  OCCUPATIONS,
  type Experience,
  type Intent,
  type Occupation,
  type QuestionKind
} from './vocabulary';

/** Most of everything: generous for honest use, small enough for every list. Characters, unless said otherwise. */
export const OWN_LIMITS = {
  text: 500,
  looksFor: 500,
  /** Key points of a question. */
  keyPoints: 12,
  keyPoint: 200,
  modelAnswer: 5000,
  /** Own questions on a device. */
  questions: 2000
} as const;

/** What a person says about a question of their own. Only the text is needed. */
export interface OwnQuestionDraft {
  text: string;
  occupations: readonly Occupation[];
  experience: readonly Experience[];
  gt_intent: Intent | null;
  kind: QuestionKind;
  looks_for: string;
  /** One per line: a label, or a label and the words that show it, as `협업: 팀원, 함께`. */
  key_points: string;
  model_answer: string;
}

/** A question of a person's own, as it is kept. */
export interface OwnQuestion extends Question {
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  updatedAt: string;
}

/** An empty draft: for every occupation and career stage. */
export const EMPTY_DRAFT: Readonly<OwnQuestionDraft> = {
  text: '',
  occupations: OCCUPATIONS,
  experience: EXPERIENCES,
  gt_intent: null,
  kind: 'other',
  looks_for: '',
  key_points: '',
  model_answer: ''
};

/** What is wrong with a draft. */
export type DraftProblem =
  'no-text' | 'text-long' | 'looks-for-long' | 'many-key-points' | 'key-point-long' | 'model-answer-long';

const PREFIX = 'own-';

/** @returns the id of an own question; `unique` is anything that no other own question has */
export function ownId(unique: string): string {
  return `${PREFIX}${unique}`;
}

/** @returns whether the id is that of a person's own question */
export function isOwnId(id: string): boolean {
  return id.startsWith(PREFIX);
}

/** @returns the same key for questions that differ in spacing, case and punctuation alone */
export function questionKey(text: string): string {
  return normaliseText(text)
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, '');
}

/** @returns a field of one line: people paste line breaks along */
const oneLine = (text: string): string => normaliseText(text).replace(/\n/g, ' ');

const lines = (text: string): string[] =>
  normaliseText(text)
    .split('\n')
    .filter((line) => line !== '');

/** @returns the key point of a line `label` or `label: cue, cue`; without cues the label's own words are looked for */
function keyPointOf(line: string): KeyPoint {
  const [, label = line, cues = ''] = /^([^:：]+)[:：](.*)$/.exec(line) ?? [];
  const words = cues
    .split(/[,，、]/)
    .map((cue) => cue.trim())
    .filter((cue) => cue !== '');
  return { label: label.trim(), cues: words.length > 0 ? words : [label.trim()] };
}

/** @returns the line that {@link OwnQuestionDraft.key_points} has for a key point */
export function keyPointLine({ label, cues }: KeyPoint): string {
  return cues.length === 0 || cues.join() === label ? label : `${label}: ${cues.join(', ')}`;
}

/** @returns the first thing that is wrong with a draft, or null */
export function draftProblem(draft: OwnQuestionDraft): DraftProblem | null {
  const text = oneLine(draft.text);
  const points = lines(draft.key_points);
  if (questionKey(text) === '') return 'no-text';
  if (text.length > OWN_LIMITS.text) return 'text-long';
  if (oneLine(draft.looks_for).length > OWN_LIMITS.looksFor) return 'looks-for-long';
  if (points.length > OWN_LIMITS.keyPoints) return 'many-key-points';
  if (points.some((point) => point.length > OWN_LIMITS.keyPoint)) return 'key-point-long';
  if (normaliseText(draft.model_answer).length > OWN_LIMITS.modelAnswer) return 'model-answer-long';
  return null;
}

/**
 * Makes a question of a draft without problems.
 * @param id from {@link ownId}, or that of the question that is edited
 * @param createdAt when it was first added, ISO 8601
 * @param updatedAt ISO 8601
 */
export function ownQuestion(
  draft: OwnQuestionDraft,
  id: string,
  createdAt: string,
  updatedAt: string
): OwnQuestion {
  const labels = new Map(lines(draft.key_points).map((line) => [keyPointOf(line).label, keyPointOf(line)]));
  return {
    id,
    text: oneLine(draft.text),
    occupations: draft.occupations.length > 0 ? [...draft.occupations] : [...OCCUPATIONS],
    experience: draft.experience.length > 0 ? [...draft.experience] : [...EXPERIENCES],
    gt_intent: draft.gt_intent,
    gt_emotion: null,
    kind: draft.kind,
    difficulty: 2,
    looks_for: oneLine(draft.looks_for),
    key_points: [...labels.values()],
    follow_ups: [],
    seconds: DEFAULT_SECONDS,
    words: DEFAULT_WORDS,
    model_answer: splitSentences(normaliseText(draft.model_answer)).map((text) => ({ role: null, text })),
    createdAt,
    updatedAt
  };
}

/** @returns the question alone, as files carry it */
export function questionOf(question: OwnQuestion): Question {
  const own: Partial<OwnQuestion> & Question = { ...question };
  delete own.createdAt;
  delete own.updatedAt;
  return own;
}

/** @returns what a person would have to write to get this question */
export function draftOf(question: Question): OwnQuestionDraft {
  const { text, occupations, experience, gt_intent, kind, looks_for } = question;
  return {
    text,
    occupations,
    experience,
    gt_intent,
    kind,
    looks_for,
    key_points: question.key_points.map(keyPointLine).join('\n'),
    model_answer: question.model_answer.map((sentence) => sentence.text).join(' ')
  };
}
