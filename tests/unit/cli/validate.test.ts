/** `validate`: the numbers of the training package's own validation, from any size of file, in one go or several. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CsvReader } from '$lib/exchange/csv';
import { cli, emptyFolder, readJson, tinyModel } from './support';

const fixtures = 'tests/fixtures/validate';
const evalCsv = join(fixtures, 'eval.csv');

/** How far numbers may be from Python's: its runtime has other int8 kernels on other processors. */
const TOLERANCE = 0.02;

const rowsOf = (path: string) => new CsvReader().push(readFileSync(path, 'utf8'));

/** Rows one after the other: what is interrupted is so at a known place. */
const ONE_JOB = ['--jobs', '1'];

/** Arguments for the tiny model; by default for the CSV of the fixtures. */
function argumentsFor(output: string, csv = evalCsv): string[] {
  return ['validate', '--model', tinyModel, '--eval-csv', csv, '--output-csv', output];
}

function validate(output: string, ...args: string[]) {
  return cli([...argumentsFor(output), ...ONE_JOB, ...args]);
}

/** Compares leaf by leaf what both know. */
function compare(found: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number')
    expect(Math.abs((found as number) - expected), path).toBeLessThan(TOLERANCE);
  else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      compare((found as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect(found, path).toEqual(expected);
}

describe('validate', () => {
  it('gives the predictions that Python gives for the same file', async () => {
    const output = join(emptyFolder(), 'predictions.csv');
    expect((await validate(output)).code).toBe(0);
    const [found, expected] = [rowsOf(output), rowsOf(join(fixtures, 'predictions.csv'))];
    expect(found).toHaveLength(expected.length);
    const [header = []] = expected;
    expect(found[0]).toEqual(header);
    expected.slice(1).forEach((row, i) =>
      row.forEach((field, k) => {
        const own = found[i + 1]?.[k] ?? '';
        const number = /^(expected_level|p_on_topic|(intent|emotion|quality)_.*)$/.test(header[k] ?? '');
        if (number) expect(Math.abs(Number(own) - Number(field)), header[k]).toBeLessThan(TOLERANCE);
        else expect(own, `${header[k] ?? ''} of row ${i + 2}`).toBe(field);
      })
    );
    expect(existsSync(`${output}.part`)).toBe(false);
  });

  it('gives the metrics that Python gives', async () => {
    const output = join(emptyFolder(), 'predictions.csv');
    const { out } = await validate(output, '--json');
    const summary = JSON.parse(out) as { n: number; metrics: Record<string, Record<string, unknown>> };
    expect(summary.n).toBe(15);
    expect(readJson(output.replace('.csv', '.metrics.json'))).toEqual(summary);
    const expected = readJson(join(fixtures, 'metrics.json')) as Record<string, Record<string, unknown>>;
    // Python adds off-topic pairs of its own making to these.
    for (const name of ['pairs', 'auc_pairs', 'ece', 'ece_raw'])
      Reflect.deleteProperty(expected.relevance ?? {}, name);
    compare(summary.metrics, expected, 'metrics');
  });

  it('goes on where it was interrupted, past a line that was cut short', async () => {
    const output = join(emptyFolder(), 'predictions.csv');
    const controller = new AbortController();
    let reads = 0;
    const interrupted = await cli([...argumentsFor(output), ...ONE_JOB], {
      signal: controller.signal,
      now: () => {
        // Asked for the time at the start and after every row.
        if (++reads === 6) controller.abort();
        return new Date();
      }
    });
    expect(interrupted.code).toBe(130);
    expect(existsSync(output)).toBe(false);
    const kept = readFileSync(`${output}.part`, 'utf8').trim().split('\n').length - 1;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(15);
    writeFileSync(`${output}.part`, '{"intent":{"tech', { flag: 'a' });
    const { code, err } = await validate(output, '--lang', 'en');
    expect(code).toBe(0);
    expect(err).toContain(`Going on: ${kept} of 15 rows are done already.`);
    const whole = join(emptyFolder(), 'predictions.csv');
    await validate(whole);
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    expect(readFileSync(output.replace('.csv', '.metrics.json'))).toEqual(
      readFileSync(whole.replace('.csv', '.metrics.json'))
    );
  });

  it('starts over when the CSV is another one', async () => {
    const output = join(emptyFolder(), 'predictions.csv');
    writeFileSync(`${output}.part`, '{"format":1,"csv":"other"}\n{}\n{}\n');
    const { code, err } = await validate(output);
    expect(code).toBe(0);
    expect(err).toContain('처음부터');
    expect(rowsOf(output)).toHaveLength(16);
  });

  it('reads CP949', async () => {
    const folder = emptyFolder();
    const csv = join(folder, 'cp949.csv');
    // “저는 꼼꼼합니다. 일이 잘 됬습니다.” in CP949; 됬 is one of the syllables that Node's own decoder does not know.
    const text = Buffer.from('c0fab4c220b2c4b2c4c7d5b4cfb4d92e20c0cfc0cc20c0df2089e7bdc0b4cfb4d92e', 'hex');
    writeFileSync(
      csv,
      Buffer.concat([
        Buffer.from('text,label_intent,label_emotion\r\n'),
        text,
        Buffer.from(',personality,neutral\r\n')
      ])
    );
    const output = join(folder, 'out.csv');
    const args = [...argumentsFor(output, csv), ...ONE_JOB];
    const refused = await cli(args);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`${csv}: utf-8 글이 아닙니다`) });
    expect((await cli([...args, '--encoding', 'cp949'])).code).toBe(0);
    expect(rowsOf(output)[1]?.at(-1)).toBe('저는 꼼꼼합니다. 일이 잘 됬습니다.');
  });

  it.each([
    ['text,label_intent\n저는,etc\n', 'label_emotion 열이 없습니다 (있는 열: text, label_intent)'],
    ['text,label_intent,label_emotion\n저는,etc,positive\n , etc,positive\n', '3행: text가 비어 있습니다'],
    ['text,label_intent,label_emotion\n저는,job,positive\n', '2행: label_intent 값 ‘job’'],
    ['text,label_intent,label_emotion,level\n저는,etc,positive,6\n', '2행: level 값 ‘6’'],
    ['text,label_intent,label_emotion\n"저는,etc,positive\n', '닫히지 않은 따옴표'],
    ['text,label_intent,label_emotion\n', '행이 없습니다'],
    ['', '행이 없습니다']
  ])('refuses %j before it predicts anything, and says where', async (content, reason) => {
    const folder = emptyFolder();
    const csv = join(folder, 'eval.csv');
    writeFileSync(csv, content);
    const output = join(folder, 'out.csv');
    const { code, err } = await cli(argumentsFor(output, csv));
    expect(code).toBe(1);
    expect(err).toContain(`${csv}: `);
    expect(err).toContain(reason);
    expect(existsSync(output)).toBe(false);
  });

  it('replaces no output unless told to', async () => {
    const output = join(emptyFolder(), 'predictions.csv');
    writeFileSync(output, '내 파일');
    expect(await validate(output)).toMatchObject({ code: 1, err: expect.stringContaining(output) });
    expect(readFileSync(output, 'utf8')).toBe('내 파일');
    expect((await validate(output, '--force')).code).toBe(0);
  });
});
