/** Keeps two runs out of one folder. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { CliError, EXIT, FileError, systemCode } from './errors';

const ownerSchema = v.object({ host: v.string(), pid: v.number(), token: v.string() });
type Owner = v.InferOutput<typeof ownerSchema>;

async function readOwner(path: string): Promise<Owner | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  });
  try {
    return v.parse(ownerSchema, JSON.parse(text));
  } catch {
    // Gone, or cut short by a crash: nobody who still runs has written it.
    return null;
  }
}

/** Whether the process that wrote a lock can still be running; on another computer nobody can tell. */
function mayRun({ host, pid }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person's process may not be signalled, but it is there.
    return systemCode(error) === 'EPERM';
  }
}

/**
 * Locks a folder, which is made if it is not there. The lock of a process that has died is taken over.
 * @param name of the lock file in the folder
 * @returns a function that unlocks it
 * @throws {CliError} `locked` if another run has it
 * @throws {FileError} if the folder cannot be written to
 */
export async function lockFolder(folder: string, name: string): Promise<() => Promise<void>> {
  const path = join(folder, name);
  const own: Owner = { host: hostname(), pid: process.pid, token: randomUUID() };
  const refuse = ({ host, pid }: Owner) =>
    new CliError(EXIT.locked, (messages) => messages.locked(`${host} ${pid}`, path));
  try {
    await mkdir(folder, { recursive: true });
    for (;;) {
      try {
        await writeFile(path, `${JSON.stringify(own)}\n`, { flag: 'wx' });
        break;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
        const owner = await readOwner(path);
        if (owner && mayRun(owner)) throw refuse(owner);
        await rm(path, { force: true });
      }
    }
    // Two runs may have found the same dead lock; the one that wrote last has it.
    const owner = await readOwner(path);
    if (owner && owner.token !== own.token) throw refuse(owner);
  } catch (cause) {
    throw cause instanceof CliError ? cause : new FileError(path, cause);
  }
  return async () => {
    if ((await readOwner(path))?.token === own.token) await rm(path, { force: true });
  };
}
