/** A model of one's own: brought, checked, used, gone back from; a damaged one is refused and changes nothing. */
import type { Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expectAccessible } from './support/accessible';
import { expect, test, type App } from './support/app';

const FOLDER = 'tests/fixtures/two-head-model';
const NAME = '두 가지만 아는 시험용 모델';
/** Of words that the tiny tokenizer knows. */
const ANSWER =
  '저는 팀에서 고객 문의를 분석하여 자동 응답 기능을 만들었습니다. 그 결과 시간이 30% 줄었습니다. ' +
  '프로젝트를 소개하고 배운 점은 협업입니다. 저는 고객 문의를 하나하나 분석하고 자동 응답 기능을 만들었습니다.';

function files(): Record<string, Uint8Array> {
  const names = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile()
  );
  return Object.fromEntries(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(FOLDER, path), new Uint8Array(readFileSync(path))];
    })
  );
}

async function bring(page: Page, entries: Record<string, Uint8Array>): Promise<void> {
  const buffer = Buffer.from(zipSync(entries));
  await page
    .getByTestId('model-zip')
    .setInputFiles({ name: 'model.zip', mimeType: 'application/zip', buffer });
}

async function openModelPage(app: App, page: Page): Promise<void> {
  await app.open('/settings/');
  await app.modelReady();
  await page.getByRole('link', { name: '모델 살펴보기·가져오기' }).click();
  await expect(page.getByTestId('model-details')).toContainText('interview-kobert');
}

for (const [width, colorScheme] of [
  [360, 'dark'],
  [1280, 'light']
] as const) {
  test.describe(`${width} px, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('the page shows the model, its numbers, its card and its speed', async ({ app, page }) => {
      await openModelPage(app, page);
      await expect(page.getByTestId('model-details')).toContainText('CC-BY-SA-4.0');
      await expect(page.getByRole('table').first()).toContainText('의도 (F1)');
      await page.getByText('자세히').click();
      await expect(page.getByTestId('model-card')).toContainText('It is not SKT');
      await page.getByRole('button', { name: '속도 재기' }).click();
      await expect(page.getByTestId('model-speed')).toHaveText(/\d+토큰\)를 평가하는 데 \d+밀리초/);
      await expectAccessible(page, 'model');
    });
  });
}

test('a two-head model is brought, used to a result that says what is missing, kept offline, and left again', async ({
  app,
  page,
  site
}) => {
  test.setTimeout(240_000);
  await openModelPage(app, page);
  const list = page.getByRole('region', { name: '이 기기의 모델' });

  await test.step('it is checked and kept; the model in use stays until the person switches', async () => {
    await bring(page, files());
    const done = page.getByRole('status').filter({ hasText: `‘${NAME}’ 모델을 확인하고 저장했습니다.` });
    await expect(done).toBeVisible({ timeout: 60_000 });
    await expect(page.getByTestId('model-details')).toContainText('interview-kobert');
    await expectAccessible(page, 'imported');
    await done.getByRole('button', { name: '이 모델 쓰기' }).click();
    await expect(page.getByTestId('model-details')).toContainText('two-head-model', { timeout: 60_000 });
    await expect(page.getByTestId('model-counted')).toContainText(
      '답변 품질 · 질문 적합도 · 문장 역할 · 문장 의미'
    );
    await expect(page.getByRole('table').filter({ hasText: '검증 자료' })).toContainText('[0.43, 0.59]');
    await page.getByText('자세히').click();
    await expect(page.getByTestId('model-card')).toContainText("<script>alert('a card is text')</script>");
    await expectAccessible(page, 'two heads');
  });

  await test.step('it is still the one after a reload without a network', async () => {
    await app.serviceWorkerReady();
    await page.reload();
    await app.modelReady();
    await site.stop();
    await page.reload();
    await expect(page.getByTestId('model-details')).toContainText('two-head-model', { timeout: 60_000 });
  });

  await test.step('an answer is scored, and the result says what was counted in the text', async () => {
    await page.getByRole('link', { name: '연습', exact: true }).click();
    await app.startInterview({ count: 1 });
    await app.answer(ANSWER);
    expect(await app.total()).toBeGreaterThan(0);
    await expect(page.getByTestId('computed-without')).toHaveText(
      '이 모델에는 답변 품질, 질문 적합도, 문장 역할, 문장 의미 판단이 없어, 글에서 센 값으로 대신했습니다.'
    );
    await expect(page.getByTestId('model-stamp')).toContainText('two-head-model 1.2.3');
  });

  await test.step('the person goes back to the built-in model, and takes theirs off the device', async () => {
    await page.goto(`${site.url}/model/`);
    await list.getByRole('button', { name: '기본 모델로 돌아가기' }).click();
    await expect(page.getByTestId('model-details')).toContainText('interview-kobert', { timeout: 60_000 });
    await list.getByRole('button', { name: '지우기' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '지우기' }).click();
    await expect(list).not.toContainText(NAME);
    await page.reload();
    await expect(page.getByTestId('model-details')).toContainText('interview-kobert', { timeout: 60_000 });
    await expect(list).not.toContainText(NAME);
  });
});

test('what is no whole model is refused with its code and a next step, and the model in use goes on', async ({
  app,
  page
}) => {
  await openModelPage(app, page);
  const alert = page.getByRole('main').getByRole('alert');
  const damaged = files();
  const onnx = damaged['onnx/model_quantized.onnx'];
  if (onnx) onnx[2000] = (onnx[2000] ?? 0) ^ 1;
  await bring(page, damaged);
  await expect(alert).toContainText('corrupt-file · onnx/model_quantized.onnx: SHA-256', { timeout: 60_000 });
  await expect(alert).toContainText('쓰던 모델은 그대로입니다.');
  await expectAccessible(page, 'refused');

  await bring(page, { ...files(), '../evil.js': new Uint8Array([1]) });
  await expect(alert).toContainText('bad-archive');
  await bring(page, { 'notes.txt': new Uint8Array([1]) });
  await expect(alert).toContainText('not-a-model');
  await page
    .getByTestId('model-zip')
    .setInputFiles({ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('no zip') });
  await expect(alert).toContainText('bad-archive · no directory');
  await expect(page.getByTestId('model-details')).toContainText('interview-kobert');
  await expect(page.getByRole('region', { name: '이 기기의 모델' })).not.toContainText(NAME);
});

test('a model that the browser has thrown away gives way to the built-in one, and the person is told', async ({
  app,
  page
}) => {
  test.setTimeout(180_000);
  await openModelPage(app, page);
  await bring(page, files());
  await page.getByRole('status').getByRole('button', { name: '이 모델 쓰기' }).click({ timeout: 60_000 });
  await expect(page.getByTestId('model-details')).toContainText('two-head-model', { timeout: 60_000 });
  await page.evaluate(async () => {
    for (const name of await caches.keys()) if (name.includes('models')) await caches.delete(name);
  });
  await page.reload();
  await expect(page.getByText('기본 모델로 바꾸었습니다')).toBeVisible({ timeout: 60_000 });
  await app.modelReady();
  await expect(page.getByTestId('model-details')).toContainText('interview-kobert');
});
