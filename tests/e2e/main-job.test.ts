/** The main job with the real model: question, answer, evaluation, storage, export, all of it again offline. */
import { readFile } from 'node:fs/promises';
import { expect, GOOD_ANSWER, test } from './support/app';

test('a typed answer is evaluated on the device, stored, exported and imported again', async ({
  app,
  page
}) => {
  await app.open();
  const question = await app.startInterview({ count: 3 });
  await app.answer(GOOD_ANSWER);
  const total = await app.total();
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(100);
  await expect(page.getByTestId('question')).toHaveText(question);
  await expect(page.getByTestId('feedback').getByRole('listitem').first()).not.toBeEmpty();
  await expect(page.getByTestId('summary')).not.toBeEmpty();
  await expect(page.getByTestId('model-stamp')).toContainText('interview-kobert');
  const address = page.url();

  await test.step('it survives a reload', async () => {
    await page.reload();
    expect(await app.total()).toBe(total);
  });

  const file = await test.step('it exports as a result document', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '결과 파일(JSON) 내려받기' }).click()
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const document = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(document).slice(0, 9)).toEqual([
      'user_info',
      'question',
      'user_answer',
      'recommended_answer',
      'score_result',
      'grade',
      'feedback',
      'summary',
      'analysis'
    ]);
    expect(document.question).toBe(question);
    expect(document.user_answer).toBe(GOOD_ANSWER);
    expect((document.score_result as { total: number }).total).toBe(total);
    expect((document.schema as { version: number }).version).toBe(1);
    return { name: download.suggestedFilename(), mimeType: 'application/json', buffer: Buffer.from(text) };
  });

  await test.step('importing it again adds nothing; after deletion it brings the answer back', async () => {
    await page.getByRole('link', { name: '기록', exact: true }).click();
    await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
    await page.getByLabel('결과 파일 가져오기').setInputFiles(file);
    await expect(page.getByTestId('import-report')).toHaveText('가져온 답변 0개, 이미 있던 답변 1개');
    await page.goto(address);
    await page.getByRole('button', { name: '이 답변 지우기' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '지우기' }).click();
    await expect(page.getByTestId('take-count')).toHaveText('답변 0개');
    await page.getByLabel('결과 파일 가져오기').setInputFiles(file);
    await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
    await page.goto(address);
    expect(await app.total()).toBe(total);
  });
});

test('a whole session goes through its questions to an end, with a skip', async ({ app, page }) => {
  await app.open();
  const first = await app.startInterview({ occupation: '영업/마케팅', experience: '경력', count: 3 });
  await app.answer(GOOD_ANSWER);
  await app.total();
  await page.getByRole('button', { name: '다음 질문' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 2 / 3');
  expect(await app.questionText()).not.toBe(first);
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 3 / 3');
  await app.answer('모르겠습니다.');
  await app.total();
  await page.getByRole('button', { name: '면접 마치기' }).click();
  await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
  const questions = page.getByTestId('session-questions').locator('[data-outcome]');
  await expect(questions).toHaveCount(3);
  await expect(questions.filter({ hasText: '건너뜀' })).toHaveCount(1);
});

test('a draft survives a closed tab, and the session resumes where it was', async ({
  app,
  page,
  context
}) => {
  await app.open();
  const question = await app.startInterview({ count: 5 });
  await page.getByLabel('답변', { exact: true }).fill('저는 아직 다 쓰지 못한');
  await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  await page.close();

  const again = await context.newPage();
  await again.goto(app.site.url);
  await again.getByRole('link', { name: '이어서 하기' }).click();
  await expect(again.getByTestId('question')).toHaveText(question);
  await expect(again.getByLabel('답변', { exact: true })).toHaveValue('저는 아직 다 쓰지 못한');
});

test('Enter while Hangul is being composed never submits', async ({ app, page }) => {
  await app.open();
  await app.startInterview();
  const field = page.getByLabel('답변', { exact: true });
  await field.fill(GOOD_ANSWER);
  await field.dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true });
  await expect(page).toHaveURL(/\/interview\//);
  await field.dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: false });
  await page.waitForURL(/\/result\//);
  expect(await app.total()).toBeGreaterThan(0);
});
