/**
 * By voice: questions read aloud, answers taken down from a recogniser with all its failures, confirmed and then
 * scored; asked once whether audio may leave the device; and everything without a microphone too.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumArgs } from '../../scripts/lib/chromium-args.js';
import { findChromium } from '../../scripts/lib/chromium.js';
import {
  installFakeSpeech,
  type ScriptedStep,
  type SpeechLog,
  type SpeechScript
} from '../support/fake-speech';
import { violations } from './support/accessible';
import { expect, test, type App } from './support/app';

const SENTENCES = [
  '국비 과정 팀 프로젝트에서 상품 목록이 뜨는 데 4초가 걸리는 문제가 있었습니다',
  '저는 조회 API를 맡아 쿼리를 페치 조인으로 바꾸고 쓰지 않는 컬럼을 뺐습니다',
  '그 결과 응답 시간이 0.4초로 줄었고 추측보다 로그를 먼저 보는 습관이 생겼습니다'
] as const;

/** A run that hears a sentence, first as a guess. */
const says = (text: string, ...rest: ScriptedStep[]): ScriptedStep[] => [
  [50, 'start'],
  [100, 'speechstart'],
  [200, 'result', [[text.slice(0, 12), false, 0.01]]],
  [400, 'result', [[text, true, 0.9]]],
  ...rest
];

const field = (page: Page) => page.getByLabel('답변', { exact: true });
const speakButton = (page: Page) => page.getByRole('button', { name: '말로 답하기' });
const voice = (page: Page) => page.getByTestId('voice');
const logOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { speechLog: SpeechLog }).speechLog);

async function openWith(app: App, script: SpeechScript): Promise<void> {
  await app.page.addInitScript(installFakeSpeech, script);
  await app.open();
}

test('an answer through failures to a score, typed and spoken mixed, confirmed first', async ({
  app,
  page
}) => {
  await openWith(app, {
    runs: [
      says(SENTENCES[0], [500, 'error', 'network'], [520, 'end']),
      says(SENTENCES[1], [600, 'error', 'no-speech'], [620, 'end']),
      [
        [50, 'start'],
        [200, 'result', [[SENTENCES[2].slice(0, 20), false]]],
        [300, 'end']
      ],
      [[50, 'start']]
    ]
  });
  await app.startInterview({ count: 1 });
  await speakButton(page).click();

  await test.step('the browser sends audio away: asked once, with the focus on it', async () => {
    const notice = page.getByRole('group', { name: '목소리가 브라우저 회사로 전송될 수 있습니다' });
    await expect(notice).toBeFocused();
    expect(await violations(page)).toEqual([]);
    expect((await logOf(page)).starts).toEqual([]);
    await page.getByRole('button', { name: '동의하고 말하기' }).click();
  });

  await expect(field(page)).toHaveValue(`${SENTENCES[0]} ${SENTENCES[1]} ${SENTENCES[2].slice(0, 20)}`);
  await expect(voice(page)).toHaveAttribute('data-phase', 'listening');
  await expect(page.getByTestId('voice-state')).toContainText('듣고 있습니다');
  expect(await violations(page)).toEqual([]);

  await test.step('the text is the person’s at any time, and survives a closed tab', async () => {
    await field(page).fill(`${SENTENCES[0]}. ${SENTENCES[1]}. ${SENTENCES[2]}`);
    await page.getByRole('button', { name: '그만 듣기' }).click();
    await expect(voice(page)).toHaveAttribute('data-phase', 'idle');
    await expect(page.getByTestId('draft-state')).toHaveAttribute('data-state', 'saved');
    await page.reload();
    await expect(field(page)).toHaveValue(`${SENTENCES[0]}. ${SENTENCES[1]}. ${SENTENCES[2]}`);
  });

  await page.getByRole('button', { name: '답변 제출' }).click();
  await page.waitForURL(/\/result\//);
  await test.step('nothing is judged before the transcript was confirmed', async () => {
    await expect(page.getByRole('heading', { name: '제가 들은 대로 맞는지 확인해 주세요' })).toBeVisible();
    await expect(page.getByTestId('transcript')).toContainText('3문장');
    await expect(page.getByTestId('transcript-doubt')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await expect(page.getByTestId('transcript')).toBeVisible();
    await expect(page.getByTestId('scored')).toHaveCount(0);
    const transcript = page.getByLabel('받아쓴 답변');
    await transcript.fill('');
    await page.getByRole('button', { name: '맞습니다, 평가해 주세요' }).click();
    await expect(transcript).toBeFocused();
    await transcript.fill(`${SENTENCES.join('. ')}. 입사 후에도 숫자로 확인하며 일하겠습니다.`);
    await page.getByRole('button', { name: '맞습니다, 평가해 주세요' }).click();
  });
  expect(await app.total()).toBeGreaterThan(0);

  await test.step('the result file says that it was spoken', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: '결과 파일(JSON) 내려받기' }).click();
    const { readFileSync } = await import('node:fs');
    const result = JSON.parse(readFileSync(await (await downloading).path(), 'utf8'));
    expect(result.coach.form).toBe('spoken');
    expect(result.user_answer).toContain('숫자로 확인하며');
  });
});

