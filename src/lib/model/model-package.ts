/** A model folder as people bring it: from a folder they choose or a ZIP file, with whatever lies around it. */
import { ModelError } from './engine';
import { checkPath, readZipDirectory, unpack } from './zip';

/** What a person has chosen: crosses to the worker as it is. */
export type ModelSource =
  | { kind: 'zip'; file: Blob }
  /** Files with their paths, as a folder chosen or dropped gives them. */
  | { kind: 'folder'; files: readonly { path: string; file: Blob }[] };

/** A file of a model folder. */
export interface PackedFile {
  /** Relative to the model folder. */
  path: string;
  /** In bytes, as promised by what holds it. */
  bytes: number;
  /** Its contents; {@link ModelError} `bad-archive` if they cannot be unpacked. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Most files of a folder that is looked through. */
const MOST_FILES = 10_000;

async function* piecesOf(file: Blob): AsyncGenerator<Uint8Array> {
  // By slices: a file that cannot be read any more says so here, and no browser lacks it.
  const size = 4_000_000;
  for (let start = 0; start < file.size; start += size) {
    yield new Uint8Array(await file.slice(start, start + size).arrayBuffer());
  }
}

async function filesOf(source: ModelSource): Promise<PackedFile[]> {
  if (source.kind === 'zip') {
    const entries = await readZipDirectory(source.file);
    return entries.map((entry) => ({
      path: entry.path,
      bytes: entry.bytes,
      pieces: () => unpack(source.file, entry)
    }));
  }
  if (source.files.length > MOST_FILES)
    throw new ModelError('not-a-model', 'The folder has too many files.', `${source.files.length} files`);
  return source.files.map(({ path, file }) => {
    checkPath(path);
    return { path, bytes: file.size, pieces: () => piecesOf(file) };
  });
}

/**
 * Finds the model folder: the one that holds manifest.json, wherever it lies in what was brought.
 * @returns its files by their path in it
 * @throws {ModelError} `not-a-model` if there is none or more than one; `bad-archive`
 */
export async function openPackage(source: ModelSource): Promise<Map<string, PackedFile>> {
  const files = await filesOf(source);
  const manifests = files.filter(
    ({ path }) => /(^|\/)manifest\.json$/.test(path) && !path.startsWith('__MACOSX/')
  );
  const depth = (path: string) => path.split('/').length;
  const least = Math.min(...manifests.map(({ path }) => depth(path)));
  const [root, other] = manifests.filter(({ path }) => depth(path) === least);
  if (!root) throw new ModelError('not-a-model', 'There is no manifest.json.', 'manifest.json');
  if (other) throw new ModelError('not-a-model', 'There is more than one model.', other.path);
  const folder = root.path.slice(0, -'manifest.json'.length);
  return new Map(
    files
      .filter(({ path }) => path.startsWith(folder))
      .map((file) => {
        const path = file.path.slice(folder.length);
        return [path, { ...file, path }];
      })
  );
}
