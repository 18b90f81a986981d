/** A person's own questions in and out: pasted lines, CSV, the question documents of this app and its data sets. */
import { DocumentError, parseJson, readWith, serialize } from '$lib/domain/documents/document';
import {
  draftProblem,
  EMPTY_DRAFT,
  keyPointLine,
  OWN_LIMITS,
  questionOf,
  type DraftProblem,
  type OwnQuestion,
  type OwnQuestionDraft
} from '$lib/domain/own-question';
import {
  INTENT_NAMES_KO,
  parseExperience,
  parseIntent,
  parseOccupation,
  QUESTION_KINDS,
  type Intent,
  type Occupation
} from '$lib/domain/vocabulary';
import * as v from 'valibot';
import { CsvReader, type CsvRow } from './csv';
import type { NamedText } from './results';

/** A file of own questions. */
const COLLECTION = { name: 'interview-buddy/questions', version: 1 } as const;

/** Most issues that a refused import names. */
const MOST_ISSUES = 5;

const PROBLEMS: Readonly<Record<DraftProblem, string>> = {
  'no-text': '질문이 비어 있습니다',
  'text-long': `질문은 ${OWN_LIMITS.text}자까지입니다`,
  'looks-for-long': `‘면접관이 보는 것’은 ${OWN_LIMITS.looksFor}자까지입니다`,
  'many-key-points': `핵심 내용은 ${OWN_LIMITS.keyPoints}개까지입니다`,
  'key-point-long': `핵심 내용 하나는 ${OWN_LIMITS.keyPoint}자까지입니다`,
  'model-answer-long': `모범 답변은 ${OWN_LIMITS.modelAnswer.toLocaleString('ko')}자까지입니다`
};

/** Occupations as tables in Korean name them. */
const OCCUPATION_NAMES: Readonly<Record<string, Occupation>> = {
  '경영/사무': 'BM',
  '영업/마케팅': 'SM',
  공공서비스: 'PS',
  연구개발: 'RND',
  디자인: 'D',
  '생산/제조': 'PM'
};

/** Column names of tables, in the order of preference: data sets have both `question` and `text`, the latter an answer. */
const COLUMNS = {
  text: ['question', '질문', '문항', 'text'],
  looks_for: ['looks_for', '면접관이 보는 것', '평가 요소'],
  key_points: ['key_points', '핵심 내용', '키워드'],
  model_answer: ['model_answer', 'recommended_answer', '모범 답변', '모범답변'],
  occupations: ['occupation', 'occupations', '직군'],
  experience: ['experience', '경력'],
  gt_intent: ['gt_intent', 'intent', '의도'],
  kind: ['kind', '종류']
} as const;

/** A question as a document may describe it; everything but the text may be missing. */
const looseQuestion = v.looseObject({
  text: v.string(),
  occupations: v.optional(v.union([v.array(v.string()), v.string()])),
  experience: v.optional(v.union([v.array(v.string()), v.string()])),
  gt_intent: v.optional(v.nullable(v.string())),
  kind: v.optional(v.string()),
  looks_for: v.optional(v.string()),
  key_points: v.optional(
    v.array(v.union([v.string(), v.looseObject({ label: v.string(), cues: v.array(v.string()) })]))
  ),
  model_answer: v.optional(v.union([v.string(), v.array(v.looseObject({ text: v.string() }))]))
});

type LooseQuestion = v.InferOutput<typeof looseQuestion>;

function listed<T>(value: string | readonly string[] | undefined, read: (text: string) => T | null): T[] {
  const parts = typeof value === 'string' ? value.split(/[,;|]/) : (value ?? []);
  return [...new Set(parts.flatMap((part) => read(part) ?? []))];
}

function intentOf(text: string | null | undefined): Intent | null {
  const wanted = (text ?? '').trim();
  const named = Object.entries(INTENT_NAMES_KO).find(([, name]) => name === wanted);
  return parseIntent(named?.[0] ?? wanted);
}