test('the permission refused, then no device: said with a next step, and typing works', async ({
  app,
  page
}) => {
  await openWith(app, {
    runs: [
      [
        [50, 'error', 'not-allowed'],
        [60, 'end']
      ],
      [
        [50, 'error', 'audio-capture'],
        [60, 'end']
      ]
    ]
  });
  await app.startInterview({ count: 1 });
  await field(page).fill('쓰던 글');
  await speakButton(page).click();
  await page.getByRole('button', { name: '동의하고 말하기' }).click();
  await expect(page.getByText('마이크 사용이 막혀 있습니다')).toBeVisible();
  await expect(page.getByText('오류 코드: voice-not-allowed')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await speakButton(page).click();
  await expect(page.getByText('오류 코드: voice-audio-capture')).toBeVisible();
  await expect(field(page)).toHaveValue('쓰던 글');
});

test('who refuses is not asked again, can decide anew, and sees it in the settings', async ({
  app,
  page
}) => {
  await openWith(app, { runs: [says(SENTENCES[0])] });
  await app.startInterview({ count: 1 });
  await speakButton(page).click();
  await page.getByRole('button', { name: '음성 인식 없이 직접 쓰기' }).click();
  await expect(field(page)).toBeFocused();
  await page.reload();
  await speakButton(page).click();
  await expect(page.getByText('음성 인식을 쓰지 않기로 하셨습니다')).toBeVisible();
  expect((await logOf(page)).starts).toEqual([]);
  await page.getByRole('button', { name: '닫기' }).click();

  await page.getByRole('link', { name: '설정', exact: true }).click();
  const choice = page.getByRole('group', { name: '브라우저 회사의 음성 인식' });
  await expect(choice.getByRole('radio', { name: '사용 안 함' })).toBeChecked();
  await choice.getByRole('radio', { name: '사용', exact: true }).check();
  await expect(page.getByText('말로 답하실 때의 소리만')).toBeVisible();
  await page.getByRole('link', { name: '연습', exact: true }).click();
  await page.getByRole('link', { name: '이어서 하기' }).click();
  await speakButton(page).click();
  await expect(field(page)).toHaveValue(SENTENCES[0]);
});

test('recognition on the device is offered, downloaded and used, without any question', async ({
  app,
  page
}) => {
  await openWith(app, { runs: [says(SENTENCES[0])], local: 'downloadable', installs: true });
  await app.startInterview({ count: 1 });
  await speakButton(page).click();
  await expect(page.getByRole('group', { name: '이 기기 안에서 받아쓸 수 있습니다' })).toBeFocused();
  await page.getByRole('button', { name: '내려받기', exact: true }).click();
  await expect(page.getByText('준비되었습니다')).toBeVisible();
  await speakButton(page).click();
  await expect(field(page)).toHaveValue(SENTENCES[0]);
  await expect(page.getByTestId('voice-state')).toContainText('이 기기 안에서');
  expect((await logOf(page)).starts).toMatchObject([{ lang: 'ko-KR', processLocally: true }]);
});

test('a download that never ends can be left, and the notice takes its place', async ({ app, page }) => {
  await openWith(app, { runs: [says(SENTENCES[0])], local: 'downloadable' });
  await app.startInterview({ count: 1 });
  await speakButton(page).click();
  await page.getByRole('button', { name: '내려받기', exact: true }).click();
  await expect(page.getByText('내려받는 중입니다')).toBeVisible();
  await page.getByRole('button', { name: '그만 기다리기' }).click();
  await page.getByRole('button', { name: '내려받지 않고 쓰기' }).click();
  await page.getByRole('button', { name: '동의하고 말하기' }).click();
  await expect(field(page)).toHaveValue(SENTENCES[0]);
  expect((await logOf(page)).starts).toMatchObject([{ processLocally: null }]);
});

test('a browser without recognition and without voices says so, and everything else works', async ({
  app,
  page
}) => {
  await openWith(app, { runs: null, voices: [['en-US', true]] });
  await app.startInterview({ count: 1 });
  await expect(page.getByTestId('voice-unsupported')).toBeVisible();
  await expect(speakButton(page)).toHaveCount(0);
  await page.getByRole('button', { name: '질문 듣기' }).click();
  await expect(page.getByTestId('read-aloud-reason')).toContainText('한국어 목소리가 없어');
  expect(await violations(page)).toEqual([]);
  await app.answer(`${SENTENCES.join('. ')}.`);
  expect(await app.total()).toBeGreaterThan(0);
});

test('the question is read when it comes, and never while listening', async ({ app, page }) => {
  await openWith(app, { runs: [says(SENTENCES[0])], voices: [['ko-KR', true]] });
  await page.getByLabel('질문이 나오면 소리 내어 읽기').check();
  const question = await app.startInterview({ count: 1 });
  await expect.poll(async () => (await logOf(page)).spoken.join(' ')).toContain(question.slice(0, 10));
  await speakButton(page).click();
  await page.getByRole('button', { name: '동의하고 말하기' }).click();
  await expect(field(page)).toHaveValue(SENTENCES[0]);
  const before = (await logOf(page)).spoken.filter((text) => text !== 'cancel').length;
  await page.getByRole('button', { name: '질문 듣기' }).click();
  await expect(page.getByTestId('read-aloud-reason')).toHaveText('듣는 동안에는 읽어 드리지 않습니다.');
  expect((await logOf(page)).spoken.filter((text) => text !== 'cancel')).toHaveLength(before);
});

test('실전: time up keeps what is still being said; it is confirmed at the end, a doubtful one with a warning', async ({
  app,
  page
}) => {
  await page.clock.install();
  await openWith(app, {
    runs: [
      [
        [50, 'start'],
        [
          200,
          'result',
          [
            [SENTENCES[0], true, 0.3],
            [` ${SENTENCES[1]}`, false, 0.01]
          ]
        ]
      ]
    ]
  });
  await page.getByRole('radio', { name: '실전', exact: true }).check();
  await page.getByRole('group', { name: '답변 시간' }).getByRole('radio', { name: '60초' }).check();
  await app.startInterview({ count: 3 });
  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await speakButton(page).click();
  await page.getByRole('button', { name: '동의하고 말하기' }).click();
  await expect(field(page)).toHaveValue(`${SENTENCES[0]} ${SENTENCES[1]}`);
  await page.clock.runFor(61_000);
  await expect(page.getByTestId('position')).toHaveText('질문 2 / 3');
  expect((await logOf(page)).calls).toContain('stop');
  for (const position of ['질문 3 / 3', null]) {
    await page.getByRole('button', { name: '바로 답변하기' }).click();
    await page.getByRole('button', { name: '건너뛰기' }).click();
    if (position) await expect(page.getByTestId('position')).toHaveText(position);
  }
  await expect(page.getByTestId('transcripts-waiting')).toContainText('1개');
  await expect(page.locator('li[data-outcome=answered]')).toContainText('확인 전');
  await page.getByRole('link', { name: '확인하러 가기' }).click();
  await expect(page.getByTestId('transcript-doubt')).toContainText('꼼꼼히');
  await expect(page.getByLabel('받아쓴 답변')).toHaveValue(`${SENTENCES[0]} ${SENTENCES[1]}`);
  await page.getByRole('button', { name: '맞습니다, 평가해 주세요' }).click();
  expect(await app.total()).toBeGreaterThan(0);
});

/** A WAV file that a fake microphone plays: Korean speech where a synthesiser is installed, a tone elsewhere. */
function speechFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'interview-buddy-')), 'speech.wav');
  try {
    execFileSync('espeak-ng', ['-v', 'ko', '-w', path, SENTENCES[0]], { stdio: 'ignore' });
    return path;
  } catch {
    const rate = 16_000;
    const samples = Int16Array.from({ length: rate * 2 }, (_, index) => 16_000 * Math.sin(index / 10));
    const header = Buffer.alloc(44);
    header.write('RIFF', 0);
    header.writeUInt32LE(36 + samples.byteLength, 4);
    header.write('WAVEfmt ', 8);
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt32LE(rate, 24);
    header.writeUInt32LE(rate * 2, 28);
    header.writeUInt16LE(2, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36);
    header.writeUInt32LE(samples.byteLength, 40);
    writeFileSync(path, Buffer.concat([header, Buffer.from(samples.buffer)]));
    return path;
  }
}

