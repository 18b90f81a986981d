/** Nothing can leave the origin: not from the page, not from the model's worker. */
import { expect, test } from './support/app';

/** Tries to send something to another origin. Runs in a page or a worker, so it must not use anything outside. */
async function send(url: string): Promise<string> {
  try {
    await fetch(url, { mode: 'no-cors' });
    return 'sent';
  } catch (error) {
    return String(error);
  }
}

/** @returns the same host under another name, which is another origin */
function otherOrigin(url: string): string {
  const other = new URL(url);
  other.hostname = '127.0.0.1';
  return other.href;
}

test('the worker that reads answers runs under a policy that forbids sending', async ({
  app,
  page,
  site
}) => {
  await app.open();
  await app.serviceWorkerReady();
  await app.modelReady();
  const worker = page.workers()[0];
  if (!worker) throw new Error('The model runs in no worker.');
  const headers = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return response.headers.get('content-security-policy');
  }, worker.url());
  expect(headers).toContain("connect-src 'self'");

  expect(await worker.evaluate(send, otherOrigin(site.url))).not.toBe('sent');
  expect(site.requests.every((path) => path.startsWith('/'))).toBe(true);
});

test('the page cannot send anything to another origin', async ({ page, site }) => {
  await page.goto(site.url);
  expect(await page.evaluate(send, otherOrigin(site.url))).not.toBe('sent');
});
