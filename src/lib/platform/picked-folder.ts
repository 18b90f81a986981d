/** Folders as people give them to a page: chosen, opened through a handle, or dropped. */

/** A file with its path from where the folder stands. */
export interface PickedFile {
  path: string;
  file: File;
}

/** Most files that are listed: more is some other folder, such as a whole home. */
const MOST_FILES = 10_000;

/** A directory handle's entries; not yet in TypeScript's library. */
interface Directory {
  name: string;
  entries(): AsyncIterable<
    [string, { kind: 'file'; getFile(): Promise<File> } | ({ kind: 'directory' } & Directory)]
  >;
}

/** @returns whether this browser can open folders through a dialog of its own */
export function canPickFolder(): boolean {
  return 'showDirectoryPicker' in globalThis;
}

/**
 * Lets the person choose a folder, to be read only.
 * @returns its files; null if they thought better of it
 */
export async function pickFolder(): Promise<PickedFile[] | null> {
  const pick = (globalThis as { showDirectoryPicker?: () => Promise<Directory> }).showDirectoryPicker;
  if (!pick) return null;
  let folder: Directory;
  try {
    folder = await pick();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
  const files: PickedFile[] = [];
  const open = [{ path: folder.name, directory: folder }];
  for (let next = open.pop(); next && files.length <= MOST_FILES; next = open.pop()) {
    for await (const [name, entry] of next.directory.entries()) {
      const path = `${next.path}/${name}`;
      if (entry.kind === 'file') files.push({ path, file: await entry.getFile() });
      else open.push({ path, directory: entry });
    }
  }
  return files;
}

/** @returns the files of an input that chooses folders, or plain files */
export function filesOfInput(list: FileList): PickedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** @returns everything that was dropped, folders with all that is in them */
export async function filesDropped(transfer: DataTransfer): Promise<PickedFile[]> {
  // The items are gone after the first wait: they are asked for at once.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: PickedFile[] = [];
  const open = [...entries];
  for (let entry = open.pop(); entry && files.length <= MOST_FILES; entry = open.pop()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject)
      );
      files.push({ path, file });
      continue;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject)
      );
      if (some.length === 0) break;
      open.push(...some);
    }
  }
  return files;
}