/** The site in a browser with a microphone of its own. */
async function withMicrophone(
  url: string,
  args: readonly string[],
  work: (page: Page) => Promise<void>
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: [...chromiumArgs(), ...args]
  });
  try {
    const page = await (await browser.newContext({ locale: 'ko-KR' })).newPage();
    await page.goto(url);
    await page.getByRole('radio', { name: '실전', exact: true }).check();
    await page.getByRole('button', { name: '마이크 확인하기' }).click();
    await work(page);
  } finally {
    await browser.close();
  }
}

test('before 실전 one decides whether audio may leave the device, so that no clock runs meanwhile', async ({
  app,
  page
}) => {
  await openWith(app, { runs: [says(SENTENCES[0])] });
  await page.getByRole('radio', { name: '실전', exact: true }).check();
  const consent = page.getByTestId('speech-consent');
  await expect(consent).toContainText('목소리가 브라우저 회사로 전송될 수 있습니다');
  expect(await violations(page)).toEqual([]);
  await consent.getByRole('button', { name: '동의', exact: true }).click();
  await expect(consent).toHaveCount(0);
  await page.getByRole('button', { name: '면접 시작' }).click();
  await page.getByRole('button', { name: '바로 답변하기' }).click();
  await speakButton(page).click();
  await expect(field(page)).toHaveValue(SENTENCES[0]);
  expect((await logOf(page)).starts).toHaveLength(1);
});

test('the device check hears a real microphone, and switches it off again', async ({ site }) => {
  const args = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${speechFile()}`
  ];
  await withMicrophone(site.url, args, async (page) => {
    await expect(page.getByTestId('microphone-state')).toHaveText('잘 들립니다.');
    await expect
      .poll(async () => Number(await page.getByRole('meter').getAttribute('aria-valuenow')))
      .toBeGreaterThan(20);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '확인 마치기' }).click();
    await expect(page.getByTestId('microphone')).toHaveAttribute('data-phase', 'off');
    await expect(page.getByRole('meter')).toHaveCount(0);
  });
});

test('without a microphone the device check says so, and the interview starts all the same', async ({
  site
}) => {
  await withMicrophone(site.url, ['--use-fake-ui-for-media-stream'], async (page) => {
    await expect(page.getByTestId('microphone')).toHaveAttribute('data-phase', 'failed');
    await expect(page.getByTestId('microphone').getByRole('alert')).toContainText(/오류 코드: microphone-/);
    await page.getByRole('button', { name: '면접 시작' }).click();
    await expect(page.getByTestId('question')).toBeVisible();
  });
});
