/**
 * The CSV of labelled answers that a model is measured on (`text, label_intent, label_emotion`, the rest optional), and
 * the CSV of its predictions. Columns, labels and number formats are those of the training package.
 */
import { expectedLevel, mostLikely, type Predictions } from '$lib/domain/predictions';
import { EMOTIONS, INTENTS, LEVELS, type Emotion, type Intent, type Level } from '$lib/domain/vocabulary';
import type { CsvRow } from './csv';

/** A labelled answer; a label that is not known is null. */
export interface LabelledAnswer {
  id: string;
  question: string;
  text: string;
  form: string;
  intent: Intent | null;
  emotion: Emotion | null;
  level: Level | null;
  onTopic: boolean | null;
}

/** What is wrong with an evaluation CSV. Rows are counted from 1, the header. */
export type EvaluationCsvProblem =
  | { kind: 'columns'; missing: string[]; found: string[] }
  | { kind: 'empty-text'; row: number }
  | { kind: 'label'; row: number; column: string; value: string; known: string[] };

/** An evaluation CSV that cannot be used. */
export class EvaluationCsvError extends Error {
  readonly problem: EvaluationCsvProblem;

  constructor(problem: EvaluationCsvProblem) {
    super(problem.kind);
    this.name = 'EvaluationCsvError';
    this.problem = problem;
  }
}

const REQUIRED = ['text', 'label_intent', 'label_emotion'];
const TRUTH: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/**
 * @param header the first row
 * @param name given to answers without an id, with their row number: the file's name
 * @returns a function that reads the row of a number, throwing {EvaluationCsvError}
 * @throws {EvaluationCsvError} if a column is missing
 */
export function evaluationRowReader(
  header: CsvRow,
  name: string
): (row: CsvRow, number: number) => LabelledAnswer {
  const missing = REQUIRED.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new EvaluationCsvError({ kind: 'columns', missing, found: [...header] });
  // Of columns with one name, the last counts, as in Python's reader.
  const position = new Map(header.map((column, index) => [column, index]));

  return (row, number) => {
    const field = (column: string) => row[position.get(column) ?? -1] ?? '';
    const label = <T extends string>(column: string, value: string, known: readonly T[]): T | null => {
      if (value === '') return null;
      const found = known.find((one) => one === value);
      if (found !== undefined) return found;
      throw new EvaluationCsvError({ kind: 'label', row: number, column, value, known: [...known] });
    };
    const text = field('text').trim();
    if (text === '') throw new EvaluationCsvError({ kind: 'empty-text', row: number });
    const code = (column: string) => field(column).trim().toLowerCase();
    const level = label('level', field('level'), LEVELS.map(String));
    return {
      id: field('source_id') || field('id') || `${name}-${number}`,
      question: field('question').trim(),
      text,
      form: field('form') || 'spoken',
      intent: label('label_intent', code('label_intent'), INTENTS),
      emotion: label('label_emotion', code('label_emotion'), EMOTIONS),
      level: LEVELS.find((one) => String(one) === level) ?? null,
      onTopic: TRUTH[code('on_topic')] ?? null
    };
  };
}

/** @returns the header of a predictions CSV */
export function predictionsHeader({ quality }: { quality: boolean }): string[] {
  return [
    'id',
    'question_id',
    'form',
    'label_intent',
    'label_emotion',
    'level',
    'on_topic',
    'pred_intent',
    'pred_emotion',
    ...(quality ? ['pred_quality'] : []),
    'expected_level',
    ...INTENTS.map((label) => `intent_${label}`),
    ...EMOTIONS.map((label) => `emotion_${label}`),
    ...(quality ? LEVELS.map((label) => `quality_${label}`) : []),
    'p_on_topic',
    'roles',
    'pred_roles',
    'question',
    'text'
  ];
}

/** The parts of predictions that a row carries. */
export type RowPredictions = Pick<Predictions, 'intent' | 'emotion' | 'quality' | 'relevance' | 'sentences'>;

/** @returns the row of one answer, in the header's order */
export function predictionsRow(answer: LabelledAnswer, predictions: RowPredictions): string[] {
  const { intent, emotion, quality, relevance, sentences } = predictions;
  const probability = (p: number) => p.toFixed(5);
  const roles = sentences.flatMap(({ role }) => (role === null ? [] : [mostLikely(role)]));
  return [
    answer.id,
    answer.question,
    answer.form,
    answer.intent ?? '',
    answer.emotion ?? '',
    answer.level === null ? '' : String(answer.level),
    answer.onTopic === null ? '' : answer.onTopic ? 'True' : 'False',
    mostLikely(intent),
    mostLikely(emotion),
    ...(quality ? [String(mostLikely(quality))] : []),
    quality ? expectedLevel(quality).toFixed(4) : '',
    ...INTENTS.map((label) => probability(intent[label])),
    ...EMOTIONS.map((label) => probability(emotion[label])),
    ...(quality ? LEVELS.map((label) => probability(quality[label])) : []),
    relevance === null ? '' : probability(relevance),
    // The answer is one sentence here, whose role nobody has labelled.
    '-',
    roles.join(''),
    answer.question,
    answer.text
  ];
}
