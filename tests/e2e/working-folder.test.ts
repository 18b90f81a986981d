/**
 * The working folder on the built site with the real model: the site's own file system plays the picked folder. And the
 * proof that page, working folder, picked files and command line give the same result.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { exampleAnswerFile, FULL_PROFILE } from '../support/examples';
import { expect, GOOD_ANSWER, test, type App } from './support/app';

const user = FULL_PROFILE;
const answer = exampleAnswerFile(GOOD_ANSWER);

/** The picker gives a folder of the site's own file system. */
async function playPicker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('work', { create: true })
    });
  });
}

async function put(page: Page, path: string, text: string): Promise<void> {
  await page.evaluate(
    async ([folder = '', name = '', content = '']) => {
      const work = await (
        await navigator.storage.getDirectory()
      ).getDirectoryHandle('work', { create: true });
      const handle = await work.getDirectoryHandle(folder, { create: true });
      const stream = await (await handle.getFileHandle(name, { create: true })).createWritable();
      await stream.write(content);
      await stream.close();
    },
    [...path.split('/'), text]
  );
}

/** @returns texts of the files in the four folders, by path */
function contents(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const work = await (await navigator.storage.getDirectory()).getDirectoryHandle('work');
    const found: Record<string, string> = {};
    for (const folder of ['user', 'question', 'answer', 'result']) {
      for await (const [name, entry] of await work.getDirectoryHandle(folder, { create: true })) {
        if (entry instanceof FileSystemFileHandle) {
          found[`${folder}/${name}`] = await (await entry.getFile()).text();
        }
      }
    }
    return found;
  });
}

const logged = (page: Page, event: string) =>
  page.getByTestId('folder-log').locator(`li[data-event=${event}]`);
const status = (page: Page) => page.getByTestId('folder-status');

/** Chooses the folder and lets the missing ones be made. */
async function watch(app: App, page: Page): Promise<void> {
  await app.open('/folder/');
  await page.getByRole('button', { name: '폴더 고르기' }).click();
  await page.getByRole('button', { name: '만들고 시작' }).click();
  await expect(status(page)).toHaveAttribute('data-status', 'watching');
}

test('new files are worked on once, a bad one is left, and a reload goes on', async ({ app, page }) => {
  await playPicker(page);
  await watch(app, page);
  await put(page, 'user/kim.json', JSON.stringify(user));
  await put(page, 'answer/bad.json', JSON.stringify({ ...answer, user_answer: 7 }));
  await put(page, 'answer/kim.json', JSON.stringify(answer));
  await expect(logged(page, 'question')).toHaveCount(1, { timeout: 60_000 });
  await expect(logged(page, 'result')).toHaveCount(1, { timeout: 60_000 });
  await expect(logged(page, 'refused')).toContainText('user_answer:');
  await expect(logged(page, 'refused')).toContainText('오류 코드: invalid');
  const first = await contents(page);
  expect(Object.keys(first).sort()).toEqual([
    'answer/bad.json',
    'answer/kim.json',
    'question/q_kim.json',
    'result/result_kim.json',
    'user/kim.json'
  ]);
  expect(JSON.parse(first['question/q_kim.json'] ?? '')).toMatchObject({ user_info: user });

  await test.step('a reload asks again and goes on', async () => {
    await page.reload();
    await expect(page.getByTestId('folder-name')).toHaveText('고른 폴더: work');
    await expect(status(page)).toHaveAttribute('data-status', 'paused');
    await put(page, 'answer/lee.json', JSON.stringify(answer));
    await page.getByRole('button', { name: '지켜보기 시작' }).click();
    await expect(logged(page, 'result')).toHaveCount(1, { timeout: 60_000 });
    expect(await contents(page)).toMatchObject(first);
  });

  await test.step('stopped, nothing more is done; another page of the app does not stop it', async () => {
    await page.getByRole('button', { name: '멈추기' }).click();
    await expect(status(page)).toHaveAttribute('data-status', 'paused');
    await put(page, 'user/park.json', JSON.stringify(user));
    expect(Object.keys(await contents(page))).not.toContain('question/q_park.json');
    await page.getByRole('button', { name: '지켜보기 시작' }).click();
    await page.getByRole('link', { name: '설정', exact: true }).click();
    await expect.poll(async () => Object.keys(await contents(page))).toContain('question/q_park.json');
    await page.getByRole('link', { name: '작업 폴더 열기' }).click();
    await expect(status(page)).toHaveAttribute('data-status', 'watching');
  });

  await test.step('a second tab keeps out', async () => {
    const other = await page.context().newPage();
    await other.goto(`${app.site.url}/folder/`);
    await other.getByRole('button', { name: '지켜보기 시작' }).click();
    await expect(other.getByText('오류 코드: folder-busy')).toBeVisible();
    await other.close();
  });
});

