/** The model does not arrive, or arrives damaged: the person sees it, loses nothing, and a retry works. */
import { expect, GOOD_ANSWER, test } from './support/app';

test('a failed download is shown, the answer is kept, and a retry evaluates it', async ({
  app,
  page,
  site
}) => {
  site.intercept = (request, response) => {
    if (!request.url?.endsWith('.onnx')) return false;
    response.writeHead(503).end();
    return true;
  };
  await app.open();
  await expect(page.getByTestId('model-status')).toHaveAttribute('data-phase', 'error', { timeout: 30_000 });
  await app.startInterview({ count: 1 });
  await app.answer(GOOD_ANSWER);
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('답변은 저장되어 있습니다.');
  await expect(alert).toContainText('download-failed');
  await expect(page.getByTestId('answer')).toHaveText(GOOD_ANSWER);

  site.intercept = null;
  await alert.getByRole('button', { name: '다시 시도' }).click();
  expect(await app.total()).toBeGreaterThan(0);
});

test('a damaged model file is found out and never used', async ({ app, page, site }) => {
  site.intercept = (request, response) => {
    if (!request.url?.endsWith('model_quantized.onnx')) return false;
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(Buffer.alloc(1000, 7));
    return true;
  };
  await app.open();
  await expect(page.getByTestId('model-status')).toHaveAttribute('data-phase', 'error', { timeout: 30_000 });
  await page.getByRole('link', { name: '설정', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'corrupt-file' })).toBeVisible();

  site.intercept = null;
  await page.getByRole('main').getByRole('button', { name: '다시 시도' }).click();
  await app.modelReady();
});
