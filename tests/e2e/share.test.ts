/** Sharing without a server: what goes along, a reader in another browser, notes that come back, links that broke. */
import type { Browser, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expectAccessibleOnPhone } from './support/accessible';
import { readQr } from './support/qr';
import { expect, GOOD_ANSWER, test, watchErrors, type App } from './support/app';

/** Another person: nothing of ours is stored in their browser. Errors and policy violations are collected. */
async function reader(browser: Browser): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul' });
  const page = await context.newPage();
  return { page, errors: watchErrors(page) };
}

const link = (page: Page) => page.getByTestId('share-link').inputValue();
const notes = (page: Page) => page.getByTestId('reviewer-note');

/** From the result page to the page that shares it. */
async function openSharing(page: Page): Promise<void> {
  await page.getByRole('link', { name: '공유하고 의견 받기' }).click();
  await expect(page.getByTestId('share-picker')).toBeVisible();
}

/** Gives one answer, waits for its score and opens the page that shares it. */
async function shareAnswer(app: App, page: Page, answer = GOOD_ANSWER): Promise<void> {
  await app.open();
  await app.startInterview({ count: 1 });
  await app.answer(answer);
  await app.total();
  await openSharing(page);
}

// Two browsers, and axe on every state: more than one journey's worth of time.
test.slow();

test('a link is opened by somebody else, who writes notes; the link back puts them beside the sentences', async ({
  app,
  page,
  browser,
  site
}) => {
  await app.open();
  const question = await app.startInterview({ count: 1 });
  await app.answer(GOOD_ANSWER);
  const total = await app.total();
  const result = page.url();
  await openSharing(page);
  await page.getByRole('checkbox', { name: '내 이름' }).check();
  await page.getByLabel('받는 분께 보일 이름').fill('김하늘');
  await expect(page.getByTestId('preview')).toContainText('김하늘 님이 공유했습니다.');
  const sent = await link(page);
  await expectAccessibleOnPhone(page);

  site.requests.length = 0;
  const mentor = await reader(browser);
  await mentor.page.goto(sent);
  await expect(mentor.page.getByTestId('from')).toContainText('김하늘 님이 공유했습니다.');
  await expect(mentor.page.getByRole('heading', { name: question })).toBeVisible();
  await expect(mentor.page.getByTestId('score-total')).toContainText(String(total));
  await expect(mentor.page.getByRole('button', { name: '답변 제출' })).toHaveCount(0);
  // Nothing of it stays in the address; nothing of it, and no model, was asked of the host.
  expect(new URL(mentor.page.url()).hash).toBe('');
  expect(await mentor.page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  expect(site.requests.filter((path) => path.includes('/models/') || path.includes('b1.'))).toEqual([]);
  await mentor.page.reload();
  await expect(mentor.page.getByRole('heading', { name: question })).toBeVisible();
  await expectAccessibleOnPhone(mentor.page);

  await mentor.page.getByRole('button', { name: '2번째 문장에 의견 쓰기' }).click();
  await expect(mentor.page.getByRole('textbox', { name: '2번째 문장에 의견 쓰기' })).toBeFocused();
  await mentor.page.keyboard.insertText('맡은 일이 바로 보여 좋습니다.\n<img src=x onerror=alert(1)>');
  await mentor.page.getByRole('button', { name: '답변 전체에 의견 쓰기' }).click();
  await expect(mentor.page.getByRole('textbox', { name: '답변 전체에 의견 쓰기' })).toBeFocused();
  await mentor.page.keyboard.insertText('끝을 한 문장 줄여 보세요.');
  await mentor.page.getByLabel('내 이름 (선택)').fill('박선배');
  await expect(mentor.page.getByTestId('notes-saved')).toContainText('보관했습니다');
  await expectAccessibleOnPhone(mentor.page);
  const back = await link(mentor.page);
  // The notes outlive the tab.
  await mentor.page.close();
  const later = await mentor.page.context().newPage();
  await later.goto(`${site.url}/shared/`);
  await later.getByTestId('kept').getByRole('button').click();
  await expect(later.getByLabel('답변 전체에 의견 쓰기')).toHaveValue('끝을 한 문장 줄여 보세요.');
  expect(mentor.errors).toEqual([]);
  await later.context().close();

  await page.goto(back);
  await expect(page.getByTestId('new-notes')).toContainText('새 의견이 2개');
  await expectAccessibleOnPhone(page);
  await page.getByRole('button', { name: '내 결과에 의견 더하기' }).click();
  await expect(page.getByTestId('new-notes')).toHaveText('새로운 의견은 없습니다.');
  await page.getByRole('link', { name: '내 결과 열기' }).click();
  expect(await app.total()).toBe(total);
  expect(page.url()).toBe(result);
  await expect(notes(page)).toHaveCount(2);
  const second = page.getByRole('listitem').filter({ hasText: '저는 조회 API를 맡아' }).first();
  await expect(second.getByTestId('reviewer-note')).toContainText('박선배');
  await expect(second.getByTestId('reviewer-note')).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByTestId('other-notes')).toContainText('끝을 한 문장 줄여 보세요.');
  await expectAccessibleOnPhone(page);

  // Opened once more, it adds nothing.
  await page.goto(back);
  await expect(page.getByTestId('new-notes')).toHaveText('새로운 의견은 없습니다.');

  // A note can be deleted from one's own result.
  await page.goto(result);
  await page.getByTestId('other-notes').getByRole('button', { name: '박선배 님의 의견 지우기' }).click();
  await expect(notes(page)).toHaveCount(1);
  await page.reload();
  await expect(notes(page)).toHaveCount(1);
});

