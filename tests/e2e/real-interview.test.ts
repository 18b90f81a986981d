/** 실전: on time, without hints, in one pass; the results come at its end. 약점 보완: what went badly comes again. */
import type { Page } from '@playwright/test';
import { expect, GOOD_ANSWER, test, type App } from './support/app';

/** From the start page to the first question of an interview of three, 30 s to think and 60 s to answer. */
async function startReal(app: App, page: Page): Promise<string> {
  await page.clock.install();
  await app.open();
  await page.getByRole('radio', { name: '실전', exact: true }).check();
  const answerTime = page.getByRole('group', { name: '답변 시간' });
  await answerTime.getByRole('radio', { name: '60초' }).check();
  return app.startInterview({ count: 3 });
}

/** Stops the page's clock, so that time passes only as the test says, however slow the machine is. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 3_000));
}

const answerField = (page: Page) => page.getByLabel('답변', { exact: true });

test('thinking, answering, time up, handing in, and the results at the end', async ({ app, page }) => {
  const first = await startReal(app, page);
  await stopClock(page);
  const clock = page.getByTestId('clock');
  const said = page.getByTestId('clock-announcement');
  await expect(clock).toHaveAttribute('data-phase', 'think');
  await expect(said).toHaveText('생각할 시간 30초입니다.');
  await expect(page.getByText('면접관이 보는 것')).toHaveCount(0);
  await expect(answerField(page)).toHaveCount(0);

  await test.step('the answer begins by itself, and the warnings come', async () => {
    await page.clock.runFor(31_000);
    await expect(clock).toHaveAttribute('data-phase', 'answer');
    await expect(answerField(page)).toBeFocused();
    await expect(said).toHaveText('답변 시간 60초가 시작되었습니다.');
    await answerField(page).fill(GOOD_ANSWER);
    await page.clock.runFor(42_000);
    await expect(said).toHaveText('슬슬 마무리해 주세요.');
    await page.clock.runFor(11_000);
    await expect(said).toHaveText('곧 시간이 다 됩니다.');
  });

  await test.step('time up keeps the text and goes on', async () => {
    await page.clock.runFor(10_000);
    await expect(page.getByTestId('position')).toHaveText('질문 2 / 3');
    await expect(page.getByTestId('time-up')).toContainText('쓰신 답변은 그대로 저장했습니다');
    await expect(page.getByTestId('question')).toBeFocused();
    await page.clock.resume();
  });
  const second = await app.questionText();
  expect(second).not.toBe(first);

  await test.step('the result is kept back until the end', async () => {
    await page.getByRole('link', { name: '기록', exact: true }).click();
    await page.getByRole('link', { name: first }).click();
    await expect(page.getByRole('heading', { name: '평가는 실전이 끝난 뒤에' })).toBeVisible();
    await page.getByRole('link', { name: '이어서 하기' }).click();
    await page.getByRole('link', { name: '이어서 하기' }).click();
    await page.getByRole('button', { name: '계속하기' }).click();
  });

  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await answerField(page).fill('저는 열심히 하는 사람입니다. 무엇이든 열심히 하겠습니다. 잘 부탁드립니다.');
  await page.getByRole('button', { name: '답변 제출' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 3 / 3');
  await expect(page.getByTestId('time-up')).toHaveCount(0);
  await page.clock.runFor(95_000);
  await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
  await expect(page.getByTestId('time-up')).toContainText('나중에 다시 연습하실 수 있습니다');
  const results = page.locator('li[data-outcome=answered]');
  await expect(results).toHaveCount(2);
  await expect(page.locator('li[data-outcome=unanswered]')).toHaveCount(1);
  await expect(results.filter({ hasText: '등급' }).first()).toBeVisible({ timeout: 60_000 });
  await expect(results.filter({ hasText: '평가 전' })).toHaveCount(0, { timeout: 60_000 });

  await test.step('what went badly is asked again in 약점 보완', async () => {
    await page.getByRole('link', { name: '새 면접 시작' }).click();
    await page.getByRole('radio', { name: '약점 보완', exact: true }).check();
    expect([first, second]).toContain(await app.startInterview({ count: 3 }));
  });
});

test('a pause keeps the time, also through a closed tab, and hides the question', async ({ app, page }) => {
  const question = await startReal(app, page);
  await stopClock(page);
  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await answerField(page).fill('저는 아직 다 쓰지 못한');
  await page.clock.runFor(20_000);
  await page.getByRole('button', { name: '잠시 멈춤' }).click();
  await expect(page.getByRole('button', { name: '계속하기' })).toBeFocused();
  await expect(page.getByTestId('question')).toHaveCount(0);
  const left = page.getByTestId('time-left');
  await expect(left).toHaveText('0:40');
  await page.clock.runFor(120_000);
  await expect(left).toHaveText('0:40');

  await page.reload();
  await expect(left).toHaveText('0:40');
  await page.getByRole('button', { name: '계속하기' }).click();
  await expect(page.getByTestId('question')).toHaveText(question);
  await expect(answerField(page)).toHaveValue('저는 아직 다 쓰지 못한');

  await test.step('leaving the page stops the time', async () => {
    await page.getByRole('link', { name: '설정', exact: true }).click();
    await page.clock.runFor(120_000);
    await page.clock.resume();
    await page.getByRole('link', { name: '연습', exact: true }).click();
    await page.getByRole('link', { name: '이어서 하기' }).click();
    await expect(left).toHaveText('0:40');
  });
});
