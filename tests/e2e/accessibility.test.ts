/** Every page, in both themes and two widths, is free of what axe can find. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, GOOD_ANSWER, test } from './support/app';

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return result.violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      test('every page is accessible and none scrolls sideways', async ({ app, page }) => {
        // Many pages, each read by axe.
        test.slow();
        const check = async (name: string) => {
          expect(await violations(page), name).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow, `${name}: sideways scroll`).toBeLessThanOrEqual(0);
        };
        await app.open();
        await app.modelReady();
        await check('home');
        await page.getByRole('radio', { name: '실전', exact: true }).check();
        await check('home, 실전');
        await app.startInterview({ count: 3 });
        await check('실전, thinking');
        await page.getByRole('button', { name: '바로 답변하기' }).click();
        await check('실전, answering');
        await page.getByRole('button', { name: '잠시 멈춤' }).click();
        await check('실전, paused');
        await page.getByRole('link', { name: '연습', exact: true }).click();
        await page.getByRole('radio', { name: '연습', exact: true }).check();
        await app.startInterview({ count: 1 });
        await check('interview');
        await app.answer(GOOD_ANSWER);
        await app.total();
        await check('result');
        await page.getByRole('button', { name: '이 답변 지우기' }).click();
        await expect(page.getByRole('alertdialog')).toBeVisible();
        await check('result, dialog');
        await page.getByRole('button', { name: '취소' }).click();
        await page.getByRole('link', { name: '기록', exact: true }).click();
        await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
        await check('history');
        await page.getByRole('link', { name: '연습 리포트 보기' }).click();
        await expect(page.getByTestId('trend-chart')).toBeVisible();
        await check('report');
        await page.getByRole('link', { name: '질문', exact: true }).click();
        await page.getByText('자세히').first().click();
        await check('questions');
        await page.getByRole('link', { name: '설정', exact: true }).click();
        await expect(page.getByTestId('model-backend')).toBeVisible();
        await check('settings');
        await page.getByRole('link', { name: '작업 폴더 열기' }).click();
        await expect(page.getByTestId('folder-counts')).toBeVisible();
        await check('working folder');
        await page.goto(`${app.site.url}/no-such-page/`);
        await check('not found');
      });
    });
  }
}

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
