/** The built command line, as a program of its own: entry, worker threads, exit codes, signals. */
import { execFile, spawn, type ExecFileException } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, emptyFolder, tinyModel } from './support';

let program: string;

beforeAll(async () => {
  // Below node_modules, where the runtime is found.
  await mkdir('node_modules/.cache', { recursive: true });
  program = mkdtempSync(resolve('node_modules/.cache/interview-buddy-cli-'));
  await build({ configFile: 'vite.cli.config.ts', logLevel: 'error', build: { outDir: program } });
}, 60_000);

afterAll(() => rmSync(program, { recursive: true, force: true }));

function call(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [join(program, 'cli.js'), ...args], (error, out, err) =>
      done({ code: Number((error as ExecFileException | null)?.code ?? 0), out, err })
    );
    child.stdin?.end(input);
  });
}

describe('the built program', () => {
  it('evaluates standard input and writes nothing but the result', async () => {
    const { code, out, err } = await call(['evaluate', '--model', tinyModel], JSON.stringify(answer));
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('score_result.total');
  });

  it('validates on several workers to the same bytes as on one', async () => {
    const folder = emptyFolder();
    for (const jobs of ['1', '3']) {
      const output = join(folder, `${jobs}.csv`);
      const args = ['validate', '--model', tinyModel, '--eval-csv', 'tests/fixtures/validate/eval.csv'];
      expect(await call([...args, '--output-csv', output, '--jobs', jobs])).toMatchObject({ code: 0 });
    }
    for (const name of ['csv', 'metrics.json']) {
      expect(readFileSync(join(folder, `3.${name}`), 'utf8')).toBe(
        readFileSync(join(folder, `1.${name}`), 'utf8')
      );
    }
  });

  it('ends a watch at SIGTERM, unlocked', async () => {
    const folder = emptyFolder();
    const child = spawn(process.execPath, [join(program, 'cli.js'), 'pipeline', '--dir', folder, '--watch']);
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    await new Promise((seen) => child.stderr.once('data', seen));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(() => readFileSync(join(folder, '.pipeline.lock'))).toThrow('ENOENT');
  });

  it('tells errors by its exit code', async () => {
    expect(await call(['practice'])).toMatchObject({ code: 2 });
    expect(await call(['evaluate', '--model', 'tests'], JSON.stringify(answer))).toMatchObject({ code: 3 });
  });
});
