/**
 * `npm run lighthouse`: Lighthouse's four scores of the built site's pages, as on a phone; fails below 95.
 * Options: `--runs N` of which the median counts (default 3), `--page /path` (repeatable) for some pages only,
 * `--keep DIR` keeps the JSON reports, `--cpu N` how many times slower the phone is than this machine (default 4, which
 * is Lighthouse's and fits a fast, idle desktop: less where the benchmark index printed is below 1000). Lighthouse is
 * fetched by npx when asked for: it is no dependency.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromiumArgs } from './lib/chromium-args.js';
import { enterProject, ensureBuilt, ensureInstalled, requireNode } from './lib/prepare.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    page: { type: 'string', multiple: true },
    keep: { type: 'string' },
    cpu: { type: 'string', default: '4' }
  }
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs takes a whole number of at least 1, not “${values.runs}”.`);
  process.exit(1);
}
if (!(Number(values.cpu) >= 1)) {
  console.error(`--cpu takes a number of at least 1, not “${values.cpu}”.`);
  process.exit(1);
}
const kept = values.keep ? resolve(values.keep) : null;

enterProject();
requireNode();
ensureInstalled();
ensureBuilt();

const { default: sirv } = await import('sirv');
const { ensureChromium } = await import('./lib/chromium.js');
const chromium = ensureChromium();

const lighthouse = 'lighthouse@12.8';
const wanted = 95;
/** @type {Record<string, string>} kinds of text that hosts compress */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml'
};
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];
const pages = values.page ?? ['/', '/interview/', '/questions/', '/history/', '/settings/', '/shared/'];

/**
 * What is read of a report.
 * @typedef {{ title: string, score: number | null, displayValue?: string }} Audit
 * @typedef {{ score: number | null, auditRefs: { id: string, weight: number }[] }} Category
 * @typedef {{ environment: { benchmarkIndex: number }, audits: Record<string, Audit>, categories: Record<string, Category> }} Report
 */

/** @param {number[]} numbers */
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? NaN;

/**
 * One run in a fresh browser with an empty profile.
 * @param {string} url
 * @param {string} report path of the JSON report
 * @returns {Promise<Report>}
 */
async function measure(url, report) {
  const command = [
    '--yes',
    lighthouse,
    url,
    '--quiet',
    '--form-factor=mobile',
    // The slow phone is computed from what was seen, not acted out: load on this machine counts less.
    '--throttling-method=simulate',
    `--throttling.cpuSlowdownMultiplier=${values.cpu}`,
    `--only-categories=${categories.join(',')}`,
    '--output=json',
    `--output-path=${report}`,
    `--chrome-flags=--headless=new ${chromiumArgs().join(' ')}`
  ];
  const windows = process.platform === 'win32';
  const child = spawn('npx', windows ? command.map((argument) => JSON.stringify(argument)) : command, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: windows,
    env: { ...process.env, CHROME_PATH: chromium }
  });
  /** @type {number | null} */
  const status = await new Promise((done, failed) => child.on('error', failed).on('exit', done));
  if (status !== 0) throw new Error(`Lighthouse failed on ${url} (exit status ${status}).`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/**
 * What costs points, heaviest first.
 * @param {Report} report
 * @param {string} category
 */
function costs(report, category) {
  return (report.categories[category]?.auditRefs ?? [])
    .map(({ id, weight }) => ({ audit: report.audits[id], weight }))
    .filter(({ audit, weight }) => weight > 0 && audit && audit.score !== null && audit.score < 0.9)
    .sort((a, b) => b.weight - a.weight)
    .map(({ audit }) => `${audit?.title}${audit?.displayValue ? ` (${audit.displayValue})` : ''}`);
}

const serve = sirv('build', { etag: true });
/** @type {Map<string, Buffer>} */
const packed = new Map();
/** Text goes out compressed, as every host that people deploy to sends it. */
const server = createServer((request, response) => {
  const notFound = () => response.writeHead(404).end();
  const path = decodeURI((request.url ?? '/').split('?')[0] ?? '/').replace(/\/$/, '/index.html');
  const file = join('build', path);
  const type = types[extname(file)];
  if (!type || !existsSync(file)) return serve(request, response, notFound);
  const body = packed.get(file) ?? gzipSync(readFileSync(file));
  packed.set(file, body);
  response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip' }).end(body);
});
await new Promise((done) => server.listen(0, 'localhost', () => done(null)));
const address = server.address();
const site = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'lighthouse-'));
mkdirSync(folder, { recursive: true });

let passed = true;
try {
  console.log(
    `${'page'.padEnd(14)}${categories.map((name) => name.padStart(16)).join('')}${'benchmark'.padStart(12)}`
  );
  for (const page of pages) {
    const name = page.replaceAll('/', '') || 'home';
    /** @type {Report[]} */
    const reports = [];
    for (let run = 1; run <= runs; run += 1)
      reports.push(await measure(site + page, join(folder, `${name}-${run}.json`)));
    const scores = categories.map((category) =>
      Math.round(100 * median(reports.map((report) => report.categories[category]?.score ?? 0)))
    );
    const index = median(reports.map((report) => report.environment.benchmarkIndex));
    console.log(
      `${page.padEnd(14)}${scores.map((score) => String(score).padStart(16)).join('')}${index.toFixed(0).padStart(12)}`
    );
    for (const [place, category] of categories.entries()) {
      if ((scores[place] ?? 0) >= wanted) continue;
      passed = false;
      for (const cost of reports.slice(-1).flatMap((report) => costs(report, category)))
        console.log(`${''.padEnd(14)}${category}: ${cost}`);
    }
  }
} finally {
  server.close();
  if (!kept) rmSync(folder, { recursive: true, force: true });
}
if (!passed) {
  console.error(
    `Below ${wanted}. A busy or slow machine makes performance look worse: see --cpu and --runs.`
  );
  process.exit(1);
}
