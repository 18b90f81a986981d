/** Files out of what a person drops or pastes: single ones, many, and whole folders. */

/** Most files that are taken out of dropped folders. */
const MOST_FILES = 100_000;

/** @returns whether something that is dragged holds files */
export function holdsFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A folder is read in portions until one is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (portion.length === 0) return entries;
    entries.push(...portion);
  }
}

/**
 * @param data of a drop; it must be given in the event itself, the browser empties it afterwards
 * @returns the files, those in folders included
 */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  const plain = [...data.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  try {
    return await filesBelow(entries.filter((entry) => entry !== null));
  } catch {
    // A folder that cannot be read: given as it is, it is told as such.
    return plain;
  }
}

async function filesBelow(open: FileSystemEntry[]): Promise<File[]> {
  const files: File[] = [];
  for (let entry = open.shift(); entry && files.length < MOST_FILES; entry = open.shift()) {
    if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
    else if (entry.isDirectory) open.push(...(await entriesOf(entry as FileSystemDirectoryEntry)));
  }
  return files;
}

/**
 * @param data of a paste
 * @param name given to a document pasted as text
 * @returns files that were copied, or a text that looks like JSON as a file; none for any other text
 */
export function pastedFiles(data: DataTransfer | null, name: string): File[] {
  if (!data) return [];
  const files = [...data.files];
  if (files.length > 0) return files;
  const text = data.getData('text/plain');
  return /^\s*[[{]/.test(text) ? [new File([text], name, { type: 'application/json' })] : [];
}
