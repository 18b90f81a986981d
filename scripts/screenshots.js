/**
 * `npm run screenshots`: the main pages of the built site with the real model, phone and laptop, light and dark, into
 * docs/screenshots (or the folder given).
 */
import { mkdirSync } from 'node:fs';
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

const folder = process.argv[2] ?? 'docs/screenshots';
mkdirSync(folder, { recursive: true });

const answer =
  '국비 과정 팀 프로젝트에서 상품 목록이 뜨는 데 4초가 걸리는 문제가 있었습니다. 저는 조회 API를 맡아 발표 전까지 1초 안으로 줄여야 했습니다. ' +
  'SQL 로그를 켜 보니 목록 한 번에 쿼리가 101번 나가고 있어서, 페치 조인으로 한 번에 가져오도록 바꾸고 쓰지 않는 컬럼을 뺐습니다. ' +
  '그 결과 응답 시간이 0.4초로 줄었고, 그 뒤로는 추측보다 로그를 먼저 보는 습관이 생겼습니다.';

const devices = {
  laptop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 }
};

const serve = sirv('build', {});
const server = createServer((request, response) =>
  serve(request, response, () => response.writeHead(404).end())
);
await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(null)));
const address = server.address();
const site = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs() });

try {
  for (const [device, viewport] of Object.entries(devices)) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale: 'ko-KR',
        timezoneId: 'Asia/Seoul'
      });
      const page = await context.newPage();
      const shoot = (/** @type {string} */ name, fullPage = true) =>
        page.screenshot({ path: join(folder, `${name}-${device}-${colorScheme}.png`), fullPage });
      await page.goto(site);
      await page.locator('[data-testid=model-status][data-phase=ready]').waitFor({ timeout: 120_000 });
      await page.getByRole('radio', { name: 'ICT', exact: true }).check();
      await shoot('home');
      await page.getByRole('button', { name: '면접 시작' }).click();
      await page.getByLabel('답변', { exact: true }).fill(answer);
      await page.locator('[data-testid=draft-state][data-state=saved]').waitFor();
      await shoot('interview');
      await page.getByRole('button', { name: '답변 제출' }).click();
      await page.getByTestId('score-total').waitFor({ timeout: 60_000 });
      await shoot('result');
      await page.getByRole('link', { name: '기록', exact: true }).click();
      await page.getByTestId('take-count').waitFor();
      await shoot('history');
      await page.getByRole('link', { name: '설정', exact: true }).click();
      await page.getByTestId('model-backend').waitFor();
      await shoot('settings');
      await context.close();
    }
  }
} finally {
  await browser.close();
  server.close();
}
