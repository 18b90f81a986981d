/** Every page, in both themes and two widths, is free of what axe can find. */
import { expectAccessible, violations } from './support/accessible';
import { expect, GOOD_ANSWER, test } from './support/app';
import { TOURS } from './support/tour';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      // Many pages, each read by axe.
      test.slow();

      for (const { name, lead } of TOURS) {
        test(`${name}, every state is accessible and none scrolls sideways`, async ({ app, page }) => {
          await lead(app, (state) => expectAccessible(page, state));
        });
      }
    });
  }
}

test.describe('the model does not arrive', () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test('home says so, the answer can be written, and the next try evaluates it', async ({
    app,
    page,
    site
  }) => {
    site.intercept = (request, response) => {
      if (!request.url?.endsWith('.onnx')) return false;
      response.destroy();
      return true;
    };
    await app.open();
    const notice = page.getByRole('main').getByRole('alert');
    await expect(notice).toContainText('모델을 받지 못했습니다', { timeout: 60_000 });
    await expect(notice).toContainText('그동안에도');
    // Reached without scrolling, whatever is below the form.
    await expect(page.getByRole('button', { name: '면접 시작' })).toBeInViewport({ ratio: 1 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    await app.startInterview({ count: 1 });
    await expect(page.getByRole('button', { name: '답변 제출' })).toBeInViewport({ ratio: 1 });
    await app.answer(GOOD_ANSWER);
    await expect(page.getByRole('heading', { name: '평가하지 못했습니다' }).or(notice)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    site.intercept = null;
    // The network is back: the model is fetched without being asked for.
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await app.modelReady();
    await page.getByRole('main').getByRole('button', { name: '다시 시도' }).click();
    expect(await app.total()).toBeGreaterThan(0);
  });
});

test('the whole job by keyboard alone', async ({ app, page }) => {
  await app.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '본문으로 건너뛰기' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: '경영/사무' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: '영업/마케팅' })).toBeChecked();
  await page.getByRole('button', { name: '면접 시작' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('question')).toBeVisible();
  await page.getByLabel('답변', { exact: true }).focus();
  await page.keyboard.insertText(GOOD_ANSWER);
  await page.keyboard.press('Control+Enter');
  expect(await app.total()).toBeGreaterThan(0);
});
