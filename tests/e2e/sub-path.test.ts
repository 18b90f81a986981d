/** The same build works from any sub-path: pages and worker find their base from their own address. */
import { Site } from './support/site';
import { App, expect, GOOD_ANSWER, test } from './support/app';

test('the main job works under a sub-path, and offline there', async ({ page }) => {
  const site = await Site.start('/some/where');
  const app = new App(page, site);
  await app.open('/');
  await app.serviceWorkerReady();
  await app.startInterview({ count: 1 });
  await app.answer(GOOD_ANSWER);
  const total = await app.total();
  expect(site.requests.filter((path) => !path.startsWith('/some/where/'))).toEqual([]);
  const address = page.url();
  await site.stop();
  await page.goto(address);
  expect(await app.total()).toBe(total);
});
