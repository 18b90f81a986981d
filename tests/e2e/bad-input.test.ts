/** Whatever is typed has a defined outcome, a clear message, and is not lost. */
import { readFileSync } from 'node:fs';
import { expect, GOOD_ANSWER, test } from './support/app';

test('an empty answer is not sent', async ({ app, page }) => {
  await app.open();
  await app.startInterview();
  await page.getByRole('button', { name: '답변 제출' }).click();
  await expect(page.getByText('아직 답변이 없습니다. 한두 문장이라도 적고 제출해 주세요.')).toBeVisible();
  await expect(page).toHaveURL(/\/interview\//);
});

const withheld = [
  { name: 'three words', text: '네 잘 하겠습니다', reason: 'too-short' },
  { name: 'emoji only', text: '😀👍🎉 😀👍🎉 😀👍🎉 😀👍🎉 😀👍🎉 😀👍🎉', reason: 'no-korean' },
  {
    name: 'English',
    text: 'I worked in a team of four people and we built a small web service for used books last year.',
    reason: 'no-korean'
  },
  {
    name: 'zero-width and control characters',
    text: '\u200b\u200b\u0007\u0000 \u200d\ufeff',
    reason: 'empty'
  },
  {
    name: 'loose letters',
    text: 'ㅁㄴㅇㄹ ㅋㅋㅋㅋ ㅎㅎㅎ ㅁㄴㅇㄹ ㄷㄱㅈㄷ ㅂㅈㄷㄱ ㅋㅋㅋ',
    reason: 'unintelligible'
  },
  { name: 'one sentence over and over', text: '저는 열심히 하겠습니다. '.repeat(20), reason: 'repeated' }
];

for (const { name, text, reason } of withheld) {
  test(`${name}: the score is withheld with a reason, and the text is kept`, async ({ app, page }) => {
    await app.open();
    await app.startInterview();
    await app.answer(text);
    await expect(page.getByTestId('withheld')).toHaveAttribute('data-reason', reason);
    await page.getByRole('button', { name: '답변 고쳐 쓰기' }).click();
    await expect(page.getByLabel('답변', { exact: true })).toHaveValue(text);
  });
}

test('20,000 characters are read whole, in windows; one more is refused and kept', async ({ app, page }) => {
  await app.open();
  await app.startInterview();
  const pool = JSON.parse(readFileSync('src/lib/questions/pool/common.json', 'utf8')) as {
    questions: { model_answer: { text: string }[] }[];
  };
  const answers = pool.questions.flatMap(({ model_answer }) => model_answer.map(({ text }) => text));
  const long = answers.join(' ').slice(0, 20_000);
  const field = page.getByLabel('답변', { exact: true });
  await field.fill(`${long}가`);
  await page.getByRole('button', { name: '답변 제출' }).click();
  await expect(page.getByText('답변은 20,000자까지 평가할 수 있습니다.')).toBeVisible();
  await expect(field).toHaveValue(`${long}가`);
  await app.answer(long);
  expect(await app.total()).toBeGreaterThanOrEqual(0);
  await expect(page.getByText(/개 구간으로 나누어 모두 읽었습니다/)).toBeVisible();
});

test('HTML and special tokens are text, nothing more', async ({ app, page }) => {
  await app.open();
  await app.startInterview();
  const text = `<img src=x onerror="document.title='x'"><script>document.title='x'</script> [SEP] [CLS] ${GOOD_ANSWER}`;
  await app.answer(text);
  await app.total();
  await expect(page).toHaveTitle(/답변 평가/);
  expect(await page.locator('main img').count()).toBe(0);
});
