/** Tells from what rsync and ssh say why a connection failed, and whether it is worth trying again. */

/** Why nothing could be brought or taken. */
export type RemoteFailureCode =
  /** rsync or ssh is not installed here. */
  | 'no-program'
  /** rsync is not installed there. */
  | 'no-remote-rsync'
  /** The other computer's key has never been seen here. */
  | 'unknown-host-key'
  /** The other computer's key is another one than last time. */
  | 'changed-host-key'
  /** It does not let us in. */
  | 'denied'
  /** Its folder is not there. */
  | 'no-folder'
  /** A file or folder there or here may not be read or written, or a disk is full. */
  | 'files'
  /** It does not answer, or the connection broke. */
  | 'unreachable'
  | 'failed';

/** A connection that did not work; its message is what rsync and ssh said. */
export class RemoteError extends Error {
  readonly code: RemoteFailureCode;
  /** Where it was to lead, as a person wrote it. */
  readonly address: string;
  /** The command by which a person can try the connection by hand. */
  readonly byHand: string;

  constructor(
    code: RemoteFailureCode,
    said: string,
    way: { address: string; byHand: string },
    options?: ErrorOptions
  ) {
    super(said, options);
    this.name = 'RemoteError';
    this.code = code;
    this.address = way.address;
    this.byHand = way.byHand;
  }
}

/** What a program left behind. */
export interface Ended {
  /** Exit status; null if it was killed. */
  status: number | null;
  /** What it wrote to standard error. */
  said: string;
}

/** What is said, most telling first: ssh ends with 255 whatever happened, so its words decide. Neither is translated. */
const SIGNS: readonly (readonly [RegExp, RemoteFailureCode])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'changed-host-key'],
  [/No \S+ host key is known for|Host key verification failed/, 'unknown-host-key'],
  [/Permission denied \([a-z]|Too many authentication failures|no mutual signature/, 'denied'],
  [/Bad (?:owner|configuration|port)|Unable to negotiate/, 'failed'],
  [/Failed to exec ssh|rsync: .*ssh: not found/, 'no-program'],
  [/rsync: (?:command )?not found|remote command not found/, 'no-remote-rsync'],
  [/change_dir .* failed: (?:No such file|Not a directory)|link_stat .* failed: No such file/, 'no-folder']
];

/** rsync's exit statuses that a broken or missing connection leaves: sockets, streams, time-outs, ssh's 255. */
const BROKEN = [10, 12, 20, 30, 35, 255];

/** rsync's exit statuses for files that could not be read or written. */
const FILES = [3, 11, 23];

/** @returns why a program that ended with an error did so */
export function failureOf({ status, said }: Ended): RemoteFailureCode {
  const sign = SIGNS.find(([pattern]) => pattern.test(said));
  if (sign) return sign[1];
  if (status === 127) return 'no-remote-rsync';
  if (status === null || BROKEN.includes(status)) return 'unreachable';
  return FILES.includes(status) ? 'files' : 'failed';
}

/** Whether the same may go well a little later without anybody doing something. */
export function isPassing(code: RemoteFailureCode): boolean {
  return code === 'unreachable';
}
