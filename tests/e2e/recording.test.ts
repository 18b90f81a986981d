/** Recording one's answer: replay, timing, deletion, and every way it can fail, with Chromium's fake microphone. */
import type { Page } from '@playwright/test';
import { chromiumArgs } from '../../scripts/lib/chromium-args.js';
import { findChromium } from '../../scripts/lib/chromium.js';
import { installFakeSpeech, type ScriptedStep } from '../support/fake-speech';
import { expectAccessible } from './support/accessible';
import { expect, GOOD_ANSWER, test, type App } from './support/app';
import { speechFile } from './support/speech-wav';

// They wait for the sound itself: a machine with much to do needs its time.
test.setTimeout(180_000);

test.use({
  launchOptions: {
    executablePath: findChromium() ?? undefined,
    args: [
      ...chromiumArgs(),
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${speechFile()}`
    ]
  }
});

/** An answer that can be said in the few seconds that a test records: 47 syllables. */
const SHORT_ANSWER =
  '로그를 먼저 보고 느린 쿼리를 찾아 고쳤습니다. 그 결과 응답 시간이 절반으로 줄었고 팀의 기준이 되었습니다.';

const recorder = (page: Page) => page.getByTestId('recorder');
const card = (page: Page) => page.getByTestId('take-recording');
const timer = (page: Page) => recorder(page).getByRole('timer');

/** Waits until so much has been recorded; seconds of the recorder, not of the test. */
async function recorded(page: Page, seconds: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const [minutes = 0, rest = 0] = (await timer(page).innerText()).split(':').map(Number);
        return 60 * minutes + rest;
      },
      { timeout: 60_000 }
    )
    .toBeGreaterThanOrEqual(seconds);
}

async function startRecording(page: Page): Promise<void> {
  await recorder(page).getByRole('button', { name: '녹음 시작' }).click();
  await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
}

async function refuse(page: Page, name: string): Promise<void> {
  await page.evaluate((error) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Refused.', error));
  }, name);
}

async function useOf(app: App, page: Page): Promise<string> {
  await page.getByRole('link', { name: '설정', exact: true }).click();
  const use = page.getByTestId('recordings-use');
  await expect(use).toBeVisible();
  return (await use.innerText()).trim();
}

test('record, hand in, listen, see the pace, delete', async ({ app, page }) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await expect(recorder(page)).toHaveAttribute('data-phase', 'off');
  await startRecording(page);
  const meter = recorder(page).getByRole('meter', { name: '소리 크기' });
  await expect.poll(async () => Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
  await recorded(page, 9);
  await app.answer(SHORT_ANSWER);

  await test.step('the recording can be played, and its length is known', async () => {
    const audio = card(page).getByLabel('내 답변 듣기');
    await expect(audio).toBeVisible();
    await expect
      .poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration))
      .toBeGreaterThan(8);
    await audio.evaluate((element: HTMLAudioElement) => element.play());
    await expect
      .poll(() => audio.evaluate((element: HTMLAudioElement) => element.currentTime))
      .toBeGreaterThan(0.2);
    await expect(card(page).getByTestId('recording-size')).toContainText('kB');
  });

  await test.step('the timing is told, without a verdict', async () => {
    const [speaking = 0, whole = 0] = (
      (await card(page).getByTestId('speaking').innerText()).match(/[\d.]+/g) ?? []
    ).map(Number);
    expect(whole).toBeGreaterThan(8);
    // 3.5 of every 6 seconds are speech.
    expect(speaking / whole).toBeGreaterThan(0.4);
    expect(speaking / whole).toBeLessThan(0.8);
    await expect(card(page).getByTestId('pauses')).toContainText('가장 긴 쉼 1.');
    await expect(card(page).getByTestId('pace')).toContainText('음절');
    await expect(card(page).getByTestId('pace-usual')).toContainText('더 쌓이면');
    await expect(card(page).getByTestId('pace-band')).toContainText('240–390');
    await expect(card(page)).toContainText('점수에는 들어가지 않습니다');
  });

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card(page).getByRole('button', { name: '녹음 내려받기' }).click()
  ]);
  expect(download.suggestedFilename()).toMatch(/^answer_\d{4}-\d{2}-\d{2}_1\.webm$/);

  await test.step('it is still there after a reload, and goes when it is deleted', async () => {
    await page.reload();
    await expect(card(page).getByLabel('내 답변 듣기')).toBeVisible();
    await card(page).getByRole('button', { name: '녹음 지우기' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '지우기' }).click();
    await expect(card(page)).toContainText('녹음을 지웠습니다.');
    await expect(card(page).getByRole('heading', { name: '내 목소리' })).toBeFocused();
    await expect(card(page).getByLabel('내 답변 듣기')).toHaveCount(0);
    await page.reload();
    await expect(card(page).getByTestId('pace')).toContainText('음절');
    await expect(card(page).getByLabel('내 답변 듣기')).toHaveCount(0);
    expect(await useOf(app, page)).toBe('저장된 녹음이 없습니다.');
  });
});

test('chosen once, every answer is recorded; all recordings go at once, or with their answer', async ({
  app,
  page
}) => {
  await app.open('/settings/');
  await page.getByRole('checkbox', { name: '답변할 때마다 녹음하기' }).check();
  await app.open();
  await app.startInterview({ count: 3 });
  await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
  await recorded(page, 2);
  await app.answer(GOOD_ANSWER);
  await expect(card(page).getByLabel('내 답변 듣기')).toBeVisible();
  await page.getByRole('button', { name: '다음 질문' }).click();
  await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');

  await test.step('leaving gives the microphone back; coming back goes on in a second part', async () => {
    await recorded(page, 2);
    await page.getByRole('link', { name: '기록', exact: true }).click();
    await expect(page.getByTestId('take-count')).toBeVisible();
    await page.goBack();
    await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
    await recorded(page, 4);
  });
  await app.answer(SHORT_ANSWER);
  await expect(card(page).getByLabel('내 답변 듣기, 2개 중 2번째')).toBeVisible();
  expect(await useOf(app, page)).toMatch(/^저장된 녹음 2개 · \d+/);

  await page.getByRole('link', { name: '기록', exact: true }).click();
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.getByRole('button', { name: '이 답변 지우기' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '지우기' }).click();
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
  expect(await useOf(app, page)).toMatch(/^저장된 녹음 1개/);

  await page.getByRole('button', { name: '모든 녹음 지우기' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '지우기' }).click();
  await expect(page.getByTestId('recordings-use')).toHaveText('저장된 녹음이 없습니다.');
  await page.getByRole('link', { name: '기록', exact: true }).click();
  await expect(page.getByTestId('take-count')).toHaveText('답변 1개');
});

test('a pause of 실전 pauses the recording', async ({ app, page }) => {
  await app.open();
  await page.getByRole('radio', { name: '실전', exact: true }).check();
  await app.startInterview({ count: 3 });
  await expect(recorder(page)).toHaveCount(0);
  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await startRecording(page);
  await recorded(page, 2);
  const before = await timer(page).innerText();
  await page.getByRole('button', { name: '잠시 멈춤' }).click();
  await expect(page.getByRole('heading', { name: '잠시 멈췄습니다' })).toBeVisible();
  await page.clock.install();
  await page.clock.runFor(30_000);
  await page.getByRole('button', { name: '계속하기' }).click();
  await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
  const seconds = (text: string) => Number(text.split(':')[1]);
  expect(seconds(await timer(page).innerText())).toBeLessThan(seconds(before) + 20);
});

test('a hidden tab is not recorded, and the recording goes on when it is seen again', async ({
  app,
  page
}) => {
  const show = (state: DocumentVisibilityState) =>
    page.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await app.open();
  await app.startInterview({ count: 1 });
  await startRecording(page);
  await show('hidden');
  await expect(recorder(page)).toHaveAttribute('data-phase', 'paused');
  await show('visible');
  await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
});

test.describe('beside dictation', () => {
  const heard: ScriptedStep[] = [
    [50, 'start'],
    [100, 'speechstart'],
    [400, 'result', [[SHORT_ANSWER, true, 0.9]]]
  ];

  test('on a computer both listen, and the pace is that of what was said', async ({ app, page }) => {
    await page.addInitScript(installFakeSpeech, { local: 'available', runs: [heard] });
    await app.open();
    await app.startInterview({ count: 1 });
    await startRecording(page);
    await page.getByRole('button', { name: '말로 답하기' }).click();
    await expect(page.getByLabel('답변', { exact: true })).toHaveValue(/로그를 먼저 보고/);
    await recorded(page, 8);
    await page.getByRole('button', { name: '답변 제출' }).click();
    await expect(card(page).getByTestId('pace')).toContainText('음절');
    await expect(card(page)).not.toContainText('직접 쓰신 답변이라');
  });

  test.describe('on a phone', () => {
    test.use({
      userAgent: 'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36'
    });

    test('the recording gives way, and goes on afterwards', async ({ app, page }) => {
      await page.addInitScript(installFakeSpeech, { local: 'available', runs: [heard] });
      await app.open();
      await app.startInterview({ count: 1 });
      await startRecording(page);
      await recorded(page, 2);
      await page.getByRole('button', { name: '말로 답하기' }).click();
      await expect(recorder(page)).toHaveAttribute('data-phase', 'kept');
      await expect(recorder(page)).toContainText('받아쓰는 동안 녹음은 쉬고 있습니다');
      await expect(page.getByLabel('답변', { exact: true })).toHaveValue(/로그를 먼저 보고/);
      await page.getByTestId('voice').getByRole('button', { name: '그만 듣기' }).click();
      await expect(recorder(page)).toHaveAttribute('data-phase', 'recording');
      await recorded(page, 4);
      await page.getByRole('button', { name: '답변 제출' }).click();
      await expect(card(page).getByLabel('내 답변 듣기, 2개 중 1번째')).toBeVisible();
    });
  });
});

for (const [error, sentence, code] of [
  ['NotAllowedError', '마이크가 막혀 있어', 'recording-denied'],
  ['NotFoundError', '마이크를 찾지 못했습니다', 'recording-missing'],
  ['NotReadableError', '다른 프로그램이 마이크를', 'recording-busy']
] as const) {
  test(`${code}: the person is told, and the written answer goes on`, async ({ app, page }) => {
    await app.open();
    await app.startInterview({ count: 1 });
    await refuse(page, error);
    await recorder(page).getByRole('button', { name: '녹음 시작' }).click();
    const alert = page.getByRole('alert').filter({ hasText: sentence });
    await expect(alert).toContainText(code);
    await expect(recorder(page)).toHaveAttribute('data-phase', 'off');
    await app.answer(GOOD_ANSWER);
    await app.total();
    await expect(card(page)).toHaveCount(0);
  });
}

test('a microphone that goes away leaves the recording so far and the text', async ({ app, page }) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      document.addEventListener('test:unplug', () => {
        for (const track of stream.getAudioTracks()) {
          track.stop();
          // The browser tells so only when it ends the track itself.
          track.dispatchEvent(new Event('ended'));
        }
      });
      return stream;
    };
  });
  await startRecording(page);
  await recorded(page, 3);
  await page.getByLabel('답변', { exact: true }).fill(SHORT_ANSWER);
  await page.evaluate(() => document.dispatchEvent(new Event('test:unplug')));
  await expect(page.getByRole('alert').filter({ hasText: '마이크 연결이 끊겨' })).toBeVisible();
  await expect(recorder(page)).toHaveAttribute('data-phase', 'kept');
  await app.answer(SHORT_ANSWER);
  await expect(card(page).getByLabel('내 답변 듣기')).toBeVisible();
});

test('a full disk: the answer is saved, the recording can be saved again', async ({ app, page }) => {
  await app.open();
  await app.startInterview({ count: 1 });
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args: Parameters<typeof put>) {
      if (this.name === 'recordings' && !document.documentElement.dataset.room) {
        throw new DOMException('The disk is full.', 'QuotaExceededError');
      }
      return put.apply(this, args);
    };
  });
  await startRecording(page);
  await recorded(page, 2);
  await app.answer(GOOD_ANSWER);
  const alert = card(page).getByRole('alert').filter({ hasText: '녹음을 저장하지 못했습니다' });
  await expect(alert).toContainText('recording-full');
  await expect(card(page).getByLabel('내 답변 듣기')).toBeVisible();
  await app.total();
  await page.evaluate(() => (document.documentElement.dataset.room = 'yes'));
  await alert.getByRole('button', { name: '다시 시도' }).click();
  await expect(alert).toHaveCount(0);
  await page.reload();
  await expect(card(page).getByLabel('내 답변 듣기')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme}, 360 px`, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 800 } });

    test('the recorder and the recording are accessible, and nothing scrolls sideways', async ({
      app,
      page
    }) => {
      const check = (name: string) => expectAccessible(page, name);
      await app.open();
      await app.modelReady();
      await app.startInterview({ count: 1 });
      await startRecording(page);
      await recorded(page, 8);
      await check('recording');
      await recorder(page).getByRole('button', { name: '녹음 멈춤' }).click();
      await check('recorded');
      await app.answer(SHORT_ANSWER);
      await expect(card(page).getByTestId('pace')).toContainText('음절');
      await app.total();
      await check('result');
      await useOf(app, page);
      await check('settings');
    });
  });
}
