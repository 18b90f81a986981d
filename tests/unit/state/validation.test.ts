/** A run over a CSV: what is skipped, what is measured, pauses and failures; and the same files as the command line's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvLine } from '$lib/exchange/csv';
import { guessColumns, type EvaluationColumns } from '$lib/exchange/evaluation-csv';
import { ModelError, type PredictRequest } from '$lib/model/engine';
import { FakeEngine, fakePredictions } from '$lib/model/fake-engine';
import { checkCsv, previewCsv } from '$lib/state/validation/answers';
import { RunControl } from '$lib/state/validation/control';
import { predictCsv, type Predicting } from '$lib/state/validation/run';
import { openModel } from '../../../src/cli/model';
import { cli, emptyFolder, tinyModel } from '../cli/support';

const HEADER = ['question', 'text', 'label_intent', 'label_emotion'];
const columns = guessColumns(HEADER);
const csv = (...rows: string[][]) => new File([[HEADER, ...rows].map(csvLine).join('')], 'eval.csv');
const source = (file: File, over: Partial<EvaluationColumns> = {}) => ({
  file,
  encoding: 'utf-8' as const,
  columns: { ...columns, ...over }
});
const nothing = () => undefined;
const freely = () => new RunControl(nothing, nothing);

async function fakePool(predict = (request: PredictRequest) => Promise.resolve(fakePredictions(request))) {
  const model = await new FakeEngine().load({ modelId: 'fake', backend: 'wasm' });
  return { model, width: 4, predict } satisfies Predicting;
}

const many = (count: number) =>
  csv(...Array.from({ length: count }, (_, i) => ['질문', `답변 ${i}`, 'attitude', 'positive']));

describe('checking', () => {
  it('counts answers and labels, and says of every skipped row why', async () => {
    const file = csv(
      ['질문', '답', 'attitude', ''],
      ['질문', '  ', 'etc', 'neutral'],
      ['질문', '답', '태도', 'neutral'],
      ['질문', '답', '', 'Negative']
    );
    const checked = await checkCsv(source(file), nothing);
    expect(checked).toMatchObject({
      answers: 2,
      labelled: { intent: 1, emotion: 1, level: 0, onTopic: 0 },
      skipped: {
        count: 2,
        first: [
          { row: 3, reason: 'empty-text' },
          { row: 4, reason: 'unknown-label', column: 'label_intent', value: '태도' }
        ]
      }
    });
    expect(await checked.skipped.csv.text()).toBe(
      'row,reason,column,value\r\n3,empty-text,,\r\n4,unknown-label,label_intent,태도\r\n'
    );
  });

  it.each([
    ['empty', csv(), {}],
    ['labels', csv(['q', 'a', '태도', '긍정'], ['q', '', '', '']), { emotion: 2 }],
    ['no-answers', csv(['q', '', 'etc', 'neutral']), {}]
  ])('refuses a file without a usable row: %s', async (problem, file, over) => {
    const wrong = problem === 'labels' ? csv(['q', 'a', '태도', '긍정'], ['q', 'b', '태도', '']) : file;
    await expect(checkCsv(source(wrong, over), nothing)).rejects.toMatchObject({ problem });
  });

  it('previews the first rows, long fields cut', async () => {
    const { header, rows } = await previewCsv(
      csv(...Array.from({ length: 9 }, () => ['q', '가'.repeat(1000), '', ''])),
      'utf-8'
    );
    expect(header).toEqual(HEADER);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.[1]).toHaveLength(301);
  });
});

describe('a run', () => {
  it('keeps the rows’ order though answers come in any', async () => {
    const file = many(40);
    const pool = await fakePool(async (request) => {
      await new Promise((resolve) => setTimeout(resolve, Number(request.answer.slice(3)) % 3));
      return fakePredictions(request);
    });
    const seen: number[] = [];
    const outcome = await predictCsv(
      source(file),
      await checkCsv(source(file), nothing),
      pool,
      freely(),
      (done) => seen.push(done)
    );
    const lines = (await outcome.predictions.text()).trim().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',').at(-1))).toEqual(
      Array.from({ length: 40 }, (_, i) => `답변 ${i}`)
    );
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(outcome.metrics.intent?.n).toBe(40);
    const [worst, next] = outcome.mistakes.intent;
    expect(worst?.confidence).toBeGreaterThanOrEqual(next?.confidence ?? 1);
    expect(worst).toMatchObject({ question: '질문', label: 'attitude' });
  });

  it('without labels gives predictions and measures nothing', async () => {
    const bare = source(many(3), { intent: null, emotion: null });
    const outcome = await predictCsv(
      bare,
      await checkCsv(bare, nothing),
      await fakePool(),
      freely(),
      nothing
    );
    expect(outcome.metrics).toEqual({});
    expect(outcome.answers).toEqual([3, 3]);
    expect((await outcome.predictions.text()).split('\r\n')).toHaveLength(5);
  });

  it('pauses when the model fails, and goes on with the same answer', async () => {
    const file = many(10);
    let broken = true;
    const pool = await fakePool((request) =>
      broken && request.answer === '답변 5'
        ? Promise.reject(new ModelError('worker-crashed', 'gone'))
        : Promise.resolve(fakePredictions(request))
    );
    const paused: unknown[] = [];
    const control = new RunControl((error) => {
      paused.push(error);
      broken = false;
      setTimeout(() => control.resume());
    }, nothing);
    const outcome = await predictCsv(
      source(file),
      await checkCsv(source(file), nothing),
      pool,
      control,
      nothing
    );
    expect(paused).toMatchObject([{ code: 'worker-crashed' }]);
    expect(outcome.answers).toEqual([10, 10]);
  });

  it('paused, does no more than what is under way; stopped, gives what is done', async () => {
    const file = many(50);
    const control = freely();
    let last = 0;
    const run = predictCsv(
      source(file),
      await checkCsv(source(file), nothing),
      await fakePool(),
      control,
      (done) => {
        last = done;
        if (done === 7) control.pause();
      }
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(last).toBe(7);
    control.stop();
    const outcome = await run;
    expect(outcome.answers).toEqual([7, 50]);
    expect(JSON.parse(outcome.summary)).toMatchObject({ n: 7, of: 50 });
    expect((await outcome.predictions.text()).trim().split('\r\n')).toHaveLength(8);
  });

  it('refuses a file that changed since it was checked', async () => {
    const checked = await checkCsv(source(many(5)), nothing);
    const run = predictCsv(source(many(4)), checked, await fakePool(), freely(), nothing);
    await expect(run).rejects.toThrow();
  });

  it('writes the files that the command line writes, byte for byte', async () => {
    const path = 'tests/fixtures/validate/eval.csv';
    const output = join(emptyFolder(), 'out.csv');
    const args = [
      'validate',
      '--model',
      tinyModel,
      '--eval-csv',
      path,
      '--output-csv',
      output,
      '--jobs',
      '1'
    ];
    expect((await cli(args)).code).toBe(0);

    const file = new File([readFileSync(path)], 'eval.csv');
    const { header } = await previewCsv(file, 'utf-8');
    const here = { file, encoding: 'utf-8' as const, columns: guessColumns(header) };
    const open = await openModel(tinyModel);
    const { heads } = open.config;
    const fake = await new FakeEngine().load({ modelId: 'fake', backend: 'wasm' });
    const model = {
      ...fake,
      ...open.stamp,
      backend: 'wasm' as const,
      file: { path: open.file, bytes: 1 },
      heads: { ...fake.heads, quality: heads.quality !== undefined },
      temperatures: (
        JSON.parse(readFileSync(output.replace('.csv', '.metrics.json'), 'utf8')) as { temperature: never }
      ).temperature
    };
    // Runs of one session must not overlap.
    let queue: Promise<unknown> = Promise.resolve();
    const predict: Predicting['predict'] = (request) => {
      const next = queue.then(() => open.predict(request));
      queue = next;
      return next;
    };
    const pool: Predicting = { model, width: 4, predict };
    const outcome = await predictCsv(here, await checkCsv(here, nothing), pool, freely(), nothing);
    await open.release();
    expect(await outcome.predictions.text()).toBe(readFileSync(output, 'utf8'));
    expect(outcome.summary).toBe(readFileSync(output.replace('.csv', '.metrics.json'), 'utf8'));
  });
});
