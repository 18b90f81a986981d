/** `question`, and what all commands share: options, help, languages, exit codes. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allQuestions } from '$lib/questions/pool';
import { cli, emptyFolder, readJson, user, writeJson } from './support';

describe('question', () => {
  it('draws a question of the pool for a profile given by options, the same for the same seed', async () => {
    const args = [
      'question',
      '--occupation',
      'ard',
      '--experience=EXPERIENCED',
      '--age-range',
      '-34',
      '--seed',
      '7'
    ];
    const { code, out } = await cli(args, { random: Math.random });
    expect(code).toBe(0);
    const document = JSON.parse(out) as { user_info: object; question: { text: string } };
    expect(Object.entries(document.user_info)).toEqual([
      ['occupation', 'D'],
      ['channel', 'MOCK'],
      ['place', 'ONLINE'],
      ['gender', ''],
      ['ageRange', '-34'],
      ['experience', 'Experienced']
    ]);
    const known = (await allQuestions()).find(({ text }) => text === document.question.text);
    expect(known?.occupations).toContain('D');
    expect(known?.experience).toContain('Experienced');
    expect((await cli(args, { random: Math.random })).out).toBe(out);
  });

  it('makes a file for every user file, plain or under user_info, and goes on after one it refuses', async () => {
    const folder = emptyFolder();
    const paths = ['kim', 'lee', 'park', 'choi'].map((name) => join(folder, `${name}.json`));
    const [kim = '', lee = '', park = '', choi = ''] = paths;
    writeJson(kim, user);
    writeJson(lee, { user_info: { ...user, occupation: 'MM' } });
    writeJson(park, { ...user, occupation: 'XX' });
    writeFileSync(choi, Buffer.from([0xff, 0xfe, 0x7b]));
    const output = join(folder, 'question');
    const { code, err } = await cli(['question', ...paths, '--output', output]);
    expect(code).toBe(1);
    expect(err).toContain(`${park}: occupation: 쓸 수 없는 값입니다`);
    expect(err).toContain(`${choi}: UTF-8 글이 아닙니다`);
    expect(readdirSync(output).sort()).toEqual(['q_kim.json', 'q_lee.json']);
    expect(readJson(join(output, 'q_lee.json'))).toMatchObject({ user_info: { occupation: 'PM' } });
  });

  it('replaces nothing unless told to', async () => {
    const folder = emptyFolder();
    const path = join(folder, 'q_user.json');
    writeFileSync(path, '내 파일');
    const refused = await cli(['question', '--output', folder, '--lang', 'en']);
    expect(refused).toMatchObject({
      code: 1,
      err: `refused: ${path}: exists already; use --force to replace it\n`
    });
    expect(readdirSync(folder)).toEqual(['q_user.json']);
    expect((await cli(['question', '--output', folder, '--force'])).code).toBe(0);
    expect(readJson(path)).toHaveProperty('question.text');
  });

  it('tells in JSON what was made and what was refused', async () => {
    const folder = emptyFolder();
    const path = join(folder, 'kim.json');
    writeJson(path, user);
    const { out, err } = await cli([
      'question',
      path,
      join(folder, 'none.json'),
      '--output',
      folder,
      '--json'
    ]);
    expect(JSON.parse(out)).toEqual({
      made: [
        {
          file: path,
          output: join(folder, 'q_kim.json'),
          question_id: expect.stringMatching(/^ict-|^common-/)
        }
      ],
      refused: [
        { file: join(folder, 'none.json'), message: `${join(folder, 'none.json')}: 파일이나 폴더가 없습니다` }
      ]
    });
    expect(err).toBe('');
  });

  it('refuses two inputs that would have one output', async () => {
    const folder = emptyFolder();
    const paths = ['a', 'b'].map((name) => join(folder, name, 'kim.json'));
    for (const path of paths) {
      mkdirSync(join(path, '..'));
      writeJson(path, user);
    }
    const { code, err } = await cli(['question', ...paths, '--output', folder]);
    expect(code).toBe(2);
    expect(err).toContain('q_kim.json');
  });
});

describe('the command line', () => {
  it.each([
    [['practice'], '‘practice’ 명령은 없습니다.'],
    [['question', '--ocupation', 'BM'], '--ocupation 옵션은 없습니다.'],
    [['question', '-x'], '-x 옵션은 없습니다.'],
    [['question', '--__proto__', '1'], '--__proto__ 옵션은 없습니다.'],
    [['question', '--output', '--json'], '--output에 값을 적어 주세요.'],
    [['question', '--force=yes'], '--force에는 값을 적지 않습니다.'],
    [['question', '--occupation', 'HR'], '쓸 수 있는 값: BM, SM, PS, RND, ICT, D, PM'],
    [['question', '--seed', '-1'], '0–4294967295'],
    [['pipeline'], '--dir 옵션이 필요합니다.'],
    [['pipeline', 'folder'], '‘folder’은(는) 필요 없는 값입니다.'],
    [['evaluate', '--lang', 'fr'], '쓸 수 있는 값: ko, en'],
    [['evaluate', 'a.json', 'b.json'], '--output']
  ])('refuses %j with a reason and where to find help', async (args, reason) => {
    const { code, out, err } = await cli(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(reason);
    expect(err).toContain('--help');
  });

  it.each(['question', 'evaluate', 'pipeline', 'validate'])(
    '%s has help in both languages',
    async (command) => {
      const korean = await cli([command, '--help']);
      const english = await cli([command, '--help', '--lang', 'en']);
      expect([korean.code, english.code]).toEqual([0, 0]);
      expect(korean.out).toContain(`사용법: interview-buddy ${command}`);
      expect(english.out).toContain(`Usage: interview-buddy ${command}`);
      const options = (text: string) => text.match(/--[a-z-]+/g)?.sort();
      expect(options(english.out)).toEqual(options(korean.out));
    }
  );

  it('tells its version, and its help when nothing is asked', async () => {
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await cli([])).toMatchObject({ code: 2 });
    expect((await cli(['--help', '--lang', 'en'])).out).toContain('Exit codes');
  });
});