test('a refused permission, a vanished folder and the command line’s lock have their codes', async ({
  app,
  page
}) => {
  await playPicker(page);
  await page.addInitScript(() => {
    const denied = () => Promise.resolve(sessionStorage.getItem('denied') ? 'denied' : 'granted');
    Object.assign(FileSystemHandle.prototype, { queryPermission: denied, requestPermission: denied });
  });
  await watch(app, page);
  await page.getByRole('button', { name: '멈추기' }).click();
  await page.evaluate(() => sessionStorage.setItem('denied', 'yes'));
  await page.getByRole('button', { name: '지켜보기 시작' }).click();
  await expect(page.getByText('오류 코드: folder-denied')).toBeVisible();
  await page.evaluate(() => sessionStorage.clear());

  await page.evaluate(async () => {
    const work = await (await navigator.storage.getDirectory()).getDirectoryHandle('work');
    await work.getFileHandle('.pipeline.lock', { create: true });
  });
  await page.getByRole('button', { name: '지켜보기 시작' }).click();
  await expect(page.getByText('오류 코드: folder-busy-cli')).toBeVisible();

  await page.evaluate(async () => {
    await (await navigator.storage.getDirectory()).removeEntry('work', { recursive: true });
  });
  await page.getByRole('button', { name: '지켜보기 시작' }).click();
  await expect(page.getByText('오류 코드: folder-gone')).toBeVisible();
  await page.getByRole('button', { name: '이 폴더 잊기' }).click();
  await expect(page.getByTestId('folder-name')).toHaveText('폴더 고르기');
});

test('without folder access, picked files come back as a zip', async ({ app, page }) => {
  await page.addInitScript(() => Object.assign(window, { showDirectoryPicker: undefined }));
  await app.open('/folder/');
  await expect(page.getByText('이 브라우저는 폴더를 지켜볼 수 없습니다.')).toBeVisible();
  const json = (name: string, document: unknown) => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(document))
  });
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await page
    .getByLabel('파일 고르기')
    .setInputFiles([json('kim.json', user), json('lee.json', answer), json('bad.json', { user_answer: 7 })]);
  const zip = unzipSync(readFileSync(await (await download).path()));
  expect(Object.keys(zip).sort()).toEqual(['question/q_kim.json', 'result/result_lee.json']);
  await expect(logged(page, 'refused')).toHaveCount(1);
  await page.getByLabel('파일 고르기').setInputFiles([{ ...json('a.json', {}), name: 'a.txt' }]);
  await expect(page.getByText('처리할 JSON 파일이 없습니다.')).toBeVisible();
});

/** @returns a result with what may differ between the ways made the same: ids, times, backend */
function comparable(text: string): string {
  const result = JSON.parse(text) as Record<string, unknown>;
  const model = result.model as Record<string, unknown>;
  const coach = result.coach as Record<string, unknown>;
  return JSON.stringify({
    ...result,
    id: 'id',
    created_at: 'time',
    model: { ...model, backend: 'backend' },
    coach: { ...coach, session_id: 'id', seconds: null }
  });
}

test('page, working folder and command line give the same result, byte for byte', async ({ app, page }) => {
  // The command line may have to be built first.
  test.setTimeout(300_000);
  await playPicker(page);
  const pool = JSON.parse(readFileSync('src/lib/questions/pool/ict.json', 'utf8')) as {
    questions: { model_answer: { text: string }[] }[];
  };
  const other = pool.questions[0]?.model_answer.map(({ text }) => text).join(' ') ?? '';
  const answers = [
    GOOD_ANSWER,
    other,
    '저는 열심히 하는 사람입니다. 무엇이든 열심히 하겠습니다. 잘 부탁드립니다.'
  ];

  const exported: string[] = [];
  await app.open();
  await app.startInterview();
  for (const [index, text] of answers.entries()) {
    await app.answer(text);
    await app.total();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '결과 파일(JSON) 내려받기' }).click();
    exported.push(readFileSync(await (await download).path(), 'utf8'));
    if (index < answers.length - 1) {
      await page.getByRole('button', { name: '다음 질문' }).click();
      await expect(page.getByTestId('position')).toHaveText(`질문 ${index + 2} / 3`);
    }
  }

  const folder = mkdtempSync(join(tmpdir(), 'interview-buddy-'));
  const documents = exported.map((text) => {
    const { user_info, question, user_answer } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ user_info, question: { text: question }, user_answer: [{ text: user_answer }] });
  });
  const files = documents.map((_, index) => join(folder, `answer${index}.json`));
  for (const [index, file] of files.entries()) writeFileSync(file, documents[index] ?? '');
  execFileSync(process.execPath, [
    'scripts/cli.js',
    'evaluate',
    ...files,
    '--output',
    join(folder, 'result')
  ]);

  await watch(app, page);
  for (const [index, document] of documents.entries())
    await put(page, `answer/answer${index}.json`, document);
  await expect(logged(page, 'result')).toHaveCount(answers.length, { timeout: 60_000 });
  const watched = await contents(page);

  for (const [index, text] of exported.entries()) {
    const fromFolder = watched[`result/result_answer${index}.json`] ?? '';
    const fromCli = readFileSync(join(folder, 'result', `result_answer${index}.json`), 'utf8');
    expect(comparable(fromFolder)).toBe(comparable(text));
    expect(comparable(fromCli)).toBe(comparable(text));
    // Between files in and files out only the time and the backend may differ.
    expect(JSON.parse(fromFolder)).toMatchObject({ id: (JSON.parse(fromCli) as { id: string }).id });
  }
});
