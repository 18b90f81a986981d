/** Reports of a session and over time, on paper too; a history of any length. */
import type { Page } from '@playwright/test';
import { makeHistory } from '../../scripts/lib/history.js';
import { expectAccessible, violations } from './support/accessible';
import { expect, GOOD_ANSWER, test, type App } from './support/app';

/** Fills the history with made-up answers, the last of them given now. */
async function seed(app: App, page: Page, options: { takes: number; days: number }): Promise<void> {
  const files = makeHistory({ ...options, until: new Date().toISOString(), seed: 3 });
  await app.open('/history/');
  await page
    .getByLabel('결과 파일 가져오기')
    .setInputFiles(
      files.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) }))
    );
  await expect(page.getByTestId('take-count')).toHaveText(`답변 ${options.takes}개`, { timeout: 60_000 });
}

test('two answers, one skipped: the end lists them, the report sums them up and starts the next practice', async ({
  app,
  page
}) => {
  test.slow();
  await app.open();
  await app.startInterview({ count: 3 });
  await app.answer(GOOD_ANSWER);
  const totals = [await app.total()];
  await page.getByRole('button', { name: '다음 질문' }).click();
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 3 / 3');
  await app.answer(`${GOOD_ANSWER} 그래서 저는 앞으로도 더 배워야 할 것 같습니다. 많이 부족한 것 같습니다.`);
  totals.push(await app.total());
  await page.getByRole('button', { name: '면접 마치기' }).click();

  const questions = page.getByTestId('session-questions').locator('[data-outcome]');
  await expect(questions).toHaveCount(3);
  await expect(questions.nth(1)).toHaveAttribute('data-outcome', 'skipped');
  await expect(questions.nth(1)).toContainText('건너뜀');
  await expect(questions.nth(0)).toContainText('등급');
  await page.getByRole('link', { name: '이 면접 리포트 보기' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('면접 리포트');
  const mean = Math.round(((totals[0] ?? 0) + (totals[1] ?? 0)) * 5) / 10;
  await expect(page.getByTestId('report-mean')).toHaveText(`${mean}점`);
  await expect(page.getByTestId('parts-chart').locator('svg').first()).toBeVisible();
  await expect(questions).toHaveCount(3);
  await expect(page.locator('[data-habit=hedging]')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await test.step('everything over time, with too few answers to speak of a change', async () => {
    await page.getByRole('link', { name: '연습 리포트 보기' }).click();
    await expect(page.getByTestId('trend')).toHaveAttribute('data-verdict', 'too-few');
    await expect(page.getByTestId('report-count')).toHaveText('답변 2개의 평균입니다.');
  });

  const steps = page.getByTestId('next-steps').getByRole('listitem');
  await steps.first().getByRole('button').click();
  await expect(page.getByTestId('position')).toHaveText('질문 1 / 1');
});

test('a report without answers says what to do; an unknown session is named as such', async ({
  app,
  page
}) => {
  await app.open('/report/');
  await expect(page.getByRole('heading', { name: '아직 모을 점수가 없습니다' })).toBeVisible();
  await expect(page.getByRole('link', { name: '면접 시작' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await app.open('/report/?session=none');
  await expect(page.getByRole('heading', { name: '이 면접을 찾을 수 없습니다' })).toBeVisible();
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360]
] as const) {
  test.describe(`a history of months, ${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });

    test('shows its change over time, and prints as a document', async ({ app, page }, testInfo) => {
      await seed(app, page, { takes: 60, days: 100 });
      await page.getByRole('link', { name: '연습 리포트 보기' }).click();
      const trend = page.getByTestId('trend');
      await expect(trend).toHaveAttribute('data-verdict', 'rising');
      await expect(trend).toContainText('최근 20개의 평균');
      await expect(page.getByTestId('trend-chart').locator('svg path').first()).toBeVisible();
      await expect(page.getByTestId('report')).toContainText('점수를 매기지 않은 답변');
      const counted = async () =>
        Number((await page.getByTestId('report-count').innerText()).replace(/\D/g, ''));
      const all = await counted();

      await test.step('the table says what the line shows', async () => {
        await page.getByText('표로 보기').click();
        const rows = page.getByTestId('trend-table').locator('tbody tr');
        const counts = await rows.locator('td:last-child').allInnerTexts();
        expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(all);
      });
      await expectAccessible(page, 'report');
      await testInfo.attach('report', {
        body: await page.screenshot({ fullPage: true }),
        contentType: 'image/png'
      });

      await test.step('a shorter period has fewer answers', async () => {
        await page.getByRole('radio', { name: '30일', exact: true }).check();
        await expect.poll(counted).toBeLessThan(all);
      });

      await test.step('on paper: a head with the name, no navigation, black on white', async () => {
        await page.getByTestId('print').getByText('인쇄하거나 PDF로 저장').first().click();
        await page.getByLabel('인쇄물에 넣을 이름 (선택)').fill('김버디');
        await page.emulateMedia({ media: 'print' });
        await expect(page.getByTestId('print-head')).toContainText('이름: 김버디');
        await expect(page.getByTestId('print-head')).toContainText('인쇄한 날');
        await expect(page.getByRole('navigation')).toBeHidden();
        await expect(page.getByRole('button', { name: '이 질문 연습하기' }).first()).toBeHidden();
        await expect(page.getByTestId('trend-chart')).toBeVisible();
        const colours = await page.evaluate(() => {
          const style = getComputedStyle(document.documentElement);
          return [style.color, style.backgroundColor];
        });
        expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
        const pdf = await page.pdf({ format: 'A4' });
        expect(pdf.byteLength).toBeGreaterThan(10_000);
        await testInfo.attach('print', { body: pdf, contentType: 'application/pdf' });
      });
    });
  });
}

test('a history of any length: a few rows in the document, each knowing its place', async ({ app, page }) => {
  test.slow();
  await seed(app, page, { takes: 600, days: 60 });
  const list = page.getByRole('list', { name: '답변 목록' });
  const rows = list.getByRole('listitem');
  await expect(rows.first()).toHaveAttribute('aria-posinset', '1');
  await expect(rows.first()).toHaveAttribute('aria-setsize', '600');
  await expect(rows.first().getByRole('link')).toBeVisible();
  expect(await rows.count()).toBeLessThan(40);
  expect(await violations(page)).toEqual([]);

  await test.step('the keyboard goes through it, further than what was drawn', async () => {
    await rows.first().getByRole('link').focus();
    for (let place = 2; place <= 46; place += 1) {
      await page.keyboard.press('Tab');
      await expect(page.locator('li:has(a:focus)')).toHaveAttribute('aria-posinset', String(place));
    }
  });

  await test.step('whoever has scrolled away comes back to where the focus is', async () => {
    await page.mouse.wheel(0, 20_000);
    await expect
      .poll(async () => Number(await rows.last().getAttribute('aria-posinset')))
      .toBeGreaterThan(100);
    await expect(rows.last().getByRole('link')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.locator('li:has(a:focus)')).toBeVisible();
  });

  await test.step('its end is reached, and found again on the way back', async () => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const last = list.locator('[aria-posinset="600"]').getByRole('link');
    await expect(last).toBeVisible();
    await last.click();
    await expect(page.getByTestId('question')).toBeVisible();
    await page.goBack();
    await expect(last).toBeInViewport();
  });
});
