/**
 * How far the rubrics agree with the labelled levels, with the bundled model: on a fixed sample of the validation split,
 * in Node. The test split is not touched. `AGREEMENT=all` measures the whole validation split and prints the figures.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, gateAnswer } from '$lib/domain/evaluate';
import type { RubricId } from '$lib/domain/evaluation';
import type { Question, QuestionFile } from '$lib/domain/question';
import { readText } from '$lib/domain/text/facts';
import { parseConfig } from '$lib/model/manifest';
import { predict } from '$lib/model/predict';
import { sessionOpener } from '$lib/model/session';
import { KoreanTokenizer } from '$lib/model/tokenizer';
import { spearman } from '../../scripts/content/statistics.js';

interface LabelledAnswer {
  id: string;
  question_id: string;
  split: string;
  form: 'typed' | 'spoken';
  text: string;
  level: number;
  on_topic: boolean;
}

/** Every how many-th validation answer is in the sample. */
const SAMPLE_STEP = process.env.AGREEMENT === 'all' ? 1 : 4;

const root = new URL('../../', import.meta.url);
const model = new URL('models/interview-kobert/', root);

function pool(): Map<string, Question> {
  const folder = new URL('src/lib/questions/pool/', root);
  const files = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as QuestionFile
  );
  return new Map(files.flatMap(({ questions }) => questions).map((question) => [question.id, question]));
}

function validationAnswers(): LabelledAnswer[] {
  const folder = new URL('training/corpus/answers/', root);
  return readdirSync(folder)
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as LabelledAnswer)
    .filter(({ split }) => split === 'val')
    .filter((_, index) => index % SAMPLE_STEP === 0);
}

interface Scored {
  level: number;
  onTopic: boolean;
  words: number;
  totals: Record<RubricId, number>;
}

async function scoreAll(): Promise<Scored[]> {
  const json = (name: string) => JSON.parse(readFileSync(new URL(name, model), 'utf8')) as unknown;
  const config = parseConfig(json('config.json'));
  const tokenizer = new KoreanTokenizer(json('tokenizer.json'));
  const bytes = new Uint8Array(readFileSync(new URL('onnx/model_quantized.onnx', model)));
  const session = await sessionOpener(null)(bytes, { backend: 'wasm', threads: 1, jspi: false });
  const questions = pool();
  const scored: Scored[] = [];
  for (const answer of validationAnswers()) {
    const question = questions.get(answer.question_id);
    if (!question) throw new Error(`${answer.question_id} is not in the pool.`);
    const facts = readText(answer.text);
    const totalOf = async (): Promise<Record<RubricId, number>> => {
      // What is withheld has no score: it counts as the lowest.
      if (gateAnswer(facts, question)) return { 'buddy-1': 0, 'buddy-2': 0 };
      const request = { question: question.text, answer: facts.text, sentences: facts.sentences };
      const predictions = await predict({ session, tokenizer, config }, request);
      const total = (rubric: RubricId): number => {
        const { form, text } = answer;
        const evaluation = evaluate({ question, answer: text, form, predictions, rubric });
        return evaluation.status === 'scored' ? evaluation.score.total : 0;
      };
      return { 'buddy-1': total('buddy-1'), 'buddy-2': total('buddy-2') };
    };
    scored.push({
      level: answer.level,
      onTopic: answer.on_topic,
      words: facts.words,
      totals: await totalOf()
    });
  }
  return scored;
}

describe('agreement of the rubrics with the labelled levels', () => {
  let scored: Scored[] = [];
  const agreement = (of: (answer: Scored) => number) =>
    spearman(
      scored.map(of),
      scored.map(({ level }) => level)
    );

  beforeAll(async () => {
    scored = await scoreAll();
  }, 300_000);

  it('buddy-2 agrees better than the original rule, and both better than counting words', () => {
    const figures = {
      answers: scored.length,
      'buddy-2': agreement(({ totals }) => totals['buddy-2']),
      'buddy-1': agreement(({ totals }) => totals['buddy-1']),
      words: agreement(({ words }) => words)
    };
    const offTopic = scored.filter(({ onTopic }) => !onTopic);
    const passing = offTopic.filter(({ totals }) => totals['buddy-2'] >= 60).length;
    console.warn(JSON.stringify({ ...figures, offTopic: offTopic.length, offTopicPassing: passing }));
    expect(figures['buddy-2']).toBeGreaterThan(figures['buddy-1'] + 0.2);
    expect(figures['buddy-2']).toBeGreaterThan(0.75);
    expect(passing).toBeLessThanOrEqual(Math.ceil(offTopic.length * 0.2));
  });
});
