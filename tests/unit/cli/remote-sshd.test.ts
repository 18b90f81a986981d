/** `pipeline --remote` against a real ssh server: everything once, nothing deleted, whatever happens to the connection. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sshd } from './sshd';
import { answer, cli, emptyFolder, readJson, tinyModel, user, writeJson, type Outcome } from './support';

const started = await Sshd.start().catch((error: unknown) => (error as Error).message);
const because = typeof started === 'string' ? `, skipped: ${started}` : '';
if (because) console.warn(`pipeline --remote${because}`);

describe.skipIf(because !== '')(`pipeline --remote${because}`, { timeout: 120_000 }, () => {
  const sshd = started as Sshd;
  let here: string;
  let there: string;

  const pass = (args: readonly string[] = [], io: Parameters<typeof cli>[1] = {}): Promise<Outcome> =>
    cli(['pipeline', '--dir', here, '--model', tinyModel, ...sshd.options(there), ...args], io);
  const listed = (name: string) => readdirSync(join(there, name)).sort();
  /** Every file there with its contents. */
  const contents = () =>
    Object.fromEntries(
      ['user', 'question', 'answer', 'result'].flatMap((folder) =>
        readdirSync(join(there, folder)).map((name) => {
          const path = join(there, folder, name);
          return [`${folder}/${name}`, statSync(path).isFile() ? readFileSync(path, 'utf8') : ''];
        })
      )
    );

  beforeEach(() => {
    here = emptyFolder();
    // A path that a shell would take apart.
    there = join(emptyFolder(), "면접 자료's $(x)");
    mkdirSync(join(there, 'user'), { recursive: true });
    mkdirSync(join(there, 'answer'));
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => sshd.stop());

  it('brings, works and takes: first run, nothing new, a new user, a new answer', async () => {
    writeJson(join(there, 'user/김.json'), user);
    writeJson(join(there, 'answer/kim.json'), answer);
    const first = await pass();
    expect(first.err).toBe('질문 1건, 결과 1건, 거절 0건\n');
    expect(first.code).toBe(0);
    expect(listed('question')).toEqual(['q_김.json']);
    expect(listed('result')).toEqual(['result_kim.json']);
    expect(readJson(join(there, 'result/result_kim.json'))).toMatchObject({ coach: { status: 'scored' } });

    const before = contents();
    const idle = await pass();
    expect(idle).toMatchObject({ code: 0, out: '', err: '질문 0건, 결과 0건, 거절 0건\n' });
    expect(contents()).toEqual(before);

    writeJson(join(there, 'user/lee.json'), user);
    await pass();
    expect(listed('question')).toEqual(['q_lee.json', 'q_김.json']);
    writeJson(join(there, 'answer/lee.json'), answer);
    const last = await pass(['--json']);
    expect(
      last.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event)
    ).toEqual(['pulled', 'result', 'pushed']);
    expect(listed('result')).toEqual(['result_kim.json', 'result_lee.json']);
    expect(contents()).toMatchObject(before);
  });

  it('leaves out hidden, unfinished and other files and links, and goes on beside a malformed document', async () => {
    const outside = join(emptyFolder(), 'secret.json');
    writeJson(outside, answer);
    symlinkSync(outside, join(there, 'answer/link.json'));
    mkdirSync(join(there, 'answer/.rsync-partial'));
    writeJson(join(there, 'answer/.rsync-partial/part.json'), answer);
    writeJson(join(there, 'answer/.kim.json.X1y2z3'), answer);
    writeFileSync(join(there, 'answer/notes.txt'), 'x');
    writeJson(join(there, 'answer/bad.json'), { ...answer, user_answer: 7 });
    writeJson(join(there, 'answer/good.json'), answer);
    const wrong = await pass();
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('bad.json: user_answer:');
    expect(readdirSync(join(here, 'answer')).sort()).toEqual(['bad.json', 'good.json']);
    expect(listed('result')).toEqual(['result_good.json']);
    expect(contents()).toHaveProperty(['answer/bad.json']);

    // Put right there, it comes again; what it replaces here is kept.
    await wait(1100);
    writeJson(join(there, 'answer/bad.json'), answer);
    expect((await pass()).code).toBe(0);
    expect(listed('result')).toEqual(['result_bad.json', 'result_good.json']);
    expect(readJson(join(here, '.replaced/answer/bad.json'))).toMatchObject({ user_answer: 7 });
  });

  it('tries again when the connection drops in the middle, and then has everything once', async () => {
    // Enough text that the connection breaks within a file.
    const noise = Array.from({ length: 120_000 }, (_, i) => ((i * 48_271) % 2_147_483_647) % 36);
    const long = { ...answer, note: noise.map((digit) => digit.toString(36)).join('') };
    for (const name of ['a', 'b', 'c']) writeJson(join(there, `answer/${name}.json`), long);
    sshd.dropAfter(150_000);
    const { code, err } = await pass();
    expect(sshd.dropped).toBe(true);
    expect(err).toContain('1초 뒤 다시 시도합니다 (1/5)');
    expect(code).toBe(0);
    expect(listed('result')).toEqual(['result_a.json', 'result_b.json', 'result_c.json']);
    expect(listed('answer')).toEqual(['a.json', 'b.json', 'c.json']);
  });

  it('waits for a server that is away, ever longer, and gives up after the limit', async () => {
    writeJson(join(there, 'user/kim.json'), user);
    await sshd.stop();
    const away = await pass(['--retries', '1']);
    expect(away.code).toBe(5);
    expect(away.err).toContain('(1/1)');
    expect(away.err).toContain(`ssh -F`);
    expect(existsSync(join(here, '.pipeline.lock'))).toBe(false);
    const patient = pass(['--retries', '9']);
    while (!existsSync(join(here, 'pipeline.log'))) await wait(50);
    await sshd.restart();
    expect((await patient).code).toBe(0);
    expect(listed('question')).toEqual(['q_kim.json']);
  });

  it('watches, and ends when it is told to', async () => {
    const controller = new AbortController();
    const running = pass(['--watch', '--interval', '1'], { signal: controller.signal });
    while (!existsSync(join(there, 'result'))) await wait(50);
    writeJson(join(there, 'answer/kim.json'), answer);
    while (!existsSync(join(there, 'result/result_kim.json'))) await wait(50);
    controller.abort();
    expect((await running).code).toBe(0);
  });

  it('works for two folders at once, and keeps a second run out of one', async () => {
    for (const name of ['a', 'b', 'c']) writeJson(join(there, `answer/${name}.json`), answer);
    const elsewhere = emptyFolder();
    const second = cli(['pipeline', '--dir', elsewhere, '--model', tinyModel, ...sshd.options(there)]);
    expect((await Promise.all([pass(), second])).map(({ code }) => code)).toEqual([0, 0]);
    expect(listed('result')).toEqual(['result_a.json', 'result_b.json', 'result_c.json']);
    writeJson(join(here, '.pipeline.lock'), { host: 'another', pid: 1, token: 'other' });
    expect((await pass()).code).toBe(4);
  });

  it('replaces nobody’s result, and makes none that is there already', async () => {
    writeJson(join(there, 'answer/kim.json'), answer);
    mkdirSync(join(there, 'result'));
    writeJson(join(there, 'result/result_kim.json'), { mine: true });
    expect((await pass()).err).toContain('결과 0건');
    expect(readJson(join(there, 'result/result_kim.json'))).toEqual({ mine: true });
  });

  it.each([
    ['unknown', 'client', '호스트 키를 모릅니다'],
    ['changed', 'client', '호스트 키가 전과 다릅니다'],
    ['known', 'stranger', '접속을 허락받지 못했습니다']
  ] as const)('%s host key, key of the %s: told at once, with what to run', async (hosts, key, told) => {
    const args = ['pipeline', '--dir', here, ...sshd.options(there, { hosts, key })];
    const { code, err } = await cli(args);
    expect(code).toBe(5);
    expect(err).toContain(told);
    expect(err).toContain(`-p ${sshd.port}`);
    expect(err).not.toContain('다시 시도합니다 (');
  });

  it('names a folder that is not there, and makes none', async () => {
    const wrong = join(there, 'misspelt');
    const { code, err } = await cli(['pipeline', '--dir', here, ...sshd.options(wrong)]);
    expect(code).toBe(5);
    expect(err).toContain(`${wrong}: 폴더가 없습니다`);
    expect(existsSync(wrong)).toBe(false);
  });

  it('says which program is missing, and where', async () => {
    sshd.withoutRsync = true;
    const remote = await pass();
    sshd.withoutRsync = false;
    expect(remote).toMatchObject({ code: 5 });
    expect(remote.err).toContain('그 컴퓨터에 rsync가 없습니다');

    const programs = emptyFolder();
    const rsync = (process.env.PATH ?? '')
      .split(':')
      .map((folder) => join(folder, 'rsync'))
      .find(existsSync);
    vi.stubEnv('PATH', programs);
    expect(await pass()).toMatchObject({
      code: 5,
      err: expect.stringContaining('찾지 못했습니다') as string
    });
    symlinkSync(rsync ?? '', join(programs, 'rsync'));
    expect(await pass()).toMatchObject({
      code: 5,
      err: expect.stringContaining('찾지 못했습니다') as string
    });
  });
});
