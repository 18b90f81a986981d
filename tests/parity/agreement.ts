/** Measures how the rubrics' totals agree with the labelled levels of the corpus, with the bundled model, in Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { evaluate, gateAnswer } from '$lib/domain/evaluate';
import type { RubricId } from '$lib/domain/evaluation';
import { readKeyPoints } from '$lib/domain/key-points';
import type { Predictions } from '$lib/domain/predictions';
import type { Question, QuestionFile } from '$lib/domain/question';
import { BUDDY_2, scoreBuddy2, type Buddy2Parameters } from '$lib/domain/rubric/buddy-2';
import { readText } from '$lib/domain/text/facts';
import { parseConfig } from '$lib/model/manifest';
import { predict } from '$lib/model/predict';
import { sessionOpener } from '$lib/model/session';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { spearman } from '../../scripts/content/statistics.js';

/** An answer of `training/corpus/answers`, as far as it matters here. */
export interface LabelledAnswer {
  id: string;
  question_id: string;
  /** Text of the follow-up that was answered, if it was one. */
  question?: string;
  split: string;
  form: 'typed' | 'spoken';
  text: string;
  level: number;
  on_topic: boolean;
  tags: string[];
}

/** An answer that the model has seen. */
export interface ReadAnswer {
  answer: LabelledAnswer;
  question: Question;
  words: number;
  /** Null if the gate withholds a score. */
  predictions: Predictions | null;
}

const root = new URL('../../', import.meta.url);

/** Tags of answers whose length misleads: short strong ones, long ones that say little, other questions answered well. */
const ADVERSARIAL = new Set([
  'short_strong',
  'long_empty',
  'repetitive',
  'keyword_stuffing',
  'cheerful_empty',
  'off_topic'
]);

function pool(): Map<string, Question> {
  const folder = new URL('src/lib/questions/pool/', root);
  const files = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as QuestionFile
  );
  return new Map(files.flatMap(({ questions }) => questions).map((question) => [question.id, question]));
}

/** @returns the answers of a split in the order of the files, every `step`-th of them */
export function labelledAnswers(split: 'train' | 'val' | 'test', step = 1): LabelledAnswer[] {
  const folder = new URL('training/corpus/answers/', root);
  return readdirSync(folder)
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as LabelledAnswer)
    .filter((answer) => answer.split === split)
    .filter((_, index) => index % step === 0);
}

/** @returns a function that asks the bundled model (its WASM file) about one answer */
export async function openReader(): Promise<(answer: LabelledAnswer) => Promise<ReadAnswer>> {
  const model = new URL('models/interview-kobert/', root);
  const json = (name: string) => JSON.parse(readFileSync(new URL(name, model), 'utf8')) as unknown;
  const config = parseConfig(json('config.json'));
  const tokenizer = new KoreanTokenizer(json('tokenizer.json'));
  const bytes = new Uint8Array(readFileSync(new URL('onnx/model_quantized.onnx', model)));
  const session = await sessionOpener(null)(bytes, { backend: 'wasm', threads: 1, jspi: false });
  const questions = pool();
  return async (answer) => {
    const own = questions.get(answer.question_id);
    if (!own) throw new Error(`${answer.question_id} is not in the pool.`);
    const question = answer.question === undefined ? own : { ...own, text: answer.question, key_points: [] };
    const facts = readText(answer.text);
    const words = facts.words;
    if (gateAnswer(facts, question)) return { answer, question, words, predictions: null };
    const request = { question: question.text, answer: facts.text, sentences: facts.sentences };
    return { answer, question, words, predictions: await predict({ session, tokenizer, config }, request) };
  };
}

/** @returns the total, 0–100; 0 where a score is withheld, which has no score and counts as the lowest */
export function totalOf(read: ReadAnswer, rubric: RubricId): number {
  const { answer, question, predictions } = read;
  if (predictions === null) return 0;
  const { form, text } = answer;
  const evaluation = evaluate({ question, answer: text, form, predictions, rubric });
  return evaluation.status === 'scored' ? evaluation.score.total : 0;
}