test('the picker leaves out name and answer text, and a personal fact is left out until it was seen', async ({
  app,
  page,
  browser
}) => {
  await shareAnswer(app, page, `${GOOD_ANSWER} 저는 한빛대학교를 졸업했습니다.`);
  const raw = page.getByTestId('raw');
  await expect(page.getByText('답변에 개인 정보로 보이는 말이 있습니다')).toBeVisible();
  await expect(page.getByTestId('blind').locator('mark')).toHaveText('한빛대학교');
  await expect(page.getByRole('checkbox', { name: '답변 글' })).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: '내 이름' })).not.toBeChecked();
  for (const word of ['한빛', '쿼리', '페치 조인', '0.4초']) await expect(raw).not.toContainText(word);
  await expectAccessibleOnPhone(page);

  const stranger = await reader(browser);
  await stranger.page.goto(await link(page));
  await expect(stranger.page.getByText('답변 글은 함께 보내지 않았습니다.')).toBeVisible();
  await expect(stranger.page.getByTestId('from')).toContainText('이름을 밝히지 않은 분');
  await expect(stranger.page.locator('main')).not.toContainText('쿼리');
  expect(stranger.errors).toEqual([]);
  await stranger.page.context().close();

  await page.getByRole('checkbox', { name: '답변 글' }).check();
  await expect(raw).toContainText('한빛대학교');
  await expect(page.getByText('이 말도 답변 글과 함께 갑니다.')).toBeVisible();
  await page.getByRole('checkbox', { name: '점수와 평가' }).uncheck();
  await expect(page.getByTestId('preview').getByTestId('score-total')).toHaveCount(0);
  await expect(raw).toContainText('"score_result": null');
});

