/** Folders on other computers: addresses that can be no options, and failures told apart. */
import { describe, expect, it } from 'vitest';
import { formatRemote, parseRemote } from '../../../src/cli/remote/address';
import { failureOf, isPassing } from '../../../src/cli/remote/failure';
import { cli, emptyFolder } from './support';

describe('addresses', () => {
  it.each([
    ['hong@example.com:interview', 'hong@example.com', 'interview'],
    ['example.com:/srv/면접 자료/2026/', 'example.com', '/srv/면접 자료/2026'],
    ['hong@example.com:~/interview', 'hong@example.com', 'interview'],
    ['hong@example.com:~', 'hong@example.com', '.'],
    ['nas:/', 'nas', '/'],
    ['hong@[::1]:data', 'hong@[::1]', 'data'],
    ["host:it's; rm $(x) `y` & z", 'host', "it's; rm $(x) `y` & z"]
  ])('%s', (text, host, path) => {
    expect(parseRemote(text)).toEqual({ host, path });
  });

  it.each([
    '',
    'interview',
    '/srv/interview',
    'host:',
    '-oProxyCommand=touch /tmp/x:path',
    '-oProxyCommand=x@host:path',
    'user@-oProxyCommand=x:path',
    '--rsh=x:path',
    'host:-e sh',
    'host:--delete',
    'host::module',
    'rsync://host/module',
    'host:*',
    'host:a[b]',
    'host:~other/x',
    'host:a\nb',
    'host:a\\b',
    'a b@host:path',
    'user@ho st:path',
    'C:\\interview',
    'user@:path',
    '@host:path'
  ])('refuses %j', (text) => {
    expect(parseRemote(text)).toBeNull();
  });

  it('is written as it is read', () => {
    expect(formatRemote({ host: 'hong@nas', path: 'a/b' })).toBe('hong@nas:a/b');
  });
});

describe('failures', () => {
  it.each([
    [255, 'Host key verification failed.', 'unknown-host-key'],
    [
      255,
      '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
      'changed-host-key'
    ],
    [255, 'hong@nas: Permission denied (publickey,password).', 'denied'],
    [255, 'ssh: connect to host nas port 22: Connection refused', 'unreachable'],
    [255, 'Bad owner or permissions on /home/hong/.ssh/config', 'failed'],
    [12, 'rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]', 'unreachable'],
    [30, 'rsync error: timeout in data send/receive', 'unreachable'],
    [null, '', 'unreachable'],
    [127, 'bash: line 1: rsync: command not found', 'no-remote-rsync'],
    [14, 'rsync: [Receiver] Failed to exec ssh: No such file or directory (2)', 'no-program'],
    [23, 'rsync: [sender] change_dir "/srv/x" failed: No such file or directory (2)', 'no-folder'],
    [23, 'rsync: [sender] send_files failed to open "/srv/x/a.json": Permission denied (13)', 'files'],
    [1, 'rsync: unrecognized option', 'failed']
  ] as const)('status %s, “%s” is %s', (status, said, code) => {
    expect(failureOf({ status, said })).toBe(code);
  });

  it('tries again only what may go well by itself', () => {
    expect(isPassing('unreachable')).toBe(true);
    expect(isPassing('unknown-host-key')).toBe(false);
    expect(isPassing('denied')).toBe(false);
  });
});

describe('usage', () => {
  it.each([
    [['--remote', 'host:--delete'], 'user@host:path'],
    [['--remote', 'host:x', '--ssh-port', '0'], '--ssh-port'],
    [['--ssh-port', '22'], '--remote'],
    [['--retries', '3'], '--remote']
  ])('%j is wrong usage', async (args, named) => {
    const { code, err } = await cli(['pipeline', '--dir', emptyFolder(), '--lang', 'en', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(named);
  });

  it('names a key file that is not there', async () => {
    const args = ['pipeline', '--dir', emptyFolder(), '--remote', 'host:x', '--identity', '/no/such/key'];
    const { code, err } = await cli(args);
    expect(code).toBe(1);
    expect(err).toContain('/no/such/key: 파일이나 폴더가 없습니다');
  });
});
