/** The working folder as it lies on a disk. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDERS, type FileState, type FolderFiles, type FolderName } from '$lib/exchange/working-folder';
import { FileError, systemCode } from './errors';
import { readDocument, writeWhole } from './files';

/** @param root the folder in which the four folders are */
export class DiskFolder implements FolderFiles {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** @returns the path of a file, as a person is told of it */
  path(folder: FolderName, name = ''): string {
    return join(this.root, folder, name);
  }

  /** Makes the folders that are not there. @throws {FileError} */
  async make(): Promise<void> {
    for (const name of FOLDERS) {
      const path = this.path(name);
      await mkdir(path, { recursive: true }).catch((cause: unknown) => {
        throw new FileError(path, cause);
      });
    }
  }

  /** @throws {FileError} */
  async list(folder: FolderName): Promise<string[]> {
    const path = this.path(folder);
    return readdir(path).catch((cause: unknown) => {
      throw new FileError(path, cause);
    });
  }

  /** @throws {FileError} */
  async stateOf(folder: FolderName, name: string): Promise<FileState | null> {
    const path = this.path(folder, name);
    try {
      const { size, mtime } = await stat(path);
      return { size, modified: mtime.getTime() };
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return null;
      throw new FileError(path, cause);
    }
  }

  /** @throws {FileError} */
  async read(folder: FolderName, name: string): Promise<unknown> {
    return (await readDocument(this.path(folder, name))).document;
  }

  /** @throws {FileError} */
  async write(folder: FolderName, name: string, text: string): Promise<boolean> {
    try {
      await writeWhole(this.path(folder, name), text, { replace: false });
      return true;
    } catch (error) {
      if ((await this.stateOf(folder, name)) !== null) return false;
      throw error;
    }
  }
}
