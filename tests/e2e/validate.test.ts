/** Batch validation on the built site with the real model: the command line's numbers, every encoding, every refusal. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { csvLine } from '../../src/lib/exchange/csv';
import { cp949 } from '../support/cp949';
import { expectAccessible } from './support/accessible';
import { expect, test, type App } from './support/app';

const HEADER = ['source_id', 'question', 'text', 'label_intent', 'label_emotion', 'level', 'on_topic'];

/** Model answers of the pool as people would have labelled them, cut short; the quotes and line breaks are real. */
function rows(count: number): string[][] {
  const { questions } = JSON.parse(readFileSync('src/lib/questions/pool/ict.json', 'utf8')) as {
    questions: { text: string; gt_intent: string; model_answer: { text: string }[] }[];
  };
  return Array.from({ length: count }, (_, i) => {
    const question = questions[i % questions.length];
    const sentences = question?.model_answer.map(({ text }) => text).slice(0, 1 + (i % 3)) ?? [];
    const emotion = ['positive', 'neutral', 'negative'][i % 3] ?? '';
    const text = `${sentences.join('\n')}${i % 10 === 0 ? ' 그렇게 하면 “잘 됬다”고 "확신"했습니다.' : ''}`;
    return [
      `a-${i}`,
      question?.text ?? '',
      text.replaceAll('—', '-'),
      i % 20 === 4 ? '' : (question?.gt_intent ?? ''),
      emotion,
      String(1 + (i % 5)),
      i % 4 === 0 ? 'false' : 'true'
    ];
  });
}

const csvOf = (lines: string[][]) => lines.map(csvLine).join('');
const file = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content)
});
const stage = (page: Page) => page.getByTestId('validation-status');
const picker = (page: Page) => page.locator('input[type=file]');

async function open(app: App, page: Page): Promise<void> {
  await app.open('/model/');
  await app.modelReady();
  await page.getByRole('link', { name: 'CSV로 검증하기' }).click();
  await expect(page.getByRole('heading', { name: '모델 검증' })).toBeVisible();
}

async function start(page: Page): Promise<void> {
  await expect(stage(page)).toHaveAttribute('data-stage', 'ready');
  await page.getByRole('button', { name: '검증 시작' }).click();
}

async function done(page: Page): Promise<void> {
  await expect(stage(page)).toHaveAttribute('data-stage', 'done', { timeout: 120_000 });
}

async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

async function accessible(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name);
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `validate-${name}.png`), fullPage: true });
}

