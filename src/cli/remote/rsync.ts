/**
 * Brings the documents of a folder on another computer here, and takes those made here there, with the system's rsync
 * over ssh. Nothing is deleted on either side; what is half copied lies under hidden names, which nobody looks at; a
 * password is never asked for, and only a computer whose key is known is talked to.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { FOLDERS, type FolderName } from '$lib/exchange/working-folder';
import { systemCode } from '../errors';
import { formatRemote, type RemoteAddress } from './address';
import { failureOf, RemoteError, type Ended } from './failure';

/** How ssh is called. */
export interface SshOptions {
  port: number | null;
  /** A file with a private key; null for those ssh finds itself. */
  identity: string | null;
  /** A configuration file; null for the person's own. */
  config: string | null;
}

/** Seconds without a byte after which a connection counts as broken. */
const SILENCE_SECONDS = 60;

/** Where an older copy of a file goes that a newer one replaces here. */
const REPLACED = '.replaced';

/** What is said at most of a failure, in characters. */
const MOST_SAID = 4_000;

/** rsync splits this text itself: single quotes hold words together, two of them are one. */
const quoted = (word: string) => `'${word.replaceAll("'", "''")}'`;

/** @returns the command by which rsync calls ssh; what is given here wins over any configuration file */
function sshCommand({ port, identity, config }: SshOptions): string {
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=20',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ForwardAgent=no',
    'ForwardX11=no',
    'ClearAllForwardings=yes'
  ];
  const words = ['ssh', ...(config === null ? [] : ['-F', config])];
  for (const setting of settings) words.push('-o', setting);
  if (port !== null) words.push('-p', String(port));
  if (identity !== null) words.push('-o', 'IdentitiesOnly=yes', '-i', identity);
  return words.map(quoted).join(' ');
}

/** @returns the command by which a person sees what ssh says, and is asked about a key that is not known */
function byHand({ host }: RemoteAddress, { port, identity, config }: SshOptions): string {
  const words = ['ssh'];
  if (config !== null) words.push('-F', config);
  if (port !== null) words.push('-p', String(port));
  if (identity !== null) words.push('-i', identity);
  return [...words, host].map((word) => (/^[\w@./:[\]-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}

/** Lines of the files copied; folders end with a slash, and notices look otherwise. */
const COPIED = /^copied .*[^/]$/;

/** Files that vanished while they were listed will be listed, or not, next time. */
const VANISHED = 24;

/** Documents of the folders named, and of the others nothing; the folders themselves are made. */
function filters(folders: readonly FolderName[]): string[] {
  return [
    '--exclude=.*',
    ...FOLDERS.map((folder) => `--include=/${folder}/`),
    ...folders.map((folder) => `--include=/${folder}/*.[jJ][sS][oO][nN]`),
    '--exclude=*'
  ];
}

/** Copies between a folder here and one on another computer. */
export class RemoteFolder {
  readonly #address: RemoteAddress;
  readonly #root: string;
  readonly #common: readonly string[];
  readonly #way: { address: string; byHand: string };

  /** @param root the folder here */
  constructor(address: RemoteAddress, root: string, ssh: SshOptions) {
    this.#address = address;
    this.#root = resolve(root);
    this.#way = { address: formatRemote(address), byHand: byHand(address, ssh) };
    this.#common = [
      `--rsh=${sshCommand(ssh)}`,
      // Paths cross as data: no shell there reads them.
      '--protect-args',
      '--recursive',
      '--times',
      '--omit-dir-times',
      '--partial-dir=.rsync-partial',
      `--timeout=${SILENCE_SECONDS}`,
      '--out-format=copied %n'
    ];
  }

  /**
   * Brings what is new or newer there. What it replaces here is kept.
   * @returns how many files came
   * @throws {RemoteError}
   */
  pull(signal: AbortSignal): Promise<number> {
    return this.#copy(
      ['--update', '--backup', `--backup-dir=${REPLACED}`, ...filters(FOLDERS)],
      [this.#there, this.#here],
      signal
    );
  }

  /**
   * Takes questions and results there; one that is there already stays as it is.
   * @returns how many files went
   * @throws {RemoteError}
   */
  push(signal: AbortSignal): Promise<number> {
    return this.#copy(
      ['--ignore-existing', ...filters(['question', 'result'])],
      [this.#here, this.#there],
      signal
    );
  }

  get #there(): string {
    const { host, path } = this.#address;
    return `${formatRemote({ host, path: path === '/' ? '' : path })}/`;
  }

  get #here(): string {
    // Absolute, so that rsync takes no colon in it for a host.
    return `${this.#root}/`;
  }

  async #copy(options: readonly string[], paths: readonly string[], signal: AbortSignal): Promise<number> {
    let ended: Ended & { out: string };
    try {
      ended = await call('rsync', [...this.#common, ...options, '--', ...paths], signal);
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') throw new RemoteError('no-program', 'rsync', this.#way, { cause });
      throw cause;
    }
    const { status, said, out } = ended;
    if (status !== 0 && status !== VANISHED) throw new RemoteError(failureOf(ended), said.trim(), this.#way);
    return out.split('\n').filter((line) => COPIED.test(line)).length;
  }
}

/** Runs a program without a terminal and without a shell. Rejects if it cannot be started or the signal ends it. */
function call(
  program: string,
  args: readonly string[],
  signal: AbortSignal
): Promise<Ended & { out: string }> {
  return new Promise((done, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
    let out = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MOST_SAID);
    });
    child.on('error', reject);
    child.on('close', (status) => done({ status, said, out }));
  });
}
