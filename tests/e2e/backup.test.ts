/** Everything in one file: what is backed up, wiped and restored is what was there, and merges with what came meanwhile. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './support/app';

/** All that the database holds, as text. */
const contents = () =>
  new Promise<string>((resolve, reject) => {
    const request = indexedDB.open('interview-buddy');
    request.onerror = () => reject(request.error ?? new Error('closed'));
    request.onsuccess = async () => {
      const names = [...request.result.objectStoreNames];
      const transaction = request.result.transaction(names);
      const all = await Promise.all(
        names.map(
          (name) =>
            new Promise<unknown>((done) => {
              const records = transaction.objectStore(name).getAll();
              records.onsuccess = () => done([name, records.result]);
            })
        )
      );
      request.result.close();
      resolve(JSON.stringify(all));
    };
  });

test('back-up, wipe, restore: the same records; another device keeps its own', async ({
  app,
  page,
  context
}) => {
  await app.open('/history/');
  await page.getByLabel('결과 파일 가져오기').setInputFiles('tests/fixtures/documents/result.json');
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
  await app.open();
  await app.startInterview({ count: 3 });
  await page.getByLabel('답변', { exact: true }).fill('아직 쓰는 중인 글');
  await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await app.open('/questions/');
  await page.getByRole('button', { name: '즐겨찾기' }).first().click();
  await app.open('/settings/');
  await expect(page.getByTestId('storage-used')).toBeVisible();
  const before = await page.evaluate(contents);
  expect(before).toContain('아직 쓰는 중인 글');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '백업 파일 만들기' }).click()
  ]);
  expect(download.suggestedFilename()).toMatch(/^interview-buddy_\d{8}-\d{4}\.zip$/);
  const file = {
    name: 'backup.zip',
    mimeType: 'application/zip',
    buffer: await readFile(await download.path())
  };

  await test.step('wiped and restored', async () => {
    await page.getByRole('button', { name: '모든 기록 지우기' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '모든 기록 지우기' }).click();
    await expect(page.getByText('모두 지웠습니다.')).toBeVisible();
    await page.getByLabel('백업 파일 가져오기').setInputFiles(file);
    await expect(page.getByTestId('import-report')).toHaveText('가져온 답변 1개, 이미 있던 답변 0개');
    expect(await page.evaluate(contents)).toBe(before);
    await app.open('/history/');
    await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('75점');
  });

  await test.step('restored a second time: nothing changes', async () => {
    await app.open('/settings/');
    await page.getByLabel('백업 파일 가져오기').setInputFiles(file);
    await expect(page.getByTestId('import-report')).toHaveText('가져온 답변 0개, 이미 있던 답변 1개');
    expect(await page.evaluate(contents)).toBe(before);
  });

  await test.step('another device has an answer of its own', async () => {
    const other = await context.browser()?.newContext({ locale: 'ko-KR' });
    if (!other) throw new Error('no browser');
    const elsewhere = await other.newPage();
    await elsewhere.goto(`${app.site.url}/history/`);
    await elsewhere.getByLabel('결과 파일 가져오기').setInputFiles('tests/fixtures/documents/ai_hub.json');
    await expect(elsewhere.getByTestId('take-count')).toHaveText('답변 1개');
    await elsewhere.getByLabel('결과 파일 가져오기').setInputFiles(file);
    await expect(elsewhere.getByTestId('take-count')).toHaveText('답변 2개');
    await other.close();
  });
});
