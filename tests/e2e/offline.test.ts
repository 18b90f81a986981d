/** With the network unplugged and the host gone, the whole job works again. */
import { expect, GOOD_ANSWER, test } from './support/app';

test('after the first visit everything works with the server stopped', async ({
  app,
  page,
  context,
  site
}) => {
  await app.open();
  await app.serviceWorkerReady();
  await app.modelReady();
  await app.startInterview({ count: 1 });
  await app.answer(GOOD_ANSWER);
  const online = await app.total();
  const earlier = page.url();

  await site.stop();
  await context.setOffline(true);

  await page.goto(earlier);
  expect(await app.total()).toBe(online);
  await page.goto(`${site.url}/`);
  await app.modelReady();
  await app.startInterview({ occupation: '디자인', count: 1 });
  await app.answer(GOOD_ANSWER);
  expect(await app.total()).toBeGreaterThan(0);
  await page.goto(`${site.url}/history/`);
  await expect(page.getByTestId('take-count')).toHaveText('답변 2개');
  await page.goto(`${site.url}/settings/`);
  await expect(page.getByText('인터넷 없이 쓸 준비가 되었습니다.')).toBeVisible();
  await page.goto(`${site.url}/no-such-page/`);
  await expect(page.getByRole('heading', { name: '없는 페이지입니다' })).toBeVisible();
});

test('the shell is cached at install, and neither model nor runtime is', async ({ app, page }) => {
  await app.open();
  await app.serviceWorkerReady();
  const names = await page.evaluate(async () => {
    const shell = (await caches.keys()).find((name) => name.includes(':shell:'));
    const requests = shell ? await (await caches.open(shell)).keys() : [];
    return requests.map((request) => new URL(request.url).pathname);
  });
  expect(names).toContain('/');
  expect(names).toContain('/404.html');
  expect(names).toContain('/interview/');
  expect(names.filter((name) => /\.(onnx|wasm)$/.test(name))).toEqual([]);
});

test('pages are cross-origin isolated from the second visit on, by the service worker alone', async ({
  app,
  page
}) => {
  await app.open();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await app.serviceWorkerReady();
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await app.modelReady();
});
