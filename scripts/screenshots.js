/**
 * `npm run screenshots`: the main pages of the built site with the real model, as the README shows them, into
 * docs/screenshots. With `-- --all DIR`: whole pages, phone and laptop, light and dark, into a folder of your own; a row
 * that is pinned to the bottom of the window then lies where the first window ended.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromiumArgs } from './lib/chromium-args.js';
import { enterProject, ensureBuilt, ensureInstalled, requireNode } from './lib/prepare.js';

enterProject();
requireNode();
ensureInstalled();
ensureBuilt();

const { chromium } = await import('@playwright/test');
const { default: sirv } = await import('sirv');
const { ensureChromium } = await import('./lib/chromium.js');

const all = process.argv[2] === '--all';
const folder = (all ? process.argv[3] : null) ?? 'docs/screenshots';
mkdirSync(folder, { recursive: true });

/** @type {Map<string, string>} the first half of what the pool suggests for each question: an answer with something to improve */
const answers = new Map();
for (const name of readdirSync('src/lib/questions/pool')) {
  const { questions } = JSON.parse(readFileSync(join('src/lib/questions/pool', name), 'utf8'));
  for (const { text, model_answer } of questions) {
    answers.set(
      text,
      model_answer
        .slice(0, Math.ceil(model_answer.length / 2))
        .map((/** @type {{ text: string }} */ sentence) => sentence.text)
        .join(' ')
    );
  }
}

const laptop = { viewport: { width: 1280, height: 800 } };
/** Its scroll bar takes no width. */
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
/** @type {readonly { device: string, screen: import('@playwright/test').BrowserContextOptions, colorScheme: 'light' | 'dark' }[]} */
const views = [
  { device: 'laptop', screen: laptop, colorScheme: 'light' },
  { device: 'phone', screen: phone, colorScheme: 'dark' },
  { device: 'laptop', screen: laptop, colorScheme: 'dark' },
  { device: 'phone', screen: phone, colorScheme: 'light' }
];

const serve = sirv('build', {});
const server = createServer((request, response) =>
  serve(request, response, () => response.writeHead(404).end())
);
await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(null)));
const address = server.address();
const site = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs() });

try {
  for (const { device, screen, colorScheme } of all ? views : views.slice(0, 2)) {
    const context = await browser.newContext({
      ...screen,
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'ko-KR',
      timezoneId: 'Asia/Seoul'
    });
    const page = await context.newPage();
    const shoot = (/** @type {string} */ name) =>
      page.screenshot({ path: join(folder, `${name}-${device}-${colorScheme}.png`), fullPage: all });
    await page.goto(site);
    await page.locator('[data-testid=model-status][data-phase=ready]').waitFor({ timeout: 120_000 });
    await page.getByRole('radio', { name: 'ICT', exact: true }).check();
    await shoot('home');
    await page.getByRole('button', { name: '면접 시작' }).click();
    const question = (await page.getByTestId('question').innerText()).trim();
    await page.getByLabel('답변', { exact: true }).fill(answers.get(question) ?? '');
    await page.locator('[data-testid=draft-state][data-state=saved]').waitFor();
    await shoot('interview');
    await page.getByRole('button', { name: '답변 제출' }).click();
    await page.getByTestId('score-total').waitFor({ timeout: 60_000 });
    await shoot('result');
    await page.getByRole('link', { name: '기록', exact: true }).click();
    await page.getByTestId('take-count').waitFor();
    await shoot('history');
    await page.getByRole('link', { name: '연습 리포트 보기' }).click();
    await page.getByTestId('trend-chart').locator('svg').first().waitFor();
    await shoot('report');
    await page.getByRole('link', { name: '질문', exact: true }).click();
    await page.getByRole('article').first().waitFor();
    await shoot('questions');
    await page.getByRole('link', { name: '설정', exact: true }).click();
    await page.getByTestId('model-backend').waitFor();
    await shoot('settings');
    await context.close();
  }
} finally {
  await browser.close();
  server.close();
}
