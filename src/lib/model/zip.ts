/**
 * Reads ZIP files from strangers by their directory, so that names, sizes and limits are known before anything is
 * unpacked, and only what is wanted is. Inflating is streamed: a piece of input never becomes more than one bounded file.
 */
import { Inflate } from 'fflate';
import { ModelError } from './engine';

/** A file in a ZIP file, as its directory describes it. */
export interface ZipEntry {
  /** Forward slashes; ends in one for a folder. */
  path: string;
  /** Size once unpacked, in bytes, as promised. */
  bytes: number;
  /** Size in the ZIP file. */
  packed: number;
  /** Position of its local header. */
  offset: number;
  deflated: boolean;
}

/** Most entries of a ZIP file that is read. */
const MOST_ENTRIES = 10_000;
/** Largest directory, in bytes. */
const LARGEST_DIRECTORY = 10_000_000;
/** The end record is at most this far from the end: 22 bytes and a comment. */
const END_REACH = 22 + 0xffff;
/** Input given to the inflater at once: what a thousandfold bomb makes of it still fits in memory. */
const PIECE = 16 * 1024;

const SIGNATURES = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

const bad = (message: string, detail: string): ModelError => new ModelError('bad-archive', message, detail);

async function view(file: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

function endRecord(tail: DataView): { entries: number; size: number; start: number } {
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== SIGNATURES.end) continue;
    const entries = tail.getUint16(at + 10, true);
    const size = tail.getUint32(at + 12, true);
    const start = tail.getUint32(at + 16, true);
    if (tail.getUint16(at + 4, true) !== 0) throw bad('The ZIP file is in several parts.', 'parts');
    if (start === 0xffffffff || entries === 0xffff) throw bad('The ZIP file is in ZIP64 format.', 'zip64');
    return { entries, size, start };
  }
  throw bad('The file is no ZIP file, or its end is missing.', 'no directory');
}

/**
 * Reads the directory.
 * @returns the files, folders left out, in the order of the directory
 * @throws {ModelError} `bad-archive` if it is damaged, encrypted, too crowded, or has a path that leads out of its folder
 */
export async function readZipDirectory(file: Blob): Promise<ZipEntry[]> {
  const { entries, size, start } = endRecord(await view(file, Math.max(0, file.size - END_REACH), file.size));
  if (entries > MOST_ENTRIES || size > LARGEST_DIRECTORY)
    throw bad('The ZIP file has too many entries.', `${entries} entries`);
  if (start + size > file.size) throw bad('The directory of the ZIP file is damaged.', 'directory');
  const directory = await view(file, start, start + size);
  const found: ZipEntry[] = [];
  const seen = new Set<string>();
  let at = 0;
  for (let index = 0; index < entries; index++) {
    if (at + 46 > size || directory.getUint32(at, true) !== SIGNATURES.entry)
      throw bad('The directory of the ZIP file is damaged.', `entry ${index}`);
    const nameLength = directory.getUint16(at + 28, true);
    const next =
      at + 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (next > size) throw bad('The directory of the ZIP file is damaged.', `entry ${index}`);
    const path = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, nameLength));
    const method = directory.getUint16(at + 10, true);
    checkPath(path);
    if (seen.has(path)) throw bad('Two entries of the ZIP file have one name.', path);
    seen.add(path);
    if (!path.endsWith('/')) {
      if (directory.getUint16(at + 8, true) & ENCRYPTED) throw bad('The ZIP file is encrypted.', path);
      if (method !== STORED && method !== DEFLATED)
        throw bad('The ZIP file is packed in an unknown way.', `${path}: method ${method}`);
      found.push({
        path,
        bytes: directory.getUint32(at + 24, true),
        packed: directory.getUint32(at + 20, true),
        offset: directory.getUint32(at + 42, true),
        deflated: method === DEFLATED
      });
    }
    at = next;
  }
  return found;
}

/**
 * @param path as a ZIP file or a folder names it
 * @throws {ModelError} `bad-archive` if it could lead anywhere but into its own folder
 */
export function checkPath(path: string): void {
  const parts = path.replace(/\/$/, '').split('/');
  // eslint-disable-next-line no-control-regex -- finding them is its purpose
  const odd = /[\\\u0000-\u001f]|^[a-z]:/i.test(path);
  if (odd || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw bad('A path leads out of its folder.', path.slice(0, 200));
}

/**
 * Unpacks one file, piece by piece.
 * @throws {ModelError} `bad-archive` if it is damaged; whoever reads stops when there is more than expected
 */
export async function* unpack(file: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const header = await view(file, entry.offset, entry.offset + 30);
  if (header.byteLength < 30 || header.getUint32(0, true) !== SIGNATURES.local)
    throw bad('The ZIP file is damaged.', entry.path);
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.packed > file.size) throw bad('The ZIP file is cut short.', entry.path);
  const pieces: Uint8Array[] = [];
  const inflate = entry.deflated ? new Inflate((piece) => pieces.push(piece)) : null;
  for (let done = 0; done < entry.packed; done += PIECE) {
    const end = Math.min(done + PIECE, entry.packed);
    const piece = new Uint8Array(await file.slice(start + done, start + end).arrayBuffer());
    if (!inflate) {
      yield piece;
      continue;
    }
    try {
      inflate.push(piece, end === entry.packed);
    } catch (cause) {
      throw new ModelError('bad-archive', 'A packed file is damaged.', entry.path, { cause });
    }
    yield* pieces.splice(0);
  }
}
