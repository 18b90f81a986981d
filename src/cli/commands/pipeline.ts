/**
 * `pipeline`: keeps the folders of the original product going. A question for every new user file, a result for every
 * new answer, exactly once each, on this computer's disk or on another computer by way of it.
 */
import { access, appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serialize } from '$lib/domain/documents/document';
import { toQuestionDocument } from '$lib/domain/documents/question-answer';
import { QuestionDraw, readUser } from '$lib/exchange/folder-documents';
import { WorkingFolder, type FolderEvent } from '$lib/exchange/working-folder';
import { required, wholeNumber, type Call, type Command } from '../command';
import { CliError, describe, EXIT, exitCodeOf, FileError } from '../errors';
import { DiskFolder } from '../folder';
import { lockFolder } from '../lock';
import type { Judging } from '../judging';
import { parseRemote } from '../remote/address';
import { RemoteFolder } from '../remote/rsync';
import { pause, RemoteSync, type RemoteEvent } from '../remote/sync';
import { judgingOf, JUDGING_OPTIONS } from './evaluate';
import { drawQuestion } from './question';

/** Files of the log and the lock, in the pipeline's folder. */
const LOG = 'pipeline.log';
const LOCK = '.pipeline.lock';

/** Options that say how another computer is reached. */
const REMOTE_OPTIONS = {
  remote: 'value',
  'ssh-port': 'value',
  identity: 'value',
  'ssh-config': 'value',
  retries: 'value'
} as const;

/** Tells what happens, and appends it to the log, one JSON object a line. */
class Log {
  readonly #call: Call;
  readonly #disk: DiskFolder;

  constructor(call: Call, disk: DiskFolder) {
    this.#call = call;
    this.#disk = disk;
  }

  /** Something that happened to a file. @throws {FileError} if the log cannot be written */
  async file(happened: FolderEvent): Promise<void> {
    const { io, messages } = this.#call;
    const { event, stage, name } = happened;
    const from = this.#disk.path(stage.from, name);
    if (event === 'refused') {
      const { error } = happened;
      const note = describe(error instanceof FileError ? error : new FileError(from, error), messages);
      await this.#write({ event, from, note }, () => io.err(`${messages.refused(note)}\n`));
      return;
    }
    const to = this.#disk.path(stage.to, happened.output);
    const { note } = happened;
    await this.#write({ event, from, to, note }, () => io.out(`${messages.written(from, to)} (${note})\n`));
  }

  /** Something that happened on the way to another computer. @throws {FileError} if the log cannot be written */
  async remote(address: string, retries: number, happened: RemoteEvent): Promise<void> {
    const { io, messages } = this.#call;
    if ('count' in happened) {
      const { event, count } = happened;
      const [from, to] = event === 'pulled' ? [address, this.#disk.root] : [this.#disk.root, address];
      await this.#write({ event, from, to, note: String(count) }, () =>
        io.out(`${messages[event](count, address)}\n`)
      );
      return;
    }
    const { event, error } = happened;
    const said = describe(error, messages);
    const note =
      event === 'retry' ? messages.retrying(said, happened.seconds, happened.attempt, retries) : said;
    await this.#write({ event, from: address, note }, () => io.err(`${note}\n`));
  }

  async #write(event: Record<string, string>, tell: () => void): Promise<void> {
    const { io, json } = this.#call;
    const line = `${JSON.stringify({ at: io.now().toISOString(), ...event })}\n`;
    const path = join(this.#disk.root, LOG);
    await appendFile(path, line).catch((cause: unknown) => {
      throw new FileError(path, cause);
    });
    if (json) io.out(line);
    else tell();
  }
}

/** @returns the work on the folder, by the model and the pool of the package */
function workOn(call: Call, disk: DiskFolder, judging: Judging, log: Log): WorkingFolder {
  const draw = new QuestionDraw(call.io.random);
  return new WorkingFolder(disk, {
    make: {
      async question(document) {
        const profile = readUser(document);
        const question = await drawQuestion(draw, profile);
        return { text: serialize(toQuestionDocument(profile, question.text)), note: question.id };
      },
      async result(document, modifiedAt) {
        const { evaluation, text } = await judging.judge(await judging.read(document, modifiedAt));
        if (evaluation.status === 'withheld') return { text, note: `withheld: ${evaluation.reason}` };
        return { text, note: `${evaluation.score.total} ${evaluation.grade}` };
      }
    },
    refuses: (error) => exitCodeOf(error) === EXIT.refused,
    tell: (event) => log.file(event),
    now: () => call.io.now().getTime(),
    signal: call.io.signal
  });
}

/** @returns the path of a file that an option names, or null without it @throws {FileError} if it is not there */
async function fileOption(call: Call, name: string): Promise<string | null> {
  const value = call.values[name];
  if (value === undefined) return null;
  await access(value).catch((cause: unknown) => {
    throw new FileError(value, cause);
  });
  return resolve(value);
}

/** @returns what keeps the folder in step with another computer's; null if it is to stay alone @throws {CliError} */
async function remoteOf(call: Call, root: string, log: Log): Promise<RemoteSync | null> {
  const { values, io } = call;
  const { remote } = values;
  if (remote === undefined) {
    const stray = Object.keys(REMOTE_OPTIONS).find((name) => values[name] !== undefined);
    if (stray === undefined) return null;
    throw new CliError(EXIT.usage, (messages) => messages.needsRemote(`--${stray}`));
  }
  const address = parseRemote(remote);
  if (address === null) throw new CliError(EXIT.usage, (messages) => messages.badRemote(remote));
  const port = wholeNumber(call, 'ssh-port', [1, 65_535], NaN);
  const retries = wholeNumber(call, 'retries', [0, 1000], 5);
  const folder = new RemoteFolder(address, root, {
    port: Number.isNaN(port) ? null : port,
    identity: await fileOption(call, 'identity'),
    config: await fileOption(call, 'ssh-config')
  });
  return new RemoteSync(folder, {
    retries,
    signal: io.signal,
    tell: (event) => log.remote(remote, retries, event)
  });
}

export const pipelineCommand: Command = {
  options: { ...JUDGING_OPTIONS, ...REMOTE_OPTIONS, dir: 'value', watch: 'flag', interval: 'value' },
  takesFiles: false,
  async run(call) {
    const { io, messages } = call;
    const root = required(call, 'dir');
    const disk = new DiskFolder(root);
    const log = new Log(call, disk);
    const remote = await remoteOf(call, root, log);
    const seconds = wholeNumber(call, 'interval', [1, 3600], remote ? 10 : 2);
    const judging = judgingOf(call);
    const unlock = await lockFolder(root, LOCK);
    try {
      const work = workOn(call, disk, judging, log);
      await disk.make();
      const watch = call.flags.has('watch');
      if (watch && !call.json) io.err(`${messages.watching(call.values.remote ?? root)}\n`);
      do {
        await remote?.pull();
        const made = await work.pass();
        await remote?.push(made);
        if (watch) await pause(seconds * 1000, io.signal);
      } while (watch && !io.signal.aborted);
      const { question, result, refused } = work.counts;
      if (!call.json) {
        if (work.arriving > 0) io.err(`${messages.stillArriving(work.arriving)}\n`);
        if (io.signal.aborted) io.err(`${messages.stopped}\n`);
        io.err(`${messages.pipelineDone(question, result, refused)}\n`);
      }
      // To end a watch is how it is meant to end.
      if (io.signal.aborted && !watch) return EXIT.interrupted;
      return refused > 0 || remote?.unmoved ? EXIT.refused : EXIT.done;
    } finally {
      await judging.release();
      await unlock();
    }
  }
};
