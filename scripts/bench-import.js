/**
 * `node scripts/bench-import.js [takes] [file-MB]`: how long an import of that many results takes in headless Chromium (the
 * built site in `build/`), and the longest task of the page meanwhile. Prints numbers; judges nothing.
 */
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import sirv from 'sirv';
import { chromiumArgs } from './lib/chromium-args.js';
import { ensureChromium } from './lib/chromium.js';
import { enterProject, ensureBuilt } from './lib/prepare.js';

enterProject();
ensureBuilt();
const takes = Number(process.argv[2] ?? 100_000);
const megabytes = Number(process.argv[3] ?? 50);

// Profile and score are those of the published result.
const { user_info, score_result } = JSON.parse(readFileSync('tests/fixtures/documents/result.json', 'utf8'));

/** One result in the form of the original, filled up so that all of them have the size asked for. @param {number} index */
function result(index) {
  return {
    user_info,
    question: `질문 ${index % 400}번입니까?`,
    user_answer: `${index}번째 답변에서 저는 `,
    score_result,
    id: `bench-${index}`,
    created_at: new Date(1_700_000_000_000 + 60_000 * index).toISOString()
  };
}

const plain = Buffer.byteLength(JSON.stringify(result(takes)));
const sentence = '표를 정리했습니다. ';
const filling = Math.max(0, Math.round((megabytes * 1e6) / takes - plain - 1));
const text = sentence.repeat(Math.ceil(filling / Buffer.byteLength(sentence)));
const folder = mkdtempSync(join(tmpdir(), 'interview-buddy-bench-'));
const file = join(folder, 'results.json');
const parts = Array.from({ length: takes }, (_, index) => {
  const each = result(index);
  return JSON.stringify({ ...each, user_answer: each.user_answer + text });
});
writeFileSync(file, `[${parts.join(',')}]`);

const server = createServer(sirv('build', { etag: true }));
await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs() });
const page = await browser.newPage({ locale: 'ko-KR' });
page.setDefaultTimeout(0);
await page.addInitScript(() => {
  Object.assign(window, { longest: 0 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      const known = /** @type {{ longest: number }} */ (/** @type {unknown} */ (window));
      known.longest = Math.max(known.longest, duration);
    }
  }).observe({ type: 'longtask' });
});
await page.goto(`http://localhost:${port}/history/`);
await page.getByTestId('model-status').and(page.locator('[data-phase=ready]')).waitFor();
const picker = page.locator('input[type=file]').first();
for (const run of ['new', 'again']) {
  await page.evaluate(() => Object.assign(window, { longest: 0 }));
  const began = performance.now();
  await picker.setInputFiles(file);
  await page.getByTestId('import-progress').waitFor();
  const picked = performance.now();
  await page.getByTestId('import-report').waitFor();
  const took = (performance.now() - picked) / 1000;
  const longest = await page.evaluate(
    () => /** @type {{ longest: number }} */ (/** @type {unknown} */ (window)).longest
  );
  console.log(
    `${run}: ${takes} takes, ${(statSync(file).size / 1e6).toFixed(1)} MB: ${took.toFixed(1)} s (${Math.round(takes / took)} takes/s; handed over in ${((picked - began) / 1000).toFixed(1)} s), longest task of the page ${Math.round(longest)} ms; ${(await page.getByTestId('import-report').innerText()).trim()}`
  );
}
await browser.close();
server.close();
rmSync(folder, { recursive: true });
