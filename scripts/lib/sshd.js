/** Installs what the tests of `pipeline --remote` talk to, where that can be done; they are skipped without it. */
import { existsSync } from 'node:fs';
import { attempt, canUseApt, which } from './chromium.js';

/**
 * Installs an ssh server and rsync as Debian packages, if one of them is missing and this machine lets us. Where systemd
 * runs, the package would start a server of its own, which nobody asked for: nothing is installed there.
 */
export function tryForSshd() {
  const present = (which('sshd') ?? existsSync('/usr/sbin/sshd')) && which('rsync') && which('ssh');
  if (present || !canUseApt() || existsSync('/run/systemd/system')) return;
  console.log('No ssh server or rsync found: installing them for the tests of the remote pipeline.');
  attempt('apt-get', ['update', '-qq']);
  attempt('apt-get', ['install', '-y', '-qq', 'openssh-server', 'rsync']);
}
