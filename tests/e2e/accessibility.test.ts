/** Every page, in both themes and two widths, is free of what axe can find. */
import { expectAccessible, violations } from './support/accessible';
import { expect, GOOD_ANSWER, test } from './support/app';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      // Many pages, each read by axe.
      test.slow();

      test('up to the answer, every state is accessible and none scrolls sideways', async ({ app, page }) => {
        const check = (name: string) => expectAccessible(page, name);
        await app.open('/history/');
        await expect(page.getByRole('heading', { name: '아직 답변이 없습니다' })).toBeVisible();
        await check('history, empty');
        await app.open('/report/');
        await expect(page.getByRole('heading', { name: '아직 모을 점수가 없습니다' })).toBeVisible();
        await check('report, empty');
        await app.open('/interview/');
        await expect(page.getByRole('heading', { name: '진행 중인 면접이 없습니다' })).toBeVisible();
        await check('interview, none');
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
        await expect(page.getByRole('heading', { name: '진행 중인 면접이 있습니다' })).toBeVisible();
        await check('home, a session to resume');
        await page.getByRole('radio', { name: '연습', exact: true }).check();
        await app.startInterview({ count: 3 });
        await page.getByText('면접관이 보는 것').click();
        await check('interview');
        await page.getByRole('link', { name: '질문', exact: true }).click();
        await page.getByText('자세히').first().click();
        await page.getByTestId('filters').click();
        await check('questions');
        await page.getByRole('button', { name: '질문 추가' }).click();
        await page.getByTestId('own-form').getByText('더 적기 (선택)').click();
        await page.getByTestId('own-form').getByRole('button', { name: '저장' }).click();
        await expect(page.getByTestId('own-form').getByRole('alert')).toBeVisible();
        await check('questions, own form');
        await page.getByTestId('own-form').getByRole('button', { name: '취소' }).click();
        await page.getByRole('button', { name: '질문 가져오기' }).click();
        await check('questions, import');
        await page.goto(`${app.site.url}/no-such-page/`);
        await expect(page.getByRole('heading', { name: '없는 페이지입니다' })).toBeVisible();
        await check('not found');
      });

      test('from the result on, every state is accessible and none scrolls sideways', async ({
        app,
        page
      }) => {
        const check = (name: string) => expectAccessible(page, name);
        await app.open();
        await app.modelReady();
        await app.startInterview({ count: 3 });
        await app.answer('네.');
        await expect(page.getByTestId('withheld')).toBeVisible();
        await check('result, withheld');
        await page.getByRole('button', { name: '다음 질문' }).click();
        await page.getByRole('button', { name: '건너뛰기' }).click();
        await expect(page.getByTestId('position')).toHaveText('질문 3 / 3');
        await app.answer(GOOD_ANSWER);
        await app.total();
        const result = page.url();
        for (const summary of await page.getByRole('main').locator('summary').all()) await summary.click();
        await check('result');
        await page.getByRole('button', { name: '이 답변 지우기' }).click();
        await expect(page.getByRole('alertdialog')).toBeVisible();
        await check('result, dialog');
        await page.getByRole('button', { name: '취소' }).click();
        await page.getByRole('button', { name: '면접 마치기' }).click();
        await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
        await check('end of the session');
        await page.goto(result);
        await page.getByRole('link', { name: '공유하고 의견 받기' }).click();
        const link = await page.getByTestId('share-link').inputValue();
        await check('share');
        await page.getByRole('link', { name: '기록', exact: true }).click();
        await expect(page.getByTestId('take-count')).toHaveText('답변 2개');
        await check('history');
        await page.getByRole('link', { name: '연습 리포트 보기' }).click();
        await expect(page.getByTestId('trend-chart')).toBeVisible();
        await check('report');
        await page.getByRole('link', { name: '설정', exact: true }).click();
        await expect(page.getByTestId('model-backend')).toBeVisible();
        await check('settings');
        await page.getByRole('link', { name: '모델 살펴보기·가져오기' }).click();
        await expect(page.getByTestId('model-details')).toBeVisible();
        await page.getByText('자세히').click();
        await check('model');
        await page.getByRole('link', { name: '설정', exact: true }).click();
        await page.getByRole('link', { name: '작업 폴더 열기' }).click();
        await expect(page.getByTestId('folder-counts')).toBeVisible();
        await check('working folder');
        await app.open('/validate/');
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await check('validate');
        await app.open('/shared/');
        await check('shared, empty');
        await page.goto(link);
        await expect(page.getByTestId('score-total')).toBeVisible();
        await check('shared');
        await app.open('/result/?id=none');
        await expect(page.getByRole('heading', { name: '이 답변을 찾을 수 없습니다' })).toBeVisible();
        await check('result, missing');
      });
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
