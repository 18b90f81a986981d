/** Files come in by every way a person has, whole or not at all, and nothing in them can do harm. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { expect, GOOD_ANSWER, test } from './support/app';
import { golden } from '../support/golden';
import { generatedHostileFiles } from '../fixtures/hostile/generated';

const asFile = (name: string, bytes: string | Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes)
});

const report = (page: Page) => page.getByTestId('import-report');
const picker = (page: Page) => page.getByLabel('결과 파일 가져오기');

test('a dropped file comes in wherever on the page it is dropped; twice is once', async ({ app, page }) => {
  await app.open('/history/');
  await expect(page.getByTestId('take-count')).toHaveText('답변 0개');
  for (const expected of ['가져온 답변 1개, 이미 있던 답변 0개', '가져온 답변 0개, 이미 있던 답변 1개']) {
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'result.json'));
      return transfer;
    }, golden('result'));
    const target = page.getByRole('heading', { level: 1 });
    // The page is there before its scripts: the file is held over it until it answers.
    await expect(async () => {
      await target.dispatchEvent('dragenter', { dataTransfer: data });
      await expect(page.getByTestId('drop-target')).toBeVisible({ timeout: 1000 });
    }).toPass();
    await target.dispatchEvent('drop', { dataTransfer: data });
    await expect(report(page)).toHaveText(expected);
    await expect(page.getByTestId('drop-target')).toBeHidden();
  }
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
  await page.getByRole('main').locator('a[href*="result"]').first().click();
  await expect(page.getByTestId('score-total')).toContainText('75');
});

test('a pasted document comes in; text pasted into a field stays text', async ({ app, page }) => {
  const paste = (text: string, selector: string) =>
    page.evaluate(
      ([pasted, where]) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted ?? '');
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        document.querySelector(where ?? '')?.dispatchEvent(event);
        return event.defaultPrevented;
      },
      [text, selector]
    );
  await app.open('/history/');
  await expect(page.getByTestId('take-count')).toBeVisible();
  expect(await paste('그냥 글입니다.', 'main')).toBe(false);
  await expect.poll(() => paste(golden('ai_hub'), 'main')).toBe(true);
  await expect(report(page)).toHaveText('가져온 답변 1개, 이미 있던 답변 0개');
  expect(await paste(golden('result'), 'input')).toBe(false);
});

test('files of every kind, alone and in a zip, at once', async ({ app, page }) => {
  await app.open('/history/');
  const zip = zipSync({
    'user/kim.json': strToU8(golden('user_info')),
    'question/q_kim.json': strToU8(golden('question')),
    'answer/kim.json': strToU8(golden('answer')),
    'result/result_kim.json': strToU8(golden('result')),
    'result/broken.json': strToU8('{'),
    'photo.png': strToU8('PNG'),
    '__MACOSX/result/._result_kim.json': strToU8('x')
  });
  await picker(page).setInputFiles([asFile('folder.zip', zip), asFile('labels.json', golden('ai_hub'))]);
  await expect(report(page)).toHaveText('가져온 답변 3개, 이미 있던 답변 0개');
  const details = page.getByTestId('import-details').getByRole('listitem');
  await expect(details).toHaveText([
    '질문 파일로 만든 면접 1개 (연습에서 이어서 하실 수 있습니다)',
    '지원 정보를 가져왔습니다.',
    'ZIP 안의 다른 파일 2개는 건너뛰었습니다.'
  ]);
  const refused = page.getByTestId('import-refused').getByRole('listitem');
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText('folder.zip/result/broken.json');
  await expect(refused).toContainText('JSON 파일이 아닙니다.');

  await test.step('the question waits to be answered, for the profile of its file', async () => {
    await page.getByRole('link', { name: '연습', exact: true }).click();
    await page.getByRole('link', { name: '이어서 하기' }).click();
    await expect(page.getByTestId('question')).toHaveText(
      '이 분야에서 일하게 된 계기와 지금까지의 경력을 말씀해 주세요.'
    );
    await page.getByLabel('답변', { exact: true }).fill(GOOD_ANSWER);
    await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
  });
});

test('hostile files: refused with a reason or shown as text, nothing runs, nothing else comes in', async ({
  app,
  page
}) => {
  test.setTimeout(240_000);
  const dialogs: string[] = [];
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const folder = 'tests/fixtures/hostile';
  const small = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const files = [
    ...small.map((name) => asFile(name, readFileSync(join(folder, name)))),
    ...generatedHostileFiles(golden('result'))
      .filter(({ bytes }) => bytes.length < 100_000)
      .map(({ name, bytes }) => asFile(name, bytes))
  ];
  await app.open('/history/');
  for (let start = 0; start < files.length; start += 20) {
    await picker(page).setInputFiles(files.slice(start, start + 20));
    const part = files.slice(start, start + 20).filter(({ name }) => !name.startsWith('accepted.'));
    const refused = page.getByTestId('import-refused').getByRole('listitem');
    await expect(refused).toHaveCount(part.length, { timeout: 120_000 });
    const codes = await refused.evaluateAll((items) =>
      items.map((item) => (item as HTMLElement).dataset.code)
    );
    expect(codes).toEqual(part.map(({ name }) => name.split('.')[0]));
    await page.reload();
  }
  const accepted = files.filter(({ name }) => name.startsWith('accepted.')).length;
  await expect(page.getByTestId('take-count')).toHaveText(`답변 ${accepted}개`);

  await test.step('every one that came in opens as text', async () => {
    const links = page.getByRole('main').locator('a[href*="result"]');
    await expect(links).toHaveCount(accepted);
    const results = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    for (const href of results) {
      await page.goto(href);
      await expect(page.getByTestId('score-total')).toContainText('75');
      expect(
        await page.locator('main').locator('script, iframe, img, svg[onload], a[href^="javascript"]').count()
      ).toBe(0);
    }
  });
  expect(dialogs).toEqual([]);
  expect(await page.evaluate(() => ({ hacked: 'hacked' in window, polluted: 'polluted' in {} }))).toEqual({
    hacked: false,
    polluted: false
  });
});

test('what another app shares waits for a yes, and never reaches the host', async ({ app, page }) => {
  await app.open();
  await app.serviceWorkerReady();
  const before = app.site.requests.length;
  // As the system does it, and as any page of the web can.
  const share = async (fill: () => Promise<void>) => {
    await page.goto('about:blank');
    await page.setContent(
      `<form method="post" enctype="multipart/form-data" action="${app.site.url}/share-target/">
        <input name="text"><input type="file" name="files" multiple><button>공유</button>
      </form>`
    );
    await fill();
    await page.getByRole('button', { name: '공유' }).click();
  };
  await share(() => page.locator('[type=file]').setInputFiles(asFile('결과.json', golden('result'))));
  await page.waitForURL(/\/history\/$/);
  await expect(page.getByText('다른 앱에서 받은 파일 1개가 있습니다. 가져올까요?')).toBeVisible();
  await expect(page.getByTestId('take-count')).toHaveText('답변 0개');
  await page.getByRole('button', { name: '가져오기', exact: true }).click();
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
  await page.reload();
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
  await expect(page.getByText('다른 앱에서 받은 파일')).toBeHidden();

  await test.step('a link to a share is opened; what is nothing of ours is told', async () => {
    await share(() => page.locator('[name=text]').fill(`봐 주세요! ${app.site.url}/shared/#x 고맙습니다`));
    await page.waitForURL(/\/shared\//);
    await expect(page.getByRole('alert')).toContainText('link-');
    await share(() => page.locator('[name=text]').fill('그냥 글입니다.'));
    await page.waitForURL(/\/history\//);
    await expect(page.getByRole('alert')).toContainText('share-target-failed');
    await page.reload();
    await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
    await expect(page.getByRole('alert')).toBeHidden();
  });
  expect(app.site.requests.slice(before).filter((path) => path.includes('share-target'))).toEqual([]);
});

test('an import that is stopped leaves nothing of its files; what comes meanwhile is refused', async ({
  app,
  page
}) => {
  test.setTimeout(240_000);
  const one = {
    ...(JSON.parse(golden('result')) as object),
    user_answer: '했습니다.',
    feedback: [],
    summary: ''
  };
  const many = Array.from({ length: 12_000 }, (_, index) => JSON.stringify({ ...one, id: `many-${index}` }));
  await app.open('/history/');
  await expect(page.getByTestId('take-count')).toHaveText('답변 0개');
  await picker(page).setInputFiles(asFile('many.json', `[${many.join(',')}]`));
  const progress = page.getByTestId('import-progress');
  await expect(progress).toContainText('many.json');
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, golden('ai_hub'));
  await expect(page.getByRole('alert')).toContainText('transfer-busy');
  // In the middle of the transaction.
  await expect(progress).toContainText('저장하는 중입니다.', { timeout: 120_000 });
  await expect(progress.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow', '0');
  await page.getByRole('button', { name: '멈추기' }).click();
  await expect(page.getByText('멈췄습니다. 이미 저장된 파일은 그대로 있고')).toBeVisible();
  await expect(page.getByTestId('take-count')).toHaveText('답변 0개');
  await picker(page).setInputFiles(asFile('result.json', golden('result')));
  await expect(report(page)).toHaveText('가져온 답변 1개, 이미 있던 답변 0개');
  await page.reload();
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
});

test('files opened with the installed app come in on the history page', async ({ app, page }) => {
  await page.addInitScript((text) => {
    Object.defineProperty(window, 'launchQueue', {
      value: {
        setConsumer: (consumer: (launch: unknown) => void) =>
          setTimeout(() =>
            consumer({ files: [{ getFile: () => Promise.resolve(new File([text], 'result.json')) }] })
          )
      }
    });
  }, golden('result'));
  await app.open('/settings/');
  await page.waitForURL(/\/history\//);
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
});