for (const [encoding, bytes] of [
  ['utf-8', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['cp949', cp949]
] as const) {
  test(`100 rows in ${encoding} give the command line’s files, byte for byte`, async ({ app, page }) => {
    // The command line may have to be built first.
    test.setTimeout(200_000);
    const folder = mkdtempSync(join(tmpdir(), 'interview-buddy-'));
    const path = join(folder, 'eval.csv');
    const content = bytes(csvOf([HEADER, ...rows(100)]));
    writeFileSync(path, content);
    const output = join(folder, 'eval.predictions.csv');
    execFileSync(process.execPath, [
      'scripts/cli.js',
      'validate',
      '--eval-csv',
      path,
      '--encoding',
      encoding,
      '--output-csv',
      output
    ]);

    await open(app, page);
    await picker(page).setInputFiles(file('eval.csv', content));
    await expect(page.getByTestId('csv-name')).toContainText(`${encoding.toUpperCase()}로 읽음`);
    await expect(page.getByTestId('csv-preview')).toContainText('a-0');
    await expect(page.getByLabel('의도 라벨')).toHaveValue('3');
    await start(page);
    await done(page);
    await expect(page.getByTestId('validation-outcome')).toContainText('답변 100개 중 100개를 예측했습니다.');
    const predictions = await download(page, '예측 CSV 내려받기');
    expect(predictions.name).toBe('eval.predictions.csv');
    expect(predictions.text).toBe(readFileSync(output, 'utf8'));
    const metrics = await download(page, '점수 JSON 내려받기');
    expect(metrics.text).toBe(readFileSync(join(folder, 'eval.predictions.metrics.json'), 'utf8'));
    const { intent } = (JSON.parse(metrics.text) as { metrics: { intent: { n: number; accuracy: number } } })
      .metrics;
    expect(intent.n).toBe(95);
    const row = page.getByTestId('validation-scores').locator('tr[data-head=intent]');
    await expect(row).toContainText(`${(100 * intent.accuracy).toFixed(1)}%`);
  });
}

test('wrong rows are passed over, named and listed; text in the file stays text', async ({ app, page }) => {
  await open(app, page);
  const lines = [
    ['질문', '답변', '의도', '감정'],
    [
      '왜 지원하셨나요?',
      '<img src=x onerror="document.title=1">저는 이 일을 좋아합니다.',
      'personality',
      'negative'
    ],
    ['왜 지원하셨나요?', '', 'attitude', 'neutral'],
    ['장점은 무엇인가요?', '저는 꼼꼼합니다.', '성격', 'neutral'],
    ['장점은 무엇인가요?', '저는 끝까지 확인합니다.', 'ATTITUDE', 'negative']
  ];
  await picker(page).setInputFiles(file('우리 답변.csv', csvOf(lines)));
  await start(page);
  await done(page);
  await expect(page.getByTestId('validation-outcome')).toContainText('건너뛴 행은 2개입니다.');
  await expect(page.getByTestId('skipped-rows')).toContainText('3행 답변이 비어 있습니다.');
  await expect(page.getByTestId('skipped-rows')).toContainText('4행 의도: ‘성격’');
  const skipped = await download(page, '건너뛴 행 목록 내려받기');
  expect(skipped).toEqual({
    name: '우리 답변.skipped.csv',
    text: 'row,reason,column,value\r\n3,empty-text,,\r\n4,unknown-label,의도,성격\r\n'
  });
  await expect(page.getByTestId('mistakes').last()).toContainText('<img src=x onerror=');
  expect(await page.locator('main img').count()).toBe(0);
  await expect(page.getByRole('table', { name: '의도 혼동 행렬' })).toBeVisible();
});

test('without labels there are predictions only, and the page says so before and after', async ({
  app,
  page
}) => {
  await open(app, page);
  await picker(page).setInputFiles(
    file('a.csv', csvOf([['말'], ['저는 꼼꼼합니다.'], ['끝까지 확인합니다.']]))
  );
  await expect(page.getByText('오류 코드: csv-no-text-column')).toBeVisible();
  await expect(page.getByRole('button', { name: '검증 시작' })).toBeDisabled();
  await page.getByLabel('답변', { exact: true }).selectOption('0');
  await expect(page.getByText('정확도는 잴 수 없고')).toBeVisible();
  await start(page);
  await done(page);
  await expect(page.getByText('이 둘은 재지 못했습니다.')).toBeVisible();
  await expect(page.getByTestId('confusion')).toHaveCount(0);
  expect((await download(page, '예측 CSV 내려받기')).text.trim().split('\r\n')).toHaveLength(3);
});

test('what is no usable CSV is refused with a code and a next step, and another file is taken', async ({
  app,
  page
}) => {
  await open(app, page);
  for (const [content, code] of [
    [Buffer.from('504b0304140006000800', 'hex'), 'csv-not-csv'],
    ['', 'csv-empty'],
    ['text,label_intent\n', 'csv-empty'],
    ['text\n"열린 따옴표', 'csv-quote'],
    [Buffer.from('61ff0a62ff', 'hex'), 'csv-encoding']
  ] as const) {
    await picker(page).setInputFiles(file('a.csv', content));
    await expect(page.getByText(`오류 코드: ${code}`)).toBeVisible();
  }
  await test.step('the wrong encoding is told, and the right one can be chosen', async () => {
    await picker(page).setInputFiles(file('b.csv', cp949(csvOf([['답변'], ['저는 꼼꼼합니다.']]))));
    await expect(page.getByTestId('csv-preview')).toContainText('저는 꼼꼼합니다.');
    await page.getByRole('radio', { name: 'UTF-8' }).check();
    await expect(page.getByText('오류 코드: csv-encoding')).toBeVisible();
    await page.getByRole('radio', { name: '자동' }).check();
    await expect(page.getByTestId('csv-preview')).toContainText('저는 꼼꼼합니다.');
  });
  await test.step('labels that nobody knows', async () => {
    await picker(page).setInputFiles(
      file(
        'c.csv',
        csvOf([
          ['text', 'label_intent', 'label_emotion'],
          ['저는 꼼꼼합니다.', '성격', '좋음']
        ])
      )
    );
    await start(page);
    await expect(page.getByText('오류 코드: csv-labels')).toBeVisible();
    await page.getByLabel('의도 라벨').selectOption('');
    await page.getByLabel('감정 라벨').selectOption('');
    await start(page);
    await done(page);
  });
  await test.step('predictions that were not downloaded are given up only after a yes', async () => {
    await picker(page).setInputFiles(file('d.csv', csvOf([['답변'], ['다른 파일입니다.']])));
    await page.getByRole('button', { name: '취소' }).click();
    await expect(page.getByTestId('csv-name')).toContainText('c.csv');
    await picker(page).setInputFiles(file('d.csv', csvOf([['답변'], ['다른 파일입니다.']])));
    await page.getByRole('button', { name: '버리고 계속' }).click();
    await expect(page.getByTestId('csv-name')).toContainText('d.csv');
  });
});

test('it goes on behind other pages, pauses, asks before the tab is closed, and ends early with what is done', async ({
  app,
  page
}) => {
  await open(app, page);
  await picker(page).setInputFiles(file('many.csv', csvOf([HEADER, ...rows(3000)])));
  await start(page);
  await expect(page.getByTestId('validation-progress')).toContainText('3000개 중', { timeout: 60_000 });
  await page.getByRole('link', { name: '설정', exact: true }).click();
  await page.getByRole('link', { name: 'CSV로 검증하기' }).click();
  await expect(stage(page)).toHaveAttribute('data-stage', 'running');

  await test.step('paused, the count stands', async () => {
    await expect(page.getByTestId('validation-progress')).not.toContainText('중 0개', { timeout: 60_000 });
    await page.getByRole('button', { name: '잠시 멈춤' }).click();
    await expect(stage(page)).toHaveAttribute('data-stage', 'paused');
    await page.getByRole('button', { name: '계속하기' }).click();
    await expect(stage(page)).toHaveAttribute('data-stage', 'running');
  });

  await test.step('the browser asks', async () => {
    const asked = page.waitForEvent('dialog');
    const leaving = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await leaving;
  });

  await page.getByRole('button', { name: '여기까지만 하고 결과 보기' }).click();
  await done(page);
  await expect(page.getByText('중간에 끝낸 결과입니다.')).toBeVisible();
  const lines = (await download(page, '예측 CSV 내려받기')).text.trim().split('\r\n').length - 1;
  await expect(page.getByTestId('validation-outcome')).toContainText(
    `답변 3000개 중 ${lines}개를 예측했습니다.`
  );
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });

      test('every stage is accessible and none scrolls sideways', async ({ app, page }) => {
        const at = (name: string) => accessible(page, `${name}-${width}-${colorScheme}`);
        await open(app, page);
        await at('empty');
        const wrong = [
          ['x', '질문', '', 'etc', 'neutral', '1', ''],
          ['y', '질문', '답변', '모름', 'neutral', '1', '']
        ];
        await picker(page).setInputFiles(file('eval.csv', csvOf([HEADER, ...rows(40), ...wrong])));
        await expect(stage(page)).toHaveAttribute('data-stage', 'ready');
        await at('ready');
        await start(page);
        await expect(page.getByTestId('validation-progress')).toBeVisible({ timeout: 60_000 });
        await page.getByRole('button', { name: '잠시 멈춤' }).click();
        await expect(stage(page)).toHaveAttribute('data-stage', 'paused');
        await at('paused');
        await page.getByRole('button', { name: '계속하기' }).click();
        await done(page);
        await at('done');
      });
    });
  }
}