test('a session goes as a file, is kept apart or saved, and its notes come back as a file', async ({
  app,
  page,
  browser,
  site
}) => {
  await app.open();
  await app.startInterview({ count: 3 });
  await app.answer(GOOD_ANSWER);
  await app.total();
  await page.getByRole('button', { name: '다음 질문' }).click();
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await page.getByRole('button', { name: '건너뛰기' }).click();
  await page.getByRole('link', { name: '이 면접 공유하기' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /파일로 받기/ }).click();
  const file = await (await downloading).path();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schema: { name: 'interview-buddy/share' } });

  const mentor = await reader(browser);
  await mentor.page.goto(`${site.url}/shared/`);
  await expectAccessibleOnPhone(mentor.page);
  await mentor.page.getByLabel('파일 열기', { exact: true }).setInputFiles({
    name: 'shared.json',
    mimeType: 'application/json',
    buffer: readFileSync(file)
  });
  await mentor.page.getByRole('button', { name: '1번째 문장에 의견 쓰기' }).click();
  await mentor.page.keyboard.insertText('첫 문장이 깁니다.');
  const replying = mentor.page.waitForEvent('download');
  await mentor.page.getByRole('button', { name: /파일로 받기/ }).click();
  const reply = await (await replying).path();
  // Kept apart: the reader's own history stays empty until they say otherwise.
  await mentor.page.getByRole('link', { name: '기록', exact: true }).click();
  await expect(mentor.page.getByTestId('take-count')).toHaveText('답변 0개');
  await mentor.page.getByRole('link', { name: '공유받은 결과' }).click();
  await expectAccessibleOnPhone(mentor.page);
  await mentor.page.getByTestId('kept').getByRole('button').click();
  await mentor.page.getByRole('button', { name: '내 기록에 저장하기' }).click();
  await expect(mentor.page.getByText('내 답변입니다')).toBeVisible();
  await mentor.page.getByRole('link', { name: '기록', exact: true }).click();
  await expect(mentor.page.getByTestId('take-count')).toHaveText('답변 1개');
  expect(mentor.errors).toEqual([]);

  // Where people import everything else: the way to the notes is shown.
  await page.goto(`${site.url}/history/`);
  await page.getByLabel('결과 파일 가져오기').setInputFiles({
    name: 'reply.json',
    mimeType: 'application/json',
    buffer: readFileSync(reply)
  });
  await expect(page.getByTestId('import-refused')).toContainText('공유받은 결과입니다.');
  await expectAccessibleOnPhone(page);
  await page.getByRole('button', { name: '공유받은 결과로 열기' }).click();
  await page.getByRole('button', { name: '내 결과에 의견 더하기' }).click();
  await page.getByRole('link', { name: '내 결과 열기' }).click();
  await expect(notes(page)).toContainText('첫 문장이 깁니다.');
  await mentor.page.context().close();
});

test('a broken link says what happened and what to do, and the whole one opens in its place', async ({
  app,
  page,
  site
}) => {
  await shareAnswer(app, page);
  const whole = await link(page);
  const middle = Math.floor(whole.length / 2);
  const changed = whole.slice(0, middle) + (whole[middle] === 'A' ? 'B' : 'A') + whole.slice(middle + 1);
  for (const [broken, code] of [
    [whole.slice(0, -30), 'link-truncated'],
    [changed, 'link-damaged'],
    [whole.replace('#b1.', '#b7.'), 'link-newer']
  ] as const) {
    await page.goto('about:blank');
    await page.goto(broken);
    await expect(page.getByRole('alert')).toContainText(code);
    await expect(page.getByLabel('받은 링크 붙여 넣기')).toBeVisible();
  }
  await expectAccessibleOnPhone(page);
  await page
    .getByLabel('파일 열기', { exact: true })
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await expect(page.getByRole('alert')).toContainText('share-invalid');
  await page.getByLabel('받은 링크 붙여 넣기').fill(`여기요: ${whole}`);
  await page.getByRole('button', { name: '링크 열기' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('내 답변입니다')).toBeVisible();

  // Offline, in a tab that opens the site anew.
  await app.serviceWorkerReady();
  await site.stop();
  const tab = await page.context().newPage();
  await tab.goto(whole);
  await expect(tab.getByTestId('shared-take')).toContainText('페치 조인');
});

test('the QR code says the link, and the page offers what the device can do', async ({ app, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: () => Promise.reject(new Error('no')) }
    });
    Object.defineProperty(navigator, 'canShare', { value: (data: ShareData) => !data.files });
    Object.defineProperty(navigator, 'share', {
      value: (data: ShareData) => {
        document.documentElement.dataset.handed = data.url ?? 'file';
        return Promise.resolve();
      }
    });
  });
  await shareAnswer(app, page);
  const sent = await link(page);
  await page.getByText('QR 코드 보기').click();
  const code = page.getByTestId('qr-code');
  await expect(code).toHaveAccessibleName('공유 링크가 담긴 QR 코드');
  const [path, box] = [await code.locator('path').getAttribute('d'), await code.getAttribute('viewBox')];
  expect(readQr(path ?? '', Number(box?.split(' ')[2]))).toBe(sent);
  await expectAccessibleOnPhone(page);
  await page.getByRole('button', { name: '링크 복사' }).click();
  await expect(page.getByText('위에 선택된 링크를 직접 복사해 주세요.')).toBeVisible();
  await page.getByRole('button', { name: '다른 앱으로 보내기' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-handed', sent);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByTestId('share-picker')).toBeHidden();
  await expect(page.getByTestId('preview').getByTestId('shared-take')).toBeVisible();
});
