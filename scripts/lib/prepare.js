/** Installs and builds only what is missing or out of date. Plain Node: nothing is installed yet when this runs. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';

const windows = process.platform === 'win32';
const stamps = 'node_modules/.cache/interview-buddy';

/** Ends the process with a clear message if Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (supported) return;
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or later, or 22.12 or later.`);
  process.exit(1);
}

/**
 * Runs a program with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {number} exit status
 */
export function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, ...env }
  });
  if (result.error) console.error(String(result.error));
  return result.status ?? 1;
}

/** @param {string} name of a tool in node_modules/.bin @param {string[]} args @returns {number} exit status */
export function runTool(name, args, env = {}) {
  return run(join('node_modules', '.bin', windows ? `${name}.cmd` : name), args, env);
}

/** @param {string} name @returns {string} what was recorded under this name, or '' */
function readStamp(name) {
  const path = join(stamps, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** @param {string} name @param {string} value */
function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
}

/** @param {string} path @returns {string[]} the file, or every file below the folder, sorted */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string[]} paths files and folders @returns {string} a digest of names and contents */
function digest(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesUnder)) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Installs the packages of the lock file, if that has not been done for this lock file. Exits on failure.
 * A linked node_modules belongs to another checkout, and `npm ci` would empty it there: it is used as it is.
 */
export function ensureInstalled() {
  if (lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink()) return;
  const lock = digest(['package-lock.json', '.npmrc']);
  if (readStamp('installed') === lock) return;
  console.log('Installing packages …');
  // onnxruntime-node, where a package asks for it, carries its library: nothing has to be downloaded besides.
  if (run('npm', ['ci'], { ONNXRUNTIME_NODE_INSTALL: 'skip' }) !== 0) {
    console.error('npm ci failed: check the network connection and try again.');
    process.exit(1);
  }
  writeStamp('installed', lock);
}

/** What a build depends on. */
const sources = [
  'src',
  'public',
  'models',
  'scripts/vite',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json'
];

/** Paraglide writes its output among the sources while it builds. */
function sourceDigest() {
  const files = sources.flatMap(filesUnder).filter((file) => !file.includes('paraglide'));
  return digest(files) + (process.env.BASE_PATH ?? '');
}

/** Builds the site, if its sources have changed since the last build. Exits on failure. */
export function ensureBuilt() {
  const wanted = sourceDigest();
  if (existsSync(join('build', 'index.html')) && readStamp('built') === wanted) {
    console.log('The site is built already.');
    return;
  }
  console.log('Building the site …');
  if (runTool('vite', ['build', '--logLevel', 'warn']) !== 0) process.exit(1);
  writeStamp('built', wanted);
}

/** What the built command line depends on. */
const cliSources = ['src/cli', 'src/lib', 'vite.cli.config.ts', 'package-lock.json'];

/** Builds the command line, if its sources have changed since the last build. Exits on failure. */
export function ensureCliBuilt() {
  const wanted = digest(cliSources);
  if (existsSync(join('dist', 'cli.js')) && readStamp('built-cli') === wanted) return;
  if (runTool('vite', ['build', '--config', 'vite.cli.config.ts', '--logLevel', 'error']) !== 0)
    process.exit(1);
  writeStamp('built-cli', wanted);
}

/** Makes the project folder the working folder, wherever the script was started. */
export function enterProject() {
  process.chdir(dirname(dirname(import.meta.dirname)));
}
