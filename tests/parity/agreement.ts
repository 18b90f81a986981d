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
  /** 95 % interval of it, by resampling questions. */
  spearman_ci: readonly [number, number];
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

/** Times that questions are resampled for an interval. */
const RESAMPLES = 500;

/** @returns the 95 % percentile interval of a statistic; whole questions are resampled, always in the same way */
function interval<Row extends { question_id: string }>(
  rows: readonly Row[],
  statistic: (rows: Row[]) => number
): [number, number] {
  const byQuestion = new Map<string, Row[]>();
  for (const row of rows) byQuestion.set(row.question_id, [...(byQuestion.get(row.question_id) ?? []), row]);
  const questions = [...byQuestion.values()];
  // A linear congruential generator (Numerical Recipes): the same draws every time.
  let state = 7;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return questions[Math.floor((state / 2 ** 32) * questions.length)] ?? [];
  };
  const found = Array.from({ length: RESAMPLES }, () => statistic(questions.flatMap(draw))).sort(
    (x, y) => x - y
  );
  const at = (share: number) => found[Math.floor(share * RESAMPLES)] ?? NaN;
  return [at(0.025), at(0.975)];
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
    spearman_ci: interval(rows, rank),
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

/** What fitting may choose: each makes a set of constants from one number, and the numbers to try. */
const CHOICES: readonly {
  name: string;
  values: readonly number[];
  set: (p: Buddy2Parameters, value: number) => Buddy2Parameters;
}[] = [
  {
    name: 'relevance at which an answer starts to count',
    values: [0.02, 0.05, 0.1, 0.15, 0.2, 0.3],
    set: (p, v) => ({
      ...p,
      intent: { ...p.intent, relevance: [v, Math.max(v + 0.2, p.intent.relevance[1])] }
    })
  },
  {
    name: 'relevance from which it counts fully',
    values: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    set: (p, v) => ({
      ...p,
      intent: { ...p.intent, relevance: [Math.min(v - 0.2, p.intent.relevance[0]), v] }
    })
  },
  {
    name: 'relevance up to which the total is capped at 39',
    values: [0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4],
    set: (p, v) => ({
      ...p,
      caps: {
        ...p.caps,
        'off-topic': [
          [v, 39],
          [v + 0.25, 100]
        ]
      }
    })
  },
  {
    name: 'share of the quality points that the level earns',
    values: [0.6, 0.7, 0.8],
    set: (p, v) => ({ ...p, quality: { ...p.quality, levelWeight: v } })
  },
  {
    name: 'share of the intent points that relevance alone earns',
    values: [0.7, 0.8, 0.9],
    set: (p, v) => ({ ...p, intent: { ...p.intent, anyIntent: v } })
  }
];

/** What fitting seeks: order, also where length misleads; other questions below the pass mark; good answers above it. */
function merit({
  spearman: all,
  adversarial,
  answers,
  offTopic,
  offTopicPassing,
  goodFailing
}: Agreement): number {
  return all + 0.5 * adversarial - (0.3 * offTopicPassing) / offTopic - (0.6 * goodFailing) / answers;
}

/**
 * Fits a few constants of buddy-2, one after the other, twice around.
 * @returns what each choice gave, best last
 */
export function fitBuddy2(reads: readonly ReadAnswer[]): { name: string; value: number; merit: number }[] {
  const measure = (p: Buddy2Parameters) => merit(agreement(reads, (read) => totalWith(read, p)));
  let best = BUDDY_2;
  let highest = measure(best);
  const path = [{ name: 'as it is', value: NaN, merit: highest }];
  for (const { name, values, set } of [...CHOICES, ...CHOICES]) {
    for (const value of values) {
      const candidate = set(best, value);
      const found = measure(candidate);
      // What hardly helps is not worth a change that may be chance.
      if (found <= highest + 0.001) continue;
      [best, highest] = [candidate, found];
      path.push({ name, value, merit: found });
    }
  }
  return path;
}
