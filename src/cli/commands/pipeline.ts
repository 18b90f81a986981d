/**
 * `pipeline`: keeps the folders of the original product going. A question for every new user file, a result for every
 * new answer, exactly once each. What is done is what has its file: nothing else is remembered, so that a run that was
 * ended anywhere goes on where it was. Nobody's file is ever changed or deleted.
 */
import { appendFile, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DocumentError, serialize } from '$lib/domain/documents/document';
import { toQuestionDocument } from '$lib/domain/documents/question-answer';
import { stemOf } from '../batch';
import { required, wholeNumber, type Call, type Command } from '../command';
import { describe, EXIT, exitCodeOf, FileError, systemCode } from '../errors';
import { readDocument, writeWhole, type DocumentFile } from '../files';
import { lockFolder } from '../lock';
import type { Judging } from '../judging';
import { judgingOf, JUDGING_OPTIONS } from './evaluate';
import { drawQuestion, readUser } from './question';

/** Where a stage reads and writes. */
interface Stage {
  name: 'question' | 'result';
  from: string;
  to: string;
  prefix: string;
  /** @returns the text of the file made, and what the log tells of it */
  make(input: DocumentFile): Promise<{ text: string; note: string }>;
}

/** A file that is waiting. */
interface Waiting {
  stage: Stage;
  /** File name in the stage's source folder. */
  name: string;
}

/** How long a file that is no JSON yet must have been left alone before it counts as broken, in milliseconds. */
const SETTLE_MS = 5_000;

/** Questions drawn lately that are not drawn again while there are others. */
const RECENT_QUESTIONS = 40;

/** Files of the log and the lock, in the pipeline's folder. */
const LOG = 'pipeline.log';
const LOCK = '.pipeline.lock';

/** Files that people and programs finish under another name: hidden ones are still being copied by rsync and others. */
const isDocument = (name: string) => /^[^.].*\.json$/i.test(name);

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new FileError(folder, cause);
  }
}

/** @returns the stage's files that have no output yet, by name */
async function waitingFor(root: string, stage: Stage): Promise<Waiting[]> {
  const done = new Set(await namesIn(join(root, stage.to)));
  return (await namesIn(join(root, stage.from)))
    .filter((name) => isDocument(name) && !done.has(outputName(stage, name)))
    .sort()
    .map((name) => ({ stage, name }));
}

function outputName(stage: Stage, name: string): string {
  return `${stage.prefix}${stemOf(name)}.json`;
}

/** One pipeline over one folder. */
class Pipeline {
  readonly counts = { question: 0, result: 0, refused: 0 };
  /** Files that are not whole yet. */
  arriving = 0;
  readonly #call: Call;
  readonly #root: string;
  readonly #stages: readonly Stage[];
  /** Refused files as they were when they were refused: told once, and tried again when they change. */
  readonly #refused = new Map<string, string>();

