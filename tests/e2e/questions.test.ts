/** The question browser: searching, filtering, marking, and practising what was found. */
import { expect, GOOD_ANSWER, test } from './support/app';

test.use({ viewport: { width: 360, height: 740 } });

test('a question is found key by key, starred, practised and marked so', async ({ app, page }) => {
  await app.open();
  await page.getByRole('link', { name: '질문', exact: true }).click();
  const count = page.getByTestId('question-count');
  await expect(count).toHaveText(/^질문 \d{3}개$/);
  const all = await count.innerText();

  const search = page.getByRole('searchbox', { name: '질문 찾기' });
  await search.fill('ㅈㄱㅅㄱ');
  await expect(count).not.toHaveText(all);
  await expect(page.getByRole('article').first()).toContainText('자기소개');

  const card = page.getByRole('article').first();
  const text = await card.getByRole('heading').innerText();
  await card.getByText('자세히').click();
  await expect(card.getByText('담으면 좋은 내용')).toBeVisible();
  await card.getByText('모범 답변 보기').click();
  await expect(card.getByRole('listitem').last()).toBeVisible();

  await test.step('the star stays after a reload', async () => {
    const star = card.getByRole('button', { name: '즐겨찾기' });
    await star.click();
    await expect(star).toHaveAttribute('aria-pressed', 'true');
    await page.reload();
    await page.getByLabel('즐겨찾기만').check();
    await expect(count).toHaveText('질문 1개');
    await expect(card.getByRole('heading')).toHaveText(text);
  });

  await test.step('it is practised at once, ends as done, and is marked', async () => {
    await card.getByRole('button', { name: '이 질문 연습하기' }).click();
    await expect(page.getByTestId('position')).toHaveText('질문 1 / 1');
    expect(await app.questionText()).toBe(text);
    await app.answer(GOOD_ANSWER);
    await app.total();
    await page.getByRole('button', { name: '면접 마치기' }).click();
    await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
    await page.getByRole('link', { name: '질문', exact: true }).click();
    await expect(card.getByText('연습함')).toBeVisible();
    await page.getByTestId('filters').click();
    await page.getByRole('combobox', { name: '연습 여부' }).selectOption({ label: '아직 안 한 질문' });
    await expect(page.getByRole('heading', { name: '맞는 질문이 없습니다' })).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: '조건 지우기' }).last().click();
    await expect(count).toHaveText(all);
  });
});

test('filters narrow together, and the whole pool can be scrolled through', async ({ app, page }) => {
  await app.open('/questions/');
  const count = page.getByTestId('question-count');
  await expect(count).toHaveText(/^질문 \d{3}개$/);
  const total = Number((await count.innerText()).replace(/\D/g, ''));
  const scrolled = async () => {
    await page.mouse.wheel(0, 20_000);
    return page.getByRole('article').count();
  };
  await expect.poll(scrolled, { intervals: [50], timeout: 60_000 }).toBe(total);

  await page.keyboard.press('Home');
  await page.getByTestId('filters').click();
  await page.getByRole('combobox', { name: '직군' }).selectOption({ label: '디자인' });
  await page.getByRole('combobox', { name: '의도' }).selectOption({ label: '지식/기술' });
  await page.getByRole('combobox', { name: '난이도' }).selectOption({ label: '어려움' });
  await expect(page.getByTestId('filters')).toHaveText('골라 보기 (3개 적용 중)');
  await expect(async () => {
    const left = Number((await count.innerText()).replace(/\D/g, ''));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(total / 4);
  }).toPass();
  for (const card of await page.getByRole('article').all()) {
    await expect(card).toContainText('지식/기술');
    await expect(card).toContainText('어려움');
  }
});

test('practising one question leaves the interview in progress where it was', async ({ app, page }) => {
  await app.open();
  const question = await app.startInterview({ count: 3 });
  await page.getByRole('link', { name: '질문', exact: true }).click();
  await page.getByRole('button', { name: '이 질문 연습하기' }).first().click();
  await expect(page.getByTestId('position')).toHaveText('질문 1 / 1');
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
  await page.getByRole('link', { name: '새 면접 시작' }).click();
  await page.getByRole('link', { name: '이어서 하기' }).click();
  await expect(page.getByTestId('question')).toHaveText(question);
});
