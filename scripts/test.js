/**
 * `npm test`: installs what is missing (a browser too) and runs every check. The first failure ends it.
 * `npm test -- unit e2e` runs only the steps named.
 */
import { enterProject, ensureBuilt, ensureInstalled, requireNode, run, runTool } from './lib/prepare.js';

enterProject();
requireNode();
ensureInstalled();

const { ensureChromium, chromiumVersion } = await import('./lib/chromium.js');
const { tryForSshd } = await import('./lib/sshd.js');

/** @type {string} */
let browser;
try {
  browser = ensureChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.env.CHROMIUM_PATH = browser;
console.log(`Tests run in ${chromiumVersion(browser)} (${browser}).`);

/** @type {Record<string, () => number>} */
const steps = {
  types: () => run('npm', ['run', '--silent', 'check']),
  lint: () => run('npm', ['run', '--silent', 'lint']),
  unit: () => {
    tryForSshd();
    return runTool('vitest', ['run', '--project', 'unit']);
  },
  browser: () => runTool('vitest', ['run', '--project', 'browser']),
  build: () => {
    ensureBuilt();
    return 0;
  },
  e2e: () => runTool('playwright', ['test'])
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

for (const [name, step] of Object.entries(steps)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name} ==`);
  const started = performance.now();
  const status = step();
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (status !== 0) {
    console.error(`\n${name} failed after ${seconds} s.`);
    process.exit(status);
  }
  console.log(`${name} passed in ${seconds} s.`);
}
