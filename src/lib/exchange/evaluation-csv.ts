/**
 * The CSV of labelled answers that a model is measured on (`text, label_intent, label_emotion`, the rest optional), and
 * the CSV of its predictions. Columns, labels and number formats are those of the training package.
 */
import type { Metrics, Temperatures } from '$lib/domain/metrics';
import { expectedLevel, mostLikely, type Predictions } from '$lib/domain/predictions';
import type { ModelStamp } from '$lib/domain/take';
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

/** What an evaluation CSV can say of an answer besides its id and form. */
export const EVALUATION_FIELDS = ['question', 'text', 'intent', 'emotion', 'level', 'onTopic'] as const;
export type EvaluationField = (typeof EVALUATION_FIELDS)[number];

/** Positions in a row, from 0; null where there is no such column. */
export type EvaluationColumns = Readonly<Record<EvaluationField, number | null>>;

/** The columns' own names, those of the training package. */
const NAMES: Readonly<Record<EvaluationField, string>> = {
  question: 'question',
  text: 'text',
  intent: 'label_intent',
  emotion: 'label_emotion',
  level: 'level',
  onTopic: 'on_topic'
};
const REQUIRED: readonly EvaluationField[] = ['text', 'intent', 'emotion'];

/** Other names that people give them, in lower case, without anything but letters; the likeliest first. */
const ALIASES: Readonly<Record<EvaluationField, readonly string[]>> = {
  question: ['질문', '질문내용', '면접질문', '문항', 'questiontext', 'prompt'],
  text: [
    '답변',
    '답변내용',
    '면접답변',
    '답',
    '응답',
    '본문',
    'answer',
    'useranswer',
    'answertext',
    'response'
  ],
  intent: ['의도', '의도라벨', '의도레이블', '의도정답', 'intent', 'intentlabel', 'gtintent'],
  emotion: ['감정', '감정라벨', '감정레이블', '감정정답', 'emotion', 'emotionlabel', 'gtemotion'],
  level: ['품질', '답변품질', '수준', '등급', 'quality', 'qualitylevel', 'labelquality'],
  onTopic: ['질문적합', '적합여부', 'ontopic', 'relevance', 'labelrelevance']
};
const TRUTH: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/** @returns positions by name: of columns with one name, the last counts, as in Python's reader */
function positions(header: CsvRow): Map<string, number> {
  return new Map(header.map((column, index) => [column, index]));
}

/** @returns the columns by their own names @throws {EvaluationCsvError} if one is missing that is needed */
export function namedColumns(header: CsvRow): EvaluationColumns {
  const missing = REQUIRED.map((field) => NAMES[field]).filter((column) => !header.includes(column));
  if (missing.length > 0) throw new EvaluationCsvError({ kind: 'columns', missing, found: [...header] });
  const position = positions(header);
  return columnsOf((field) => position.get(NAMES[field]) ?? null);
}

/** @returns the columns by their own names or by what people call them; a column is taken once */
export function guessColumns(header: CsvRow): EvaluationColumns {
  const position = positions(header);
  const plain = header.map((column) => column.toLowerCase().replace(/[^\p{L}]/gu, ''));
  const own = columnsOf((field) => position.get(NAMES[field]) ?? null);
  const taken = new Set(Object.values(own));
  return columnsOf((field) => {
    if (own[field] !== null) return own[field];
    const names = [NAMES[field].replaceAll('_', '').toLowerCase(), ...ALIASES[field]];
    const found = names.map((name) => plain.indexOf(name)).find((at) => at >= 0 && !taken.has(at));
    if (found !== undefined) taken.add(found);
    return found ?? null;
  });
}

function columnsOf(position: (field: EvaluationField) => number | null): EvaluationColumns {
  const entries = EVALUATION_FIELDS.map((field) => [field, position(field)]);
  return Object.fromEntries(entries) as Record<EvaluationField, number | null>;
}

/**
 * @param header the first row
 * @param name given to answers without an id, with their row number: the file's name
 * @param columns where the fields are
 * @returns a function that reads the row of a number, throwing {EvaluationCsvError}
 * @throws {EvaluationCsvError} if a column is missing
 */
export function evaluationRowReader(
  header: CsvRow,
  name: string,
  columns = namedColumns(header)
): (row: CsvRow, number: number) => LabelledAnswer {
  const position = positions(header);
  const at = (row: CsvRow, index: number | null | undefined) => row[index ?? -1] ?? '';

  return (row, number) => {
    const field = (column: EvaluationField) => at(row, columns[column]);
    const label = <T extends string>(
      field: EvaluationField,
      value: string,
      known: readonly T[]
    ): T | null => {
      if (value === '') return null;
      const found = known.find((one) => one === value);
      if (found !== undefined) return found;
      const column = header[columns[field] ?? -1] ?? NAMES[field];
      throw new EvaluationCsvError({ kind: 'label', row: number, column, value, known: [...known] });
    };
    const text = field('text').trim();
    if (text === '') throw new EvaluationCsvError({ kind: 'empty-text', row: number });
    const code = (column: EvaluationField) => field(column).trim().toLowerCase();
    const level = label('level', field('level'), LEVELS.map(String));
    return {
      id: at(row, position.get('source_id')) || at(row, position.get('id')) || `${name}-${number}`,
      question: field('question').trim(),
      text,
      form: at(row, position.get('form')) || 'spoken',
      intent: label('intent', code('intent'), INTENTS),
      emotion: label('emotion', code('emotion'), EMOTIONS),
      level: LEVELS.find((one) => String(one) === level) ?? null,
      onTopic: TRUTH[code('onTopic')] ?? null
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

/** What a model was measured on, and how it did: the metrics file. */
export interface ValidationSummary {
  model: ModelStamp & { file: string };
  eval_csv: { name: string; sha256: string };
  /** Answers predicted. */
  n: number;
  /** Rows that could not be used; absent if there were none. */
  skipped?: number;
  /** Answers there were, if the run was ended before the last; absent if all are predicted. */
  of?: number;
  temperature: Temperatures;
  metrics: Metrics;
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
