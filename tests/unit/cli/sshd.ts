/** A real ssh server on loopback, with keys of its own, for as long as a test needs it. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { emptyFolder } from './support';

/** @returns the program's path, or null; sshd lies where ordinary people's PATH does not lead */
function find(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(existsSync) ?? null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Resolves when something answers; rejects when the server has ended or says nothing for long. */
async function answering(port: number, server: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${log().trim()}`);
    const reached = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => done(true)).once('error', () => done(false));
      socket.once('close', () => done(false));
    });
    if (reached) return;
    await wait(50);
  }
  throw new Error(`sshd does not answer: ${log().trim()}`);
}

/** A server that lets the person who runs the test in, by key. */
export class Sshd {
  readonly #program: string;
  readonly #folder: string;
  #server: ChildProcess | null = null;
  readonly port: number;
  /** `user@127.0.0.1`. */
  readonly host = `${userInfo().username}@127.0.0.1`;

  private constructor(program: string, folder: string, port: number) {
    this.#program = program;
    this.#folder = folder;
    this.port = port;
  }

  /** Starts a server. Rejects with the reason if none can be started here. */
  static async start(): Promise<Sshd> {
    for (const program of ['ssh', 'ssh-keygen', 'rsync']) {
      if (find(program) === null) throw new Error(`${program} is not installed`);
    }
    const program = find('sshd');
    if (program === null) throw new Error('sshd is not installed');
    const folder = emptyFolder();
    const at = (name: string) => join(folder, name);
    for (const key of ['host', 'client', 'stranger']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', key, '-f', at(key)]);
    }
    copyFileSync(at('client.pub'), at('authorized_keys'));
    // Runs what was asked for; or, once, drops the connection after so many bytes, if `drop` says how many.
    writeFileSync(
      at('gate'),
      `#!/bin/sh
[ -e '${at('no-rsync')}' ] && exec sh -c 'echo "sh: 1: rsync: not found" >&2; exit 127'
if mv '${at('drop')}' '${at('dropped')}' 2>/dev/null; then
  eval "$SSH_ORIGINAL_COMMAND" | { dd bs=1 count="$(cat '${at('dropped')}')" 2>/dev/null; kill -9 $PPID; }
fi
eval "exec $SSH_ORIGINAL_COMMAND"
`
    );
    chmodSync(at('gate'), 0o700);
    const port = await freePort();
    writeFileSync(
      at('sshd_config'),
      [
        `ListenAddress 127.0.0.1:${port}`,
        `HostKey ${at('host')}`,
        `AuthorizedKeysFile ${at('authorized_keys')}`,
        `ForceCommand ${at('gate')}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        'PidFile none'
      ].join('\n')
    );
    const [type, key] = readFileSync(at('host.pub'), 'utf8').split(' ');
    writeFileSync(at('known'), `[127.0.0.1]:${port} ${type ?? ''} ${key ?? ''}\n`);
    const [, other] = readFileSync(at('stranger.pub'), 'utf8').split(' ');
    writeFileSync(at('changed'), `[127.0.0.1]:${port} ${type ?? ''} ${other ?? ''}\n`);
    writeFileSync(at('unknown'), '');
    for (const name of ['known', 'changed', 'unknown']) {
      writeFileSync(
        at(`config-${name}`),
        `UserKnownHostsFile ${at(name)}\nGlobalKnownHostsFile /dev/null\nStrictHostKeyChecking no\n`
      );
    }
    // As root it wants an empty folder for its unprivileged half, which a service manager would have made.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const check = spawnSync(program, ['-t', '-f', at('sshd_config')], { encoding: 'utf8' });
    if (check.status !== 0) throw new Error(`sshd refuses its settings: ${check.stderr.trim()}`);
    const server = new Sshd(program, folder, port);
    await server.restart();
    return server;
  }

  /** Starts the server again, at the same port. */
  async restart(): Promise<void> {
    let log = '';
    const server = spawn(this.#program, ['-D', '-e', '-f', join(this.#folder, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe']
    });
    server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    this.#server = server;
    await answering(this.port, server, () => log);
  }

  /** Ends the server; nobody answers any more. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  }

  /** The next connection breaks when so many bytes have come from the other side. */
  dropAfter(bytes: number): void {
    writeFileSync(join(this.#folder, 'drop'), String(bytes));
  }

  /** Whether the connection that was to break has broken. */
  get dropped(): boolean {
    return existsSync(join(this.#folder, 'dropped')) && !existsSync(join(this.#folder, 'drop'));
  }

  /** Whether rsync is to be missing on the other side. */
  set withoutRsync(missing: boolean) {
    const flag = join(this.#folder, 'no-rsync');
    if (missing) writeFileSync(flag, '');
    else execFileSync('rm', ['-f', flag]);
  }

  /** Options by which the command line reaches it. */
  options(
    path: string,
    { hosts = 'known', key = 'client' }: { hosts?: 'known' | 'changed' | 'unknown'; key?: string } = {}
  ): string[] {
    return [
      ...['--remote', `${this.host}:${path}`, '--ssh-port', String(this.port)],
      ...['--identity', join(this.#folder, key), '--ssh-config', join(this.#folder, `config-${hosts}`)]
    ];
  }
}
