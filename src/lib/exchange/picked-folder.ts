/** The working folder of browsers without folder access: files that a person picked go in, a zip comes out. */
import { strToU8, zipSync } from 'fflate';
import { readDocumentFile } from './document-bytes';
import { FOLDERS, isDocument, type FileState, type FolderFiles, type FolderName } from './working-folder';

/** @returns the folder named in a picked file's path, such as `user` of `interview/user/kim.json`; null without one */
function folderInPath({ webkitRelativePath }: File): FolderName | null {
  const parent = webkitRelativePath.split('/').at(-2);
  return FOLDERS.find((folder) => folder === parent) ?? null;
}

/** @returns where a document belongs by what it holds; a broken one goes where answers go, and is refused there */
async function folderByContent(file: File): Promise<FolderName> {
  const document = await readDocumentFile(file).catch(() => null);
  if (typeof document !== 'object' || document === null) return 'answer';
  const answered = 'user_answer' in document || 'answer' in document || 'question' in document;
  return answered ? 'answer' : 'user';
}

/** Files in memory. */
export class PickedFolder implements FolderFiles {
  readonly #files: Readonly<Record<FolderName, Map<string, File>>>;
  /** Texts written, by path. */
  readonly #made = new Map<string, string>();

  private constructor(files: Readonly<Record<FolderName, Map<string, File>>>) {
    this.#files = files;
  }

  /**
   * Sorts picked files into the four folders: by the folder they lie in if the whole folder was picked, else by what
   * they hold. Two files of one name in one folder get numbers.
   */
  static async of(picked: readonly File[]): Promise<PickedFolder> {
    const files = { user: new Map(), question: new Map(), answer: new Map(), result: new Map() } as Record<
      FolderName,
      Map<string, File>
    >;
    for (const file of picked) {
      if (!isDocument(file.name)) continue;
      const named = folderInPath(file);
      // In a folder of another name, or beside the four: nobody's business.
      if (named === null && file.webkitRelativePath !== '') continue;
      const folder = files[named ?? (await folderByContent(file))];
      const stem = file.name.replace(/\.json$/i, '');
      let name = file.name;
      for (let count = 2; folder.has(name); count++) name = `${stem}-${count}.json`;
      folder.set(name, file);
    }
    return new PickedFolder(files);
  }

  /** How many files are to be worked on. */
  get size(): number {
    return this.#files.user.size + this.#files.answer.size;
  }

  list(folder: FolderName): Promise<string[]> {
    return Promise.resolve([...this.#files[folder].keys()]);
  }

  stateOf(folder: FolderName, name: string): Promise<FileState | null> {
    const file = this.#files[folder].get(name);
    return Promise.resolve(file ? { size: file.size, modified: file.lastModified } : null);
  }

  read(folder: FolderName, name: string): Promise<unknown> {
    const file = this.#files[folder].get(name);
    return file ? readDocumentFile(file) : Promise.reject(new Error(`${folder}/${name} was not picked.`));
  }

  write(folder: FolderName, name: string, text: string): Promise<boolean> {
    const path = `${folder}/${name}`;
    if (this.#files[folder].has(name) || this.#made.has(path)) return Promise.resolve(false);
    this.#made.set(path, text);
    return Promise.resolve(true);
  }

  /** @returns a zip with the files made, in their folders; null if there are none */
  zip(): Uint8Array<ArrayBuffer> | null {
    if (this.#made.size === 0) return null;
    const entries = [...this.#made].map(([path, text]) => [path, strToU8(text)] as const);
    return Uint8Array.from(zipSync(Object.fromEntries(entries)));
  }
}
