/** Questions of one's own: written, practised, edited, brought, taken away. */
import { readFileSync } from 'node:fs';
import { violations } from './support/accessible';
import { expect, GOOD_ANSWER, test } from './support/app';

test.use({ viewport: { width: 360, height: 740 } });

const QUESTION = '가장 어려웠던 기술 문제를 어떻게 푸셨는지 우리 팀에 말하듯 들려주세요.';

test('an own question is written, practised to a result, counted, and can be deleted and brought back', async ({
  app,
  page
}) => {
  await app.open('/questions/');
  const count = page.getByTestId('question-count');
  await expect(count).toHaveText(/^질문 \d{3}개$/);
  await page.getByRole('button', { name: '질문 추가' }).click();
  const form = page.getByTestId('own-form');
  const text = form.getByRole('textbox', { name: '질문', exact: true });
  await expect(text).toBeFocused();

  await test.step('what is missing is said, and nothing is lost', async () => {
    await form.getByRole('button', { name: '저장' }).click();
    await expect(form.getByRole('alert')).toHaveText('질문을 적어 주세요.');
    await text.fill(QUESTION);
    await form.getByText('더 적기 (선택)').click();
    expect(await violations(page)).toEqual([]);
    await form.getByRole('button', { name: '저장' }).click();
    await expect(page.getByText('질문을 저장했습니다.')).toBeVisible();
    await expect(page.getByRole('button', { name: '질문 추가' })).toBeFocused();
  });

  await page.getByLabel('내 질문만').check();
  await expect(count).toHaveText('질문 1개');
  const card = page.getByRole('article').first();
  await expect(card).toContainText(QUESTION);

  await test.step('the same question again is noticed', async () => {
    await page.getByRole('button', { name: '질문 추가' }).click();
    await text.fill(`  ${QUESTION.replace(/[ .]/g, '')} `);
    await expect(form.getByRole('status')).toHaveText('내 질문에 같은 질문이 이미 있습니다.');
    await form.getByRole('button', { name: '저장' }).click();
    await expect(form.getByRole('alert')).toContainText('이미 있습니다');
    await form.getByRole('button', { name: '취소' }).click();
  });

  await test.step('it is practised to a result that says calmly what it could not look at', async () => {
    await card.getByRole('button', { name: '이 질문 연습하기' }).click();
    expect(await app.questionText()).toBe(QUESTION);
    await app.answer(GOOD_ANSWER);
    expect(await app.total()).toBeGreaterThan(40);
    await expect(page.getByTestId('question-gaps')).toContainText('핵심 내용은 살피지 않습니다');
  });

  await test.step('it is counted, and practice elsewhere is added to it', async () => {
    await page.getByRole('link', { name: '질문', exact: true }).click();
    await card.getByText('자세히').click();
    await expect(card.getByTestId('practice')).toContainText('연습 1번');
    await card.getByRole('button', { name: '연습한 것으로 표시' }).click();
    await expect(card.getByTestId('practice')).toContainText('연습 2번');
    await card.getByRole('button', { name: '표시 한 번 지우기' }).click();
    await expect(card.getByTestId('practice')).toContainText('연습 1번');
  });

  await test.step('what is added to it is used for the answer that is there', async () => {
    await card.getByRole('button', { name: '고치기' }).click();
    await form.getByText('더 적기 (선택)').click();
    await form.getByLabel('담으면 좋은 내용').fill('원인 확인: 로그\n재발 방지');
    await form.getByLabel('이 질문이 묻는 것').selectOption({ label: '지식/기술' });
    await form.getByRole('button', { name: '저장' }).click();
    // The card has stayed unfolded.
    await expect(card.getByText('원인 확인')).toBeVisible();
    await expect(card.getByTestId('question-gaps')).toHaveCount(0);
  });

  await test.step('it stays after a reload; deleted, it can be brought back', async () => {
    await page.reload();
    await page.getByLabel('내 질문만').check();
    await card.getByText('자세히').click();
    await card.getByRole('button', { name: '지우기', exact: true }).click();
    await expect(count).toHaveText('질문 0개');
    await page.getByRole('button', { name: '되돌리기' }).click();
    await expect(count).toHaveText('질문 1개');
  });

  await test.step('an interview can be made of own questions alone', async () => {
    await page.getByRole('link', { name: '연습', exact: true }).first().click();
    await page.getByRole('radio', { name: '내 질문만' }).check();
    await page.getByRole('button', { name: '면접 시작' }).click();
    await expect(page.getByTestId('position')).toHaveText('질문 1 / 1');
    expect(await app.questionText()).toBe(QUESTION);
  });
});

test('questions are pasted and imported, doubles left out, a wrong file refused whole, and exported', async ({
  app,
  page
}) => {
  await app.open('/questions/');
  await page.getByRole('button', { name: '질문 가져오기' }).click();
  await page
    .getByLabel('붙여 넣은 질문')
    .fill('1. 1분 자기소개를 해 보세요, 우리 팀 앞에서.\n2. 최근에 읽은 기술 글은?\n- 최근에 읽은 기술 글은');
  await page.getByRole('button', { name: '붙여 넣은 질문 가져오기' }).click();
  await expect(page.getByText('새 질문 2개를 더했습니다. 이미 있던 질문 1개')).toBeVisible();

  const files = page.locator('input[type=file]');
  await files.setInputFiles([
    {
      name: '질문.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('질문,직군\n"불량률을, 낮춘 경험은?",생산/제조\n')
    },
    { name: '틀림.json', mimeType: 'application/json', buffer: Buffer.from('[{"text": "됨"}, {"text": 7}]') }
  ]);
  await expect(page.getByRole('alert').filter({ hasText: '틀림.json' })).toContainText('questions.1.text');
  await expect(page.getByText('새 질문 1개를 더했습니다.')).toBeVisible();
  await page.getByLabel('내 질문만').check();
  await expect(page.getByTestId('question-count')).toHaveText('질문 3개');
  expect(await violations(page)).toEqual([]);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '내 질문 내보내기' }).click()
  ]);
  const exported = JSON.parse(readFileSync(await download.path(), 'utf8')) as {
    questions: { text: string }[];
  };
  expect(exported.questions.map(({ text }) => text)).toContain('불량률을, 낮춘 경험은?');

  await test.step('the export comes back as what is here already', async () => {
    await files.setInputFiles(await download.path());
    await expect(page.getByText('새 질문 0개를 더했습니다. 이미 있던 질문 3개')).toBeVisible();
  });
});
