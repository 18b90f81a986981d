/** A new version is offered and never forced: nobody is thrown out of an answer. */
import { readFileSync } from 'node:fs';
import { expect, test } from './support/app';

test('an update waits until the person takes it, and the draft survives it', async ({ app, page, site }) => {
  await app.open();
  await app.serviceWorkerReady();
  await app.startInterview();
  const field = page.getByLabel('답변', { exact: true });
  await field.fill('업데이트가 와도 이 글은');
  await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');

  site.intercept = (request, response) => {
    if (request.url !== '/service-worker.js') return false;
    response.writeHead(200, { 'Content-Type': 'text/javascript' });
    response.end(`${readFileSync('build/service-worker.js', 'utf8')}\n// a newer version`);
    return true;
  };
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect(page.getByText('새 버전이 준비되었습니다.')).toBeVisible();
  await expect(field).toHaveValue('업데이트가 와도 이 글은');

  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('button', { name: '지금 새로 고침' }).click()
  ]);
  await expect(field).toHaveValue('업데이트가 와도 이 글은');
  await expect(page.getByText('새 버전이 준비되었습니다.')).toBeHidden();
});