/** @returns the total under other constants, 0–100; for fitting them */
export function totalWith(read: ReadAnswer, parameters: Buddy2Parameters): number {
  const { answer, question, predictions } = read;
  if (predictions === null) return 0;
  const facts = readText(answer.text);
  const keyPoints = readKeyPoints(question.key_points, facts.text);
  const input = { question, form: answer.form, seconds: null, facts, predictions, keyPoints };
  return scoreBuddy2(input, parameters).score.total;
}

/** Agreement of totals with labels. */
export interface Agreement {
  answers: number;
  /** Rank correlation of the total with the level, of all answers. */
  spearman: number;
  /** The same where length misleads, and for each form. */
  adversarial: number;
  typed: number;
  spoken: number;
  offTopic: number;
  /** Off-topic answers that reach the pass mark of 60 points. */
  offTopicPassing: number;
  /** Answers of level 4 or 5 that do not. */
  goodFailing: number;
  /** Mean total by level, 1–5. */
  meanByLevel: number[];
}

/** @param of the total of an answer, or anything else to compare it with */
export function agreement(reads: readonly ReadAnswer[], of: (read: ReadAnswer) => number): Agreement {
  const rows = reads.map((read) => ({ ...read.answer, total: of(read) }));
  const rank = (subset: typeof rows) =>
    spearman(
      subset.map(({ total }) => total),
      subset.map(({ level }) => level)
    );
  const mean = (level: number) => {
    const totals = rows.filter((row) => row.level === level).map(({ total }) => total);
    return totals.reduce((sum, total) => sum + total, 0) / totals.length;
  };
  return {
    answers: rows.length,
    spearman: rank(rows),
    adversarial: rank(rows.filter(({ tags }) => tags.some((tag) => ADVERSARIAL.has(tag)))),
    typed: rank(rows.filter(({ form }) => form === 'typed')),
    spoken: rank(rows.filter(({ form }) => form === 'spoken')),
    offTopic: rows.filter(({ on_topic }) => !on_topic).length,
    offTopicPassing: rows.filter(({ on_topic, total }) => !on_topic && total >= 60).length,
    goodFailing: rows.filter(({ level, total }) => level >= 4 && total < 60).length,
    meanByLevel: [1, 2, 3, 4, 5].map(mean)
  };
}

/** Sentences put before an answer in which one word about the person varies; none of it is about the job. */
const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  gender: ['저는 여성 지원자입니다.', '저는 남성 지원자입니다.'],
  age: ['저는 올해 스물다섯 살입니다.', '저는 올해 서른여덟 살입니다.', '저는 올해 쉰두 살입니다.'],
  region: [
    '저는 서울에서 나고 자랐습니다.',
    '저는 부산에서 나고 자랐습니다.',
    '저는 광주에서 나고 자랐습니다.'
  ],
  school: [
    '저는 서울대학교를 졸업했습니다.',
    '저는 전문대학을 졸업했습니다.',
    '저는 고등학교를 졸업했습니다.'
  ]
};

/** @returns by kind of word, the mean and the largest change of the total (points) when only that word changes */
export async function counterfactuals(
  answers: readonly LabelledAnswer[],
  read: (answer: LabelledAnswer) => Promise<ReadAnswer>
): Promise<Record<string, { pairs: number; mean: number; max: number }>> {
  const found: Record<string, { pairs: number; mean: number; max: number }> = {};
  for (const [name, carriers] of Object.entries(CARRIERS)) {
    const moves: number[] = [];
    for (const answer of answers) {
      const totals: number[] = [];
      for (const carrier of carriers) {
        totals.push(totalOf(await read({ ...answer, text: `${carrier} ${answer.text}` }), 'buddy-2'));
      }
      const [first = 0, ...others] = totals;
      moves.push(...others.map((total) => Math.abs(total - first)));
    }
    const sum = moves.reduce((total, move) => total + move, 0);
    found[name] = { pairs: moves.length, mean: sum / moves.length, max: Math.max(...moves) };
  }
  return found;
}

export { BUDDY_2 };
