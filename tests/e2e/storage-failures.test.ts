/** The disk is full, or the browser denies storage: the person is told, and what they wrote stays within reach. */
import { readFile } from 'node:fs/promises';
import { expect, GOOD_ANSWER, test } from './support/app';

test('an answer that cannot be saved stays on screen and can be downloaded', async ({ app, page }) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
      if (this.name === 'takes') throw new DOMException('The disk is full.', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  const field = page.getByLabel('답변', { exact: true });
  await field.fill(GOOD_ANSWER);
  await page.getByRole('button', { name: '답변 제출' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '저장 공간이 가득 찼습니다.' })).toBeVisible();
  await expect(field).toHaveValue(GOOD_ANSWER);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '답변을 글 파일로 내려받기' }).click()
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain(GOOD_ANSWER);
});

test('where the browser denies storage, the start page says so', async ({ app, page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Storage is denied.', 'SecurityError');
    };
  });
  await app.open();
  await expect(
    page.getByRole('alert').filter({ hasText: '브라우저가 저장을 막고 있습니다.' }).first()
  ).toBeVisible();
  await app.modelReady();
});

test('two tabs share one history', async ({ app, page, context }) => {
  await app.open();
  const other = await context.newPage();
  await other.goto(`${app.site.url}/history/`);
  await expect(other.getByTestId('take-count')).toHaveText('답변 0개');
  await app.startInterview({ count: 1 });
  await app.answer(GOOD_ANSWER);
  await app.total();
  await other.reload();
  await expect(other.getByTestId('take-count')).toHaveText('답변 1개');
  await expect(page.getByTestId('scored')).toBeVisible();
});
