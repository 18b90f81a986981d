/** Calls the command line in this process, with its own input, output and folder. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../../src/cli/command';
import { run } from '../../../src/cli/run';
import { exampleAnswerFile, FULL_PROFILE } from '../../support/examples';

/** What a call gave. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** @returns an empty folder of its own */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'interview-buddy-'));
}

/** @param io parts of the outside world that matter to the test */
export async function cli(
  args: readonly string[],
  io: Partial<Io> & { input?: string } = {}
): Promise<Outcome> {
  const outcome = { out: '', err: '' };
  const code = await run(args, {
    out: (text) => (outcome.out += text),
    err: (text) => (outcome.err += text),
    stdin: () => Promise.resolve(new TextEncoder().encode(io.input ?? '')),
    now: () => new Date(),
    random: () => 0,
    signal: new AbortController().signal,
    terminal: false,
    ...io
  });
  return { code, ...outcome };
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
export const writeJson = (path: string, document: unknown) => writeFileSync(path, JSON.stringify(document));

/** A profile as user files hold it. */
export const user = FULL_PROFILE;

/** An answer that can be judged, to a question that is not in the pool. */
export const answer = exampleAnswerFile(
  '결제 서버의 응답이 느려 고객 문의가 잦았습니다. 저는 느린 쿼리를 찾아 색인을 추가했습니다. 그 결과 응답 시간이 40% 줄었습니다.'
);

/** A small model that is always the same. */
export const tinyModel = 'tests/fixtures/tiny-model';
