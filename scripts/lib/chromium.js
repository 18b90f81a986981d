/** Finds a Chromium for the tests, or installs one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** @param {string} name @returns {string | null} path of a program on PATH */
export function which(name) {
  const tool = process.platform === 'win32' ? 'where' : 'which';
  const found = spawnSync(tool, [name], { encoding: 'utf8' });
  return found.status === 0 ? (found.stdout.split(/\r?\n/)[0] ?? null) : null;
}

/** @returns {string | null} the Chromium that Playwright has installed, if it has */
function playwrightChromium() {
  try {
    const { chromium } = createRequire(import.meta.url)('playwright-core');
    const path = chromium.executablePath();
    return path && existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Looks in `CHROMIUM_PATH`, on PATH, then in Playwright's cache.
 * @returns {string | null} an executable's path, or null where there is none
 * @throws {Error} if CHROMIUM_PATH names a file that does not exist
 */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, which does not exist.`);
    return named;
  }
  for (const name of names) {
    const path = which(name);
    if (path) return path;
  }
  return playwrightChromium();
}

/** @param {string} command @param {string[]} args @returns {boolean} whether it succeeded */
export function attempt(command, args) {
  console.log(`> ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

/** @returns {boolean} whether Debian packages can be installed here */
export function canUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get') !== null;
}

/**
 * Finds a Chromium or installs one: by Playwright's installer, else as a Debian package.
 * @returns {string} an executable's path
 * @throws {Error} with what to install by hand, if nothing worked
 */
export function ensureChromium() {
  const present = findChromium();
  if (present) return present;
  console.log('No Chromium found: installing one for the tests.');
  if (attempt('npx', ['playwright', 'install', 'chromium'])) {
    const path = playwrightChromium();
    if (path) return path;
  }
  if (canUseApt()) {
    attempt('apt-get', ['update', '-qq']);
    attempt('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk']);
    const path = findChromium();
    if (path) return path;
  }
  throw new Error(
    'No Chromium could be found or installed. Install Chromium or Chrome, then set CHROMIUM_PATH to its executable and run again.'
  );
}

/** @param {string} path @returns {string} what `--version` prints */
export function chromiumVersion(path) {
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
}
