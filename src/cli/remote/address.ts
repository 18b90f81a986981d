/** The address of a folder on another computer, read so strictly that nothing in it can be taken for an option. */

/** A folder on another computer. */
export interface RemoteAddress {
  /** `user@host` or `host`, as ssh takes it. */
  host: string;
  /** Path of the folder; relative to the person's own folder there if it does not begin with `/`. */
  path: string;
}

/** A name that begins with a letter or a digit, or an IPv6 address in brackets. */
const HOST = /^(?:[A-Za-z0-9_][\w.-]*@)?(?:[A-Za-z0-9][\w.-]*|\[[0-9A-Fa-f:.%]+\])$/;

/** Characters that rsync's other end would expand, and those no honest path has. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[*?[\]\\\u0000-\u001f\u007f]/;

/**
 * Reads `user@host:path`. `~/` is the person's own folder there, as a path without it is.
 * @returns null for what is no such address: rsync's own protocol, wildcards, options in disguise
 */
export function parseRemote(text: string): RemoteAddress | null {
  const match = /^([^:[\]/]+|(?:[^:[\]/]+@)?\[[^\]/]+\]):(.+)$/.exec(text);
  const [, host = '', given = ''] = match ?? [];
  const path = given.replace(/^~\/?/, '').replace(/(?<=.)\/+$/, '') || '.';
  const ownProtocol = given.startsWith(':') || given.startsWith('//');
  const anothersFolder = given.startsWith('~') && !/^~(?:\/|$)/.test(given);
  const usable = HOST.test(host) && !FORBIDDEN.test(path) && !path.startsWith('-');
  return usable && !ownProtocol && !anothersFolder ? { host, path } : null;
}

/** @returns the address as a person wrote it, or would have */
export function formatRemote({ host, path }: RemoteAddress): string {
  return `${host}:${path}`;
}
