/**
 * `npm run bench`: sizes, load times, evaluation times and a long history of the built site in headless Chromium; medians
 * and ratios.
 * Options: `--runs N` evaluations per length (default 60), `--loads N` loads (default 5), `--model DIR` only loads and runs
 * the model folder given, such as a fine-tuned KoBERT.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromiumArgs } from './lib/chromium-args.js';
import { makeHistory } from './lib/history.js';
import { enterProject, ensureBuilt, ensureInstalled, requireNode } from './lib/prepare.js';

enterProject();
requireNode();
ensureInstalled();
ensureBuilt();

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '60' },
    loads: { type: 'string', default: '5' },
    model: { type: 'string' }
  }
});
const runs = Number(values.runs);
const loads = Number(values.loads);
/** Runs not counted, first. */
const warmUps = 3;
/** Answer lengths in tokens; the longest takes several windows. */
const lengths = [32, 64, 128, 256, 1000];

const { chromium } = await import('@playwright/test');
const { default: sirv } = await import('sirv');
const { ensureChromium } = await import('./lib/chromium.js');

/** @param {readonly number[]} sorted @param {number} share */
const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
/** @param {readonly number[]} values */
const median = (values) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5
  );
/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** @param {string} name @param {string} value @param {string} [budget] */
function line(name, value, budget = '') {
  console.log(`${name.padEnd(52)} ${value.padStart(14)}  ${budget}`);
}

const serve = sirv('build', { etag: true });
/** The folder of `--model` stands among the site's own models under its id. */
const guest = values.model ? JSON.parse(readFileSync(join(values.model, 'manifest.json'), 'utf8')).id : '';
const serveGuest = values.model ? sirv(values.model, { etag: true }) : null;
const server = createServer((request, response) => {
  const notFound = () => response.writeHead(404).end();
  const path = request.url ?? '/';
  if (!serveGuest || !path.startsWith(`/models/${guest}/`)) return serve(request, response, notFound);
  request.url = path.slice(`/models/${guest}`.length);
  serveGuest(request, response, notFound);
});
await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(null)));
const address = server.address();
const site = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;

const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs() });

/** Bytes of JavaScript and CSS that the first route asks for, before the model and its runtime. */
async function firstRoute() {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  /** @type {Map<string, Buffer>} */
  const bodies = new Map();
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (/\.(js|css)$/.test(pathname) && !pathname.includes('/workers/'))
      bodies.set(pathname, await response.body());
  });
  await page.goto(site, { waitUntil: 'networkidle' });
  await context.close();
  const all = [...bodies.values()];
  const sum = (/** @type {(body: Buffer) => number} */ size) =>
    all.reduce((total, body) => total + size(body), 0);
  return {
    files: all.length,
    gzip: sum((body) => gzipSync(body).length),
    brotli: sum((body) => brotliCompressSync(body).length)
  };
}

/** Milliseconds from navigation to "ready to evaluate": first visit, later visit, host stopped. */
async function loadTimes() {
  /** @type {{ cold: number[], warm: number[], offline: number[] }} */
  const times = { cold: [], warm: [], offline: [] };
  for (let i = 0; i < loads; i += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const visit = async () => {
      const started = performance.now();
      await page.goto(site);
      await page.locator('[data-testid=model-status][data-phase=ready]').waitFor({ timeout: 120_000 });
      return performance.now() - started;
    };
    times.cold.push(await visit());
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    times.warm.push(await visit());
    await context.setOffline(true);
    times.offline.push(await visit());
    await context.close();
  }
  return times;
}

const sentence = '저는 매장 재고를 주마다 확인하고 발주 수량을 조정해 손실을 줄였습니다.';

