/** The working folder behind a folder handle: one that a person picked, or one of the site's own. */
import { readDocumentFile } from './document-bytes';
import { FOLDERS, STAGES, type FileState, type FolderFiles, type FolderName } from './working-folder';

/** The lock of the command line's pipeline in the same folder. */
const CLI_LOCK = '.pipeline.lock';

/** @returns what the promise gives, or null if what it looks for is not there */
async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/** @returns the folders of a working folder that are not in it. Rejects with a DOMException if it cannot be read */
export async function missingFolders(root: FileSystemDirectoryHandle): Promise<FolderName[]> {
  const found = new Set<string>();
  for await (const [name, { kind }] of root) {
    if (kind === 'directory') found.add(name);
  }
  return FOLDERS.filter((name) => !found.has(name));
}

/** @returns whether the command line works in the folder, or died there */
export async function isLockedByCli(root: FileSystemDirectoryHandle): Promise<boolean> {
  return (await orNull(root.getFileHandle(CLI_LOCK))) !== null;
}

/** Everything rejects with a DOMException when the folder is gone or the permission was taken back. */
export class DirectoryFolder implements FolderFiles {
  readonly #root: FileSystemDirectoryHandle;
  /** Folders whose empty files have been looked for. */
  readonly #swept = new Set<FolderName>();

  /** @param root with permission to read and write */
  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** Makes the folders that are not there. */
  async make(): Promise<void> {
    for (const name of FOLDERS) await this.#root.getDirectoryHandle(name, { create: true });
  }

  async list(folder: FolderName): Promise<string[]> {
    const handle = await this.#root.getDirectoryHandle(folder);
    const names: string[] = [];
    for await (const [name, entry] of handle) {
      if (entry.kind === 'file') names.push(name);
    }
    if (!STAGES.some(({ to }) => to === folder) || this.#swept.has(folder)) return names;
    // A page that was closed while it wrote leaves an empty file: such a one is not done.
    const states = await Promise.all(names.map((name) => this.stateOf(folder, name)));
    if (states.every((state) => state?.size !== 0)) this.#swept.add(folder);
    return names.filter((_, i) => states[i]?.size !== 0);
  }

  async #file(folder: FolderName, name: string): Promise<File | null> {
    const handle = await this.#root.getDirectoryHandle(folder);
    const entry = await orNull(handle.getFileHandle(name));
    return entry && orNull(entry.getFile());
  }

  async stateOf(folder: FolderName, name: string): Promise<FileState | null> {
    const file = await this.#file(folder, name);
    return file && { size: file.size, modified: file.lastModified };
  }

  async read(folder: FolderName, name: string): Promise<unknown> {
    const file = await this.#file(folder, name);
    if (!file) throw new DOMException(`${folder}/${name} is gone.`, 'NotFoundError');
    return readDocumentFile(file);
  }

  async write(folder: FolderName, name: string, text: string): Promise<boolean> {
    const state = await this.stateOf(folder, name);
    if (state !== null && state.size > 0) return false;
    const handle = await this.#root.getDirectoryHandle(folder);
    const entry = await handle.getFileHandle(name, { create: true });
    // Written beside the file, which has all of it when the stream is closed, and nothing before.
    const stream = await entry.createWritable();
    try {
      await stream.write(text);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => undefined);
      throw error;
    }
    return true;
  }
}