  constructor(call: Call, root: string, judging: Judging) {
    this.#call = call;
    this.#root = root;
    const recent: string[] = [];
    this.#stages = [
      {
        name: 'question',
        from: 'user',
        to: 'question',
        prefix: 'q_',
        async make({ document }) {
          const profile = readUser(document);
          const question = await drawQuestion(profile, call.io.random, recent);
          recent.unshift(question.id);
          recent.length = Math.min(recent.length, RECENT_QUESTIONS);
          return { text: serialize(toQuestionDocument(profile, question.text)), note: question.id };
        }
      },
      {
        name: 'result',
        from: 'answer',
        to: 'result',
        prefix: 'result_',
        async make({ document, modifiedAt }) {
          const { evaluation, text } = await judging.judge(await judging.read(document, modifiedAt));
          if (evaluation.status === 'withheld') return { text, note: `withheld: ${evaluation.reason}` };
          return { text, note: `${evaluation.score.total} ${evaluation.grade}` };
        }
      }
    ];
  }

  async makeFolders(): Promise<void> {
    for (const { from, to } of this.#stages) {
      for (const name of [from, to]) await mkdir(join(this.#root, name), { recursive: true });
    }
  }

  /** Does everything that is waiting. @throws {FileError | ModelError} if the model or a folder fails */
  async pass(): Promise<void> {
    this.arriving = 0;
    for (const stage of this.#stages) {
      for (const { name } of await waitingFor(this.#root, stage)) {
        if (this.#call.io.signal.aborted) return;
        await this.#process(stage, name);
      }
    }
  }

  async #process(stage: Stage, name: string): Promise<void> {
    const source = join(this.#root, stage.from, name);
    const target = join(this.#root, stage.to, outputName(stage, name));
    const state = await this.#stateOf(source);
    // Gone again, or refused and unchanged since.
    if (state === null || this.#refused.get(source) === state.stamp) return;
    try {
      const input = await readDocument(source);
      const { text, note } = await stage.make(input).catch((cause: unknown) => {
        throw exitCodeOf(cause) === EXIT.model ? cause : new FileError(source, cause);
      });
      await writeWhole(target, text, { replace: false });
      this.counts[stage.name]++;
      await this.#log({ event: stage.name, from: source, to: target, note });
    } catch (error) {
      const cause = error instanceof FileError ? error.cause : error;
      // Gone in the meantime, or somebody else's program has made the file.
      if (systemCode(cause) === 'ENOENT' || (await this.#stateOf(target)) !== null) return;
      if (exitCodeOf(error) !== EXIT.refused || isOurs(error, target)) throw error;
      // JSON cut short is never whole JSON, so a file that is still being copied shows itself like this.
      const cut = cause instanceof DocumentError && cause.code === 'not-json';
      if (cut && this.#call.io.now().getTime() - state.modified < SETTLE_MS) {
        this.arriving++;
        return;
      }
      this.#refused.set(source, state.stamp);
      this.counts.refused++;
      await this.#log({ event: 'refused', from: source, note: describe(error, this.#call.messages) });
    }
  }

  /** @returns what tells whether a file has changed, or null if it is gone */
  async #stateOf(path: string): Promise<{ stamp: string; modified: number } | null> {
    try {
      const { size, mtimeMs } = await stat(path);
      return { stamp: `${size} ${mtimeMs}`, modified: mtimeMs };
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return null;
      throw new FileError(path, cause);
    }
  }

  /** Tells an event, and appends it to the log, one JSON object a line. */
  async #log(event: { event: string; from: string; to?: string; note: string }): Promise<void> {
    const { io, json, messages } = this.#call;
    const line = `${JSON.stringify({ at: io.now().toISOString(), ...event })}\n`;
    const path = join(this.#root, LOG);
    await appendFile(path, line).catch((cause: unknown) => {
      throw new FileError(path, cause);
    });
    if (json) io.out(line);
    else if (event.to === undefined) io.err(`${messages.refused(event.note)}\n`);
    else io.out(`${messages.written(event.from, event.to)} (${event.note})\n`);
  }
}

/** Whether an error is about a file of ours rather than somebody's input. */
function isOurs(error: unknown, target: string): boolean {
  return error instanceof FileError && error.file === target;
}

/** Waits, or returns early when the program is asked to end. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

export const pipelineCommand: Command = {
  options: { ...JUDGING_OPTIONS, dir: 'value', watch: 'flag', interval: 'value' },
  takesFiles: false,
  async run(call) {
    const { io, messages } = call;
    const root = required(call, 'dir');
    const seconds = wholeNumber(call, 'interval', [1, 3600], 2);
    const judging = judgingOf(call);
    const unlock = await lockFolder(root, LOCK);
    try {
      const pipeline = new Pipeline(call, root, judging);
      await pipeline.makeFolders();
      const watch = call.flags.has('watch');
      if (watch && !call.json) io.err(`${messages.watching(root)}\n`);
      do {
        await pipeline.pass();
        if (watch && !io.signal.aborted) await pause(seconds * 1000, io.signal);
      } while (watch && !io.signal.aborted);
      const { question, result, refused } = pipeline.counts;
      if (!call.json) {
        if (pipeline.arriving > 0) io.err(`${messages.stillArriving(pipeline.arriving)}\n`);
        if (io.signal.aborted) io.err(`${messages.stopped}\n`);
        io.err(`${messages.pipelineDone(question, result, refused)}\n`);
      }
      // To end a watch is how it is meant to end.
      if (io.signal.aborted && !watch) return EXIT.interrupted;
      return refused > 0 ? EXIT.refused : EXIT.done;
    } finally {
      await judging.release();
      await unlock();
    }
  }
};
