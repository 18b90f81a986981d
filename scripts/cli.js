/**
 * `npm run cli -- <command> …`: installs and builds what is missing, then runs the command line in the folder it was
 * called from, so that paths mean what they say there.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { enterProject, ensureCliBuilt, ensureInstalled, requireNode } from './lib/prepare.js';

const calledFrom = process.env.INIT_CWD ?? process.cwd();
enterProject();
requireNode();
ensureInstalled();
ensureCliBuilt();

const program = spawn(process.execPath, [resolve('dist/cli.js'), ...process.argv.slice(2)], {
  cwd: calledFrom,
  stdio: 'inherit'
});
// Ctrl+C reaches both; the program decides when it is done.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => program.kill('SIGTERM'));
program.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 130 : 1);
});
