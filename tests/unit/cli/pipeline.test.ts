/** `pipeline`: every new file once, nothing lost, nothing deleted, whatever happens in between. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { answer, cli, emptyFolder, readJson, tinyModel, user, writeJson, type Outcome } from './support';

const longAgo = new Date('2026-01-01T00:00:00.000Z');

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const pass = (...args: string[]) => cli(['pipeline', '--dir', folder, '--model', tinyModel, ...args]);
const listed = (name: string) => readdirSync(at(name)).sort();

function logged(): Record<string, string>[] {
  const lines = readFileSync(at('pipeline.log'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

/** Watches until `done` says so. */
async function watchUntil(done: () => boolean): Promise<Outcome> {
  const controller = new AbortController();
  const args = ['pipeline', '--dir', folder, '--model', tinyModel, '--watch', '--interval', '1'];
  const running = cli(args, { signal: controller.signal });
  while (!done()) await wait(50);
  controller.abort();
  return running;
}

beforeEach(() => {
  folder = emptyFolder();
  for (const name of ['user', 'answer']) mkdirSync(at(name));
});

describe('pipeline', () => {
  it('makes a question for every user and a result for every answer, once each', async () => {
    writeJson(at('user/kim.json'), user);
    writeJson(at('user/lee.json'), { ...user, occupation: 'SM' });
    writeJson(at('answer/kim.json'), answer);
    const first = await pass();
    expect(first).toMatchObject({ code: 0, err: '질문 2건, 결과 1건, 거절 0건\n' });
    expect(listed('question')).toEqual(['q_kim.json', 'q_lee.json']);
    expect(listed('result')).toEqual(['result_kim.json']);
    expect(readJson(at('question/q_kim.json'))).toMatchObject({ user_info: user });
    expect(readJson(at('result/result_kim.json'))).toMatchObject({
      user_info: user,
      coach: { status: 'scored' }
    });
    expect(logged().map(({ event }) => event)).toEqual(['question', 'question', 'result']);

    const before = readFileSync(at('question/q_kim.json'), 'utf8');
    expect(await pass()).toMatchObject({ code: 0, out: '', err: '질문 0건, 결과 0건, 거절 0건\n' });
    expect(readFileSync(at('question/q_kim.json'), 'utf8')).toBe(before);
    expect(listed('user')).toEqual(['kim.json', 'lee.json']);
    expect(listed('answer')).toEqual(['kim.json']);
  });

  it('goes on where it was ended', async () => {
    const controller = new AbortController();
    for (const name of ['a', 'b', 'c']) writeJson(at(`answer/${name}.json`), answer);
    const ended = await cli(['pipeline', '--dir', folder, '--model', tinyModel], {
      signal: controller.signal,
      out: () => controller.abort()
    });
    expect(ended.code).toBe(130);
    expect(listed('result')).toEqual(['result_a.json']);
    const rest = await pass('--json');
    expect(rest.out.trim().split('\n')).toHaveLength(2);
    expect(listed('result')).toEqual(['result_a.json', 'result_b.json', 'result_c.json']);
  });

  it('leaves hidden and unfinished files alone, and takes them when they are whole', async () => {
    const whole = JSON.stringify(answer);
    writeFileSync(at('answer/.kim.json.X1y2z3'), whole);
    writeFileSync(at('answer/.kim.json'), whole);
    writeFileSync(at('answer/notes.txt'), whole);
    writeFileSync(at('answer/lee.json'), whole.slice(0, 100));
    const { code, err } = await pass();
    expect(code).toBe(0);
    expect(err).toContain('아직 도착하는 중인 파일 1개');
    expect(listed('result')).toEqual([]);
    writeFileSync(at('answer/lee.json'), whole);
    expect((await pass()).code).toBe(0);
    expect(listed('result')).toEqual(['result_lee.json']);
    expect(listed('answer')).toEqual(['.kim.json', '.kim.json.X1y2z3', 'lee.json', 'notes.txt']);
  });

  it('refuses a broken file once, with its name and path, and tries it again when it has changed', async () => {
    writeFileSync(at('answer/cut.json'), '{"user_info":');
    utimesSync(at('answer/cut.json'), longAgo, longAgo);
    writeJson(at('answer/wrong.json'), { ...answer, user_answer: 7 });
    writeJson(at('answer/good.json'), answer);
    let passes = 0;
    const outcome = await watchUntil(() => {
      passes = existsSync(at('pipeline.log')) ? logged().length : 0;
      if (passes === 3) writeJson(at('answer/wrong.json'), answer);
      return existsSync(at('result/result_wrong.json'));
    });
    expect(outcome.code).toBe(1);
    expect(outcome.err.match(/wrong\.json: user_answer:/g)).toHaveLength(1);
    expect(outcome.err.match(/cut\.json: JSON 파일이 아닙니다/g)).toHaveLength(1);
    expect(listed('result')).toEqual(['result_good.json', 'result_wrong.json']);
  });

  it('watches for new files, renamed ones too, until it is told to end', async () => {
    const outcome = await watchUntil(() => {
      if (existsSync(at('.pipeline.lock')) && !existsSync(at('answer/kim.json'))) {
        writeJson(at('answer/.kim.part'), answer);
        renameSync(at('answer/.kim.part'), at('answer/kim.json'));
      }
      return existsSync(at('result/result_kim.json'));
    });
    expect(outcome.code).toBe(0);
    expect(outcome.err).toContain('결과 1건');
    expect(existsSync(at('.pipeline.lock'))).toBe(false);
  });

  it('keeps out of a folder in which another run works', async () => {
    const owner = { host: hostname(), pid: process.ppid, token: 'other' };
    writeJson(at('.pipeline.lock'), owner);
    writeJson(at('user/kim.json'), user);
    const { code, err } = await pass('--lang', 'en');
    expect(code).toBe(4);
    expect(err).toContain(at('.pipeline.lock'));
    expect(existsSync(at('question'))).toBe(false);
    expect(readJson(at('.pipeline.lock'))).toEqual(owner);
  });

  it('takes over the lock of a run that has died', async () => {
    // No process has a number this high.
    writeJson(at('.pipeline.lock'), { host: hostname(), pid: 2 ** 30, token: 'dead' });
    writeJson(at('user/kim.json'), user);
    expect((await pass()).code).toBe(0);
    expect(listed('question')).toEqual(['q_kim.json']);
    expect(existsSync(at('.pipeline.lock'))).toBe(false);
  });

  // Root may write anywhere, whatever the mode says: only an ordinary user can see this refusal.
  it.skipIf(process.getuid?.() === 0)('says which folder it may not write to', async () => {
    mkdirSync(at('question'));
    chmodSync(at('question'), 0o500);
    writeJson(at('user/kim.json'), user);
    const { code, err } = await pass();
    expect(code).toBe(1);
    expect(err).toContain(`${at('question/q_kim.json')}: 권한이 없습니다`);
  });

  it('ends with the model’s code when the model cannot be opened, and nothing is lost', async () => {
    writeJson(at('answer/kim.json'), answer);
    const { code } = await cli(['pipeline', '--dir', folder, '--model', folder]);
    expect(code).toBe(3);
    expect(existsSync(at('.pipeline.lock'))).toBe(false);
    expect((await pass()).code).toBe(0);
    expect(listed('result')).toEqual(['result_kim.json']);
  });
});
