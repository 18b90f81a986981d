/** Feedback that teaches: habits of delivery, what blind hiring keeps out, follow-up questions, what-if, attempts. */
import { readText } from '../../src/lib/domain/text/facts';
import { poolQuestions } from '../unit/domain/pool';
import { expectAccessibleOnPhone } from './support/accessible';
import { expect, test } from './support/app';

/** @returns the answer that the pool suggests: to the point, whichever question was drawn */
function suggestedAnswer(text: string): string {
  const question = poolQuestions().find((own) => own.text === text);
  if (!question) throw new Error(`The pool has no question “${text}”.`);
  return question.model_answer.map((sentence) => sentence.text).join(' ');
}

/** An answer with habits, and with things better left out. */
const SPOKEN_ANSWER =
  '음 저는 한빛대학교 동아리에서 홍보를 맡았습니다. 어 그때 참여자가 너무 적어서 다들 힘들어했어요. 음 저희 아버지도 장사를 하셔서 알려 주셨습니다. ' +
  '그래서 전단 대신 짧은 영상을 네 편 만들었어요. 그 결과 참여자가 스무 명에서 마흔 명으로 늘었고요';

test('habits are shown in the person’s own sentences, and what blind hiring keeps out is noted without points', async ({
  app,
  page
}) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await app.answer(SPOKEN_ANSWER);
  await app.total();

  const habit = (code: string) => page.getByTestId('delivery').locator(`[data-code=${code}]`);
  await expect(habit('trailing-off')).toContainText('→ 그 결과 참여자가 스무 명에서 마흔 명으로 늘었습니다.');
  await expect(habit('mixed-endings')).toContainText('→ 그래서 전단 대신 짧은 영상을 네 편 만들었습니다.');
  await expect(habit('fillers')).toContainText('군말이 3번');

  const blind = page.getByTestId('blind');
  await expect(blind.locator('[data-topic]')).toHaveCount(2);
  await expect(blind.locator('[data-topic=school] mark')).toHaveText('한빛대학교');
  await expect(blind.locator('[data-topic=family] mark')).toHaveText('저희 아버지');
  await expectAccessibleOnPhone(page);
});

test('a follow-up is answered in a session of its own, survives reloads, and leads back', async ({
  app,
  page
}) => {
  await app.open();
  const first = await app.startInterview({ count: 3 });
  await app.answer(suggestedAnswer(first));
  await app.total();
  const followUps = page.getByTestId('follow-ups').getByRole('listitem');
  expect(await followUps.count()).toBeLessThanOrEqual(3);
  const asked = (await followUps.first().getByRole('paragraph').innerText()).trim();
  await followUps.first().getByRole('button', { name: '이 질문에 답하기' }).click();

  await expect(page.getByTestId('position')).toHaveText('질문 1 / 1');
  await expect(page.getByTestId('question')).toHaveText(asked);
  await expect(page.getByTestId('follows')).toContainText(`앞 질문: ${first}`);
  await page.reload();
  await expect(page.getByTestId('question')).toHaveText(asked);

  await app.answer(
    '그 뒤로 조회 시간이 4초에서 0.4초로 줄었습니다. 같은 방법을 다른 화면 세 곳에도 적용했고, 팀의 점검표에 쿼리 수 확인을 넣었습니다.'
  );
  const total = await app.total();
  await page.reload();
  expect(await app.total()).toBe(total);
  await expect(page.getByTestId('question')).toHaveText(asked);
  await page.getByRole('link', { name: '앞 답변 보기' }).click();
  await expect(page.getByTestId('question')).toHaveText(first);
  await page.goBack();
  await expect(page.getByTestId('question')).toHaveText(asked);

  await page.getByRole('button', { name: '면접 마치기' }).click();
  await expect(page.getByRole('heading', { name: '수고하셨습니다' })).toBeVisible();
  await page.getByRole('button', { name: '진행 중이던 면접 이어서 하기' }).click();
  await expect(page.getByTestId('position')).toHaveText('질문 1 / 3');
  await expect(page.getByTestId('question')).toHaveText(first);
});

test('a follow-up that is skipped leads back to the interview it was left for', async ({ app, page }) => {
  await app.open();
  const first = await app.startInterview({ count: 3 });
  await app.answer(suggestedAnswer(first));
  await app.total();
  await page.getByTestId('follow-ups').getByRole('button').first().click();
  await expect(page.getByTestId('follows')).toBeVisible();
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await page.getByRole('button', { name: '진행 중이던 면접 이어서 하기' }).click();
  await expect(page.getByTestId('question')).toHaveText(first);
});

test('each sentence is weighed when asked, and two attempts stand side by side', async ({ app, page }) => {
  await app.open();
  const answer = suggestedAnswer(await app.startInterview({ count: 1 }));
  await app.answer(answer);
  const first = await app.total();
  await expect(page.getByTestId('attempts')).toHaveCount(0);

  await page.getByRole('button', { name: '문장마다 살펴보기' }).click();
  await page.getByRole('button', { name: '그만두기' }).click();
  await expect(page.getByTestId('effect')).toHaveCount(0);
  await page.getByRole('button', { name: '문장마다 살펴보기' }).click();
  const effects = page.getByTestId('effect');
  await expect(effects).toHaveCount(readText(answer).sentences.length, { timeout: 60_000 });
  const points = await effects.evaluateAll((all) =>
    all.map((one) => Number(one.getAttribute('data-points')))
  );
  expect(points.some((own) => own > 0)).toBe(true);
  const helped = effects.filter({ hasText: '도움이 됐습니다' }).first();
  await expect(helped).toContainText(/이 문장이 도움이 됐습니다 \(\+\d+\)/);
  await expectAccessibleOnPhone(page);

  await page.getByRole('button', { name: '같은 질문에 다시 답하기' }).click();
  await app.answer('상품 목록이 느린 문제가 있었습니다. 쿼리를 줄였습니다.');
  const second = await app.total();
  const total = page.getByTestId('attempts').locator('[data-part=total] td');
  await expect(total).toHaveText([
    String(first),
    String(second),
    second < first ? `−${first - second}` : `+${second - first}`
  ]);
  await expectAccessibleOnPhone(page);
});