/** Load and evaluation times of a model in the built worker, in a page that is cross-origin isolated or not. */
async function evaluations(/** @type {string} */ modelId, /** @type {boolean} */ isolated) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site);
  await page.locator('[data-testid=model-status][data-phase=ready]').waitFor({ timeout: 120_000 });
  if (isolated) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await page.locator('[data-testid=model-status][data-phase=ready]').waitFor({ timeout: 120_000 });
  }
  // The build has several workers of that name: the one that the page itself evaluates with.
  const worker = page.workers().find((candidate) => candidate.url().includes('/workers/worker'));
  if (!worker) throw new Error('The page has started no worker.');
  const result = await page.evaluate(
    async ({ url, modelId, modelsUrl, text, runs, warmUps, lengths }) => {
      const port = new Worker(url, { type: 'module' });
      let next = 0;
      const call = (/** @type {string} */ type, /** @type {unknown} */ payload) =>
        new Promise((resolve, reject) => {
          const id = (next += 1);
          const onMessage = (/** @type {MessageEvent} */ { data }) => {
            if (data.id !== id || data.type === 'progress') return;
            port.removeEventListener('message', onMessage);
            if (data.type === 'result') resolve(data.result);
            else reject(new Error(JSON.stringify(data.error)));
          };
          port.addEventListener('message', onMessage);
          port.postMessage({ type, id, payload });
        });
      const model = await call('load', {
        request: { modelId, backend: 'wasm' },
        settings: { modelsUrl, allowSoftwareAdapter: false }
      });
      /** @type {Record<number, { tokens: number, times: number[] }>} */
      const byLength = {};
      const ask = (/** @type {string[]} */ sentences) =>
        call('predict', { question: '본인의 강점은?', answer: sentences.join(' '), sentences });
      const perSentence = (await ask([text])).answerTokens;
      for (const wanted of lengths) {
        const sentences = new Array(Math.ceil(wanted / perSentence)).fill(text);
        const tokens = sentences.length * perSentence;
        const times = [];
        for (let i = 0; i < runs + warmUps; i += 1) {
          const started = performance.now();
          await ask(sentences);
          if (i >= warmUps) times.push(performance.now() - started);
        }
        byLength[wanted] = { tokens, times };
      }
      port.terminate();
      return { threads: model.threads, loadMs: model.loadMs, byLength };
    },
    {
      url: worker.url(),
      modelId,
      modelsUrl: `${site}/models/`,
      text: sentence,
      runs,
      warmUps,
      lengths
    }
  );
  await context.close();
  return result;
}

/** Prints sizes and load times of the site. */
async function reportSite() {
  const first = await firstRoute();
  line(
    'first route, JS + CSS, gzip',
    kB(first.gzip),
    `budget 100 kB (${first.files} files, brotli ${kB(first.brotli)})`
  );
  const folder = 'build/models/interview-kobert/onnx';
  for (const name of readdirSync(folder)) {
    line(
      name,
      `${(statSync(join(folder, name)).size / 1e6).toFixed(2)} MB`,
      name.includes('quantized') ? 'budget 25 MB' : ''
    );
  }
  for (const name of readdirSync('build/_app/immutable/workers/assets')) {
    const body = readFileSync(join('build/_app/immutable/workers/assets', name));
    if (name.endsWith('.wasm'))
      line(
        name.replace(/-[\w-]{8}\.wasm/, '.wasm'),
        `${(gzipSync(body).length / 1e6).toFixed(2)} MB`,
        'gzip'
      );
  }
  const times = await loadTimes();
  line('first visit → ready', `${median(times.cold).toFixed(0)} ms`, 'median, local host');
  line(
    'later visit → ready',
    `${median(times.warm).toFixed(0)} ms`,
    `${(median(times.warm) / median(times.cold)).toFixed(2)} of the first`
  );
  line('offline reload → ready', `${median(times.offline).toFixed(0)} ms`, 'budget 2000 ms');
}

/** Answers in the history of a person who has practised a lot. */
const manyTakes = 10_000;

