#!/usr/bin/env node
/** Entry of the command line: joins it to the process. */
import { buffer } from 'node:stream/consumers';
import { EXIT } from './errors';
import { run } from './run';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked twice: whoever asks does not want to wait for the file under way.
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
}
// `… | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: () => buffer(process.stdin),
  now: () => new Date(),
  random: Math.random,
  signal: controller.signal,
  terminal: process.stderr.isTTY
});