/** What a document does not know of a question, or says in words of its own, counts as not said. */
function toDraft(question: LooseQuestion): OwnQuestionDraft {
  const occupations = listed(
    question.occupations,
    (text) => OCCUPATION_NAMES[text.trim()] ?? parseOccupation(text)
  );
  const experience = listed(question.experience, (text) =>
    text.trim() === '신입' ? 'New' : text.trim() === '경력' ? 'Experienced' : parseExperience(text)
  );
  const points = (question.key_points ?? []).map((point) =>
    typeof point === 'string' ? point : keyPointLine(point)
  );
  const answer = question.model_answer ?? '';
  return {
    text: question.text,
    occupations: occupations.length > 0 ? occupations : EMPTY_DRAFT.occupations,
    experience: experience.length > 0 ? experience : EMPTY_DRAFT.experience,
    gt_intent: intentOf(question.gt_intent),
    kind: QUESTION_KINDS.find((kind) => kind === question.kind) ?? 'other',
    looks_for: question.looks_for ?? '',
    key_points: points.join('\n'),
    model_answer:
      typeof answer === 'string' ? answer : answer.map((sentence) => sentence.text.trim()).join(' ')
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns the text of what may be a text or an object with one, at `text` or `raw.text` */
function textIn(value: unknown): unknown {
  if (!isFields(value)) return value;
  return isFields(value.raw) ? value.raw.text : value.text;
}

/** @returns one entry of a file in the form of {@link looseQuestion}: ours, the original product's, AI Hub's, or a text */
function unwrapped(entry: unknown): unknown {
  if (typeof entry === 'string') return { text: entry };
  if (!isFields(entry)) return entry;
  if (isFields(entry.dataSet)) {
    const { info, question } = entry.dataSet;
    const { occupation, experience } = isFields(info) ? info : {};
    return { text: textIn(question), occupations: occupation, experience };
  }
  if (!('question' in entry)) return entry;
  const { occupation, experience } = isFields(entry.user_info) ? entry.user_info : {};
  const { recommended_answer } = entry;
  return {
    text: textIn(entry.question),
    occupations: occupation,
    experience,
    ...(typeof recommended_answer === 'string' && { model_answer: recommended_answer })
  };
}

function entriesOf(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (!isFields(document) || !Array.isArray(document.questions)) return [document];
  const { schema } = document;
  if (isFields(schema) && schema.name === COLLECTION.name && Number(schema.version) > COLLECTION.version) {
    const message = '더 새로운 버전의 앱에서 만든 파일입니다. 앱을 새로 고친 뒤 다시 열어 주세요.';
    throw new DocumentError('newer-version', [{ path: 'schema.version', message }]);
  }
  return document.questions;
}

function fromJson(text: string): OwnQuestionDraft[] {
  return entriesOf(parseJson(text)).map((entry, index) => {
    try {
      return toDraft(readWith(looseQuestion, unwrapped(entry)));
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      const issues = error.issues.map((issue) => ({ ...issue, path: `questions.${index}.${issue.path}` }));
      throw new DocumentError(error.code, issues, { cause: error });
    }
  });
}

function rowsOf(text: string): CsvRow[] {
  const reader = new CsvReader();
  const rows = reader.push(text);
  try {
    const last = reader.end();
    return last ? [...rows, last] : rows;
  } catch (cause) {
    throw new DocumentError('invalid', [{ path: '', message: '닫히지 않은 따옴표가 있습니다' }], { cause });
  }
}

/** @returns the position of each known column in a head line; null if it names no question */
function columnsOf(row: CsvRow | undefined): Record<keyof typeof COLUMNS, number> | null {
  const names = (row ?? []).map((name) => name.trim().toLowerCase());
  const place = (aliases: readonly string[]) =>
    names.indexOf(aliases.find((alias) => names.includes(alias)) ?? '\n');
  const columns = Object.fromEntries(Object.entries(COLUMNS).map(([key, aliases]) => [key, place(aliases)]));
  return (columns.text ?? -1) >= 0 ? (columns as Record<keyof typeof COLUMNS, number>) : null;
}

function fromCsv(text: string): OwnQuestionDraft[] {
  const rows = rowsOf(text);
  const columns = columnsOf(rows[0]);
  if (!columns) return rows.map((row) => toDraft({ text: row[0] ?? '' }));
  return rows.slice(1).map((row) => {
    const field = (key: keyof typeof COLUMNS) => row[columns[key]] ?? '';
    return toDraft({
      text: field('text'),
      occupations: field('occupations'),
      experience: field('experience'),
      gt_intent: field('gt_intent'),
      kind: field('kind'),
      looks_for: field('looks_for'),
      key_points: field('key_points')
        .split(/[;\n]/)
        .filter((point) => point.trim() !== ''),
      model_answer: field('model_answer')
    });
  });
}

/** Numbers and bullets in front of a line of a list. */
const BULLET = /^\s*(?:[-*•·▪◦]|[①-⑳]|Q\s*\d*\s*[.):：]|(?:질문|문항)?\s*\d{1,3}\s*[.):：]|\(\d{1,3}\))\s*/i;

function fromLines(text: string): OwnQuestionDraft[] {
  return text
    .split(/\r?\n|\r/)
    .map((line) => line.replace(BULLET, '').trim())
    .filter((line) => line !== '')
    .map((line) => toDraft({ text: line }));
}

function draftsIn(text: string, isCsv: boolean): OwnQuestionDraft[] {
  if (/^\s*[[{]/.test(text)) return fromJson(text);
  const head = text.split(/\r?\n|\r/, 1)[0] ?? '';
  return isCsv || (head.includes(',') && columnsOf(head.split(','))) ? fromCsv(text) : fromLines(text);
}

/**
 * Reads questions, all or none: JSON (a collection of ours, a file of the pool, question, answer or result documents,
 * AI Hub labels, or a list of these or of texts), CSV with or without a head line, or one question per line.
 * @param name the file's name; empty for pasted text
 * @throws {DocumentError} naming what is wrong and where
 */
export function readQuestions(text: string, name = ''): OwnQuestionDraft[] {
  const drafts = draftsIn(text.replace(/^\uFEFF/, ''), /\.csv$/i.test(name));
  if (drafts.length === 0)
    throw new DocumentError('invalid', [{ path: '', message: '질문을 찾지 못했습니다' }]);
  if (drafts.length > OWN_LIMITS.questions) {
    const message = `한 번에 ${OWN_LIMITS.questions.toLocaleString('ko')}개까지 가져올 수 있습니다`;
    throw new DocumentError('too-large', [{ path: '', message }]);
  }
  const issues = drafts.flatMap((draft, index) => {
    const problem = draftProblem(draft);
    return problem ? [{ path: `${index + 1}번째 질문`, message: PROBLEMS[problem] }] : [];
  });
  if (issues.length > 0) throw new DocumentError('invalid', issues.slice(0, MOST_ISSUES));
  return drafts;
}

/**
 * @param at time of the export, ISO 8601
 * @returns one file with the questions; {@link readQuestions} reads it back
 */
export function questionCollection(questions: readonly OwnQuestion[], at: string): NamedText {
  return {
    name: `questions_${at.slice(0, 10)}.json`,
    text: serialize({ schema: COLLECTION, created_at: at, questions: questions.map(questionOf) })
  };
}