/** Prints how fast a long history opens, is scrolled through, and is summed up. */
async function reportHistory() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.addInitScript(() => {
    Object.assign(globalThis, { longTasks: [] });
    const note = (/** @type {PerformanceObserverEntryList} */ list) => {
      // @ts-expect-error put there above
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    };
    new PerformanceObserver(note).observe({ type: 'longtask', buffered: true });
  });
  const files = makeHistory({ takes: manyTakes, until: new Date().toISOString() });
  await page.goto(`${site}/history/`);
  await page
    .locator('input[type=file]')
    .setInputFiles(
      files.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) }))
    );
  await page.getByTestId('import-report').waitFor();

  /** Milliseconds from a click on a link until something is on the page it leads to; and the longest task meanwhile. */
  const follow = (/** @type {string} */ link, /** @type {string} */ awaited) =>
    page.evaluate(
      ({ link, awaited }) =>
        new Promise((resolve) => {
          // @ts-expect-error put there above
          globalThis.longTasks.length = 0;
          const started = performance.now();
          const look = () => {
            if (!document.querySelector(awaited)) return requestAnimationFrame(look);
            resolve(performance.now() - started);
          };
          /** @type {HTMLElement | null} */ (document.querySelector(link))?.click();
          look();
        }),
      { link, awaited }
    );
  // @ts-expect-error put there above
  const longest = () => page.evaluate(() => Math.max(0, ...globalThis.longTasks));
  /** @type {{ history: number[], report: number[], tasks: number[] }} */
  const times = { history: [], report: [], tasks: [] };
  for (let i = 0; i < loads; i += 1) {
    await page.goto(site);
    await page.locator('[data-testid=model-status][data-phase=ready]').waitFor();
    times.history.push(await follow('nav a[href*=history]', '[aria-posinset="1"] a'));
    times.report.push(await follow('main a[href*=report]', '[data-testid=report-mean]'));
    times.tasks.push(await longest());
  }
  line(`history of ${manyTakes} answers, list`, `${median(times.history).toFixed(0)} ms`, 'budget 200 ms');
  line(
    `report on ${manyTakes} answers`,
    `${median(times.report).toFixed(0)} ms`,
    `longest task ${median(times.tasks).toFixed(0)} ms`
  );

  await page.goBack();
  await page.locator('[aria-posinset="1"] a').waitFor();
  await page.evaluate(() => {
    // @ts-expect-error put there above
    globalThis.longTasks.length = 0;
  });
  /** @type {number[]} */
  const jumps = [];
  for (const share of [0.25, 0.9, 0.1, 0.6, 1]) {
    jumps.push(
      await page.evaluate(
        (share) =>
          new Promise((resolve) => {
            const started = performance.now();
            scrollTo(0, document.documentElement.scrollHeight * share);
            const look = () => {
              const seen = [...document.querySelectorAll('[aria-posinset] a')].some(
                (row) => Math.abs(row.getBoundingClientRect().top - innerHeight / 2) < innerHeight / 2
              );
              if (seen) resolve(performance.now() - started);
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          }),
        share
      )
    );
  }
  line(
    'a jump in it, until rows are there',
    `${median(jumps).toFixed(0)} ms`,
    `longest task ${(await longest()).toFixed(0)} ms`
  );
  await context.close();
}

/** Prints how fast a model loads and evaluates, without and with cross-origin isolation. */
async function reportModel(/** @type {string} */ modelId) {
  for (const isolated of [false, true]) {
    const { threads, loadMs, byLength } = await evaluations(modelId, isolated);
    line(`${modelId} loads in the worker${isolated ? ', isolated' : ''}`, `${loadMs.toFixed(0)} ms`);
    for (const [wanted, { tokens, times }] of Object.entries(byLength)) {
      const sorted = [...times].sort((a, b) => a - b);
      line(
        `evaluation, ${tokens} tokens, ${threads} thread(s)${isolated ? ', isolated' : ''}`,
        `${quantile(sorted, 0.5).toFixed(1)} ms`,
        `p95 ${quantile(sorted, 0.95).toFixed(1)} ms${wanted === '128' ? ', budget p50 60 ms' : ''}`
      );
    }
  }
}

try {
  if (values.model) {
    await reportModel(guest);
  } else {
    await reportSite();
    await reportHistory();
    await reportModel('interview-kobert');
  }
} finally {
  await browser.close();
  server.close();
}
