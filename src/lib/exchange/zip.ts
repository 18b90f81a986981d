/** Zip files from strangers: read entry by entry, never larger than they may be, never by a name that leads out. */
import { inflateSync } from 'fflate';
import { DocumentError } from '$lib/domain/documents/document';
import { crc32 } from './checksum';

/**
 * Limits of an archive: entries, bytes of one entry and of all that is read, unpacked. With the 1032:1 that is the most
 * deflate can do, an entry cannot take more memory than its limit, because that is all that is given to it.
 */
export const ZIP_LIMITS = { entries: 65_534, entry: 128_000_000, total: 4_000_000_000 } as const;

/** A file in an archive, as its table of contents tells it. */
export interface ZipEntry {
  /** As it stands in the archive, `/` between folders. */
  name: string;
  /** Bytes, unpacked. */
  size: number;
  /** Bytes in the archive. */
  packed: number;
  method: number;
  encrypted: boolean;
  crc: number;
  offset: number;
}

const END = { signature: 0x06054b50, size: 22, comment: 0xffff } as const;
const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
const LOCAL = { signature: 0x04034b50, size: 30 } as const;

function damaged(message = '손상되었거나 읽을 수 없는 압축 파일입니다.'): DocumentError {
  return new DocumentError('bad-archive', [{ path: '', message }]);
}

async function viewOf(blob: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await blob.slice(start, end).arrayBuffer());
}

/** @returns whether the bytes begin as a zip file does */
export async function isZip(blob: Blob): Promise<boolean> {
  if (blob.size < END.size) return false;
  const signature = (await viewOf(blob, 0, 4)).getUint32(0, true);
  return signature === LOCAL.signature || signature === END.signature;
}

/** Whether a name leads out of its archive, on any system; such archives are made to harm. */
function isUnsafe(name: string): boolean {
  if (name === '' || name.includes('\0') || /^[/\\]/.test(name) || /^[A-Za-z]:/.test(name)) return true;
  return name.split(/[/\\]/).includes('..');
}

/** UTF-8 where it says so or fits; what else old Korean programs write is CP949. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

/** An open zip file. Its entries are unpacked when they are asked for. */
export class ZipReader {
  readonly #blob: Blob;
  /** The files in it, folders left out, in the archive's order. */
  readonly entries: readonly ZipEntry[];
  #unpacked = 0;

  private constructor(blob: Blob, entries: readonly ZipEntry[]) {
    this.#blob = blob;
    this.entries = entries;
  }

  /**
   * Reads the table of contents.
   * @throws {DocumentError} `bad-archive`, `too-large`, or `unsafe-path` if any name leads out of the archive
   */
  static async open(blob: Blob): Promise<ZipReader> {
    const tailStart = Math.max(0, blob.size - END.size - END.comment);
    const tail = await viewOf(blob, tailStart, blob.size);
    let end = tail.byteLength - END.size;
    while (end >= 0 && tail.getUint32(end, true) !== END.signature) end--;
    if (end < 0) throw damaged();
    const count = tail.getUint16(end + 10, true);
    const size = tail.getUint32(end + 12, true);
    const start = tail.getUint32(end + 16, true);
    // 65,535 says that the real number stands in a ZIP64 record.
    if (count > ZIP_LIMITS.entries) {
      throw new DocumentError('too-large', [{ path: '', message: '항목이 너무 많은 파일입니다.' }]);
    }
    if (start + size > tailStart + end) throw damaged();
    return new ZipReader(blob, readContents(await viewOf(blob, start, start + size), count));
  }

  /**
   * Unpacks an entry and checks it.
   * @throws {DocumentError} `too-large`; `bad-archive` if it is encrypted, damaged, or larger than it claims
   */
  async read(entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
    this.#unpacked += entry.size;
    if (entry.size > ZIP_LIMITS.entry || this.#unpacked > ZIP_LIMITS.total) {
      throw new DocumentError('too-large', [{ path: '', message: '풀면 너무 큰 압축 파일입니다.' }]);
    }
    if (entry.encrypted) throw damaged('암호가 걸린 압축 파일입니다. 암호를 풀어 다시 올려 주세요.');
    const header = await viewOf(this.#blob, entry.offset, entry.offset + LOCAL.size);
    if (header.byteLength < LOCAL.size || header.getUint32(0, true) !== LOCAL.signature) throw damaged();
    const start = entry.offset + LOCAL.size + header.getUint16(26, true) + header.getUint16(28, true);
    const packed = new Uint8Array(await this.#blob.slice(start, start + entry.packed).arrayBuffer());
    if (packed.length !== entry.packed) throw damaged();
    const bytes = unpack(packed, entry);
    if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged();
    return bytes;
  }
}

function unpack(packed: Uint8Array<ArrayBuffer>, { method, size }: ZipEntry): Uint8Array<ArrayBuffer> {
  if (method === 0) return packed;
  if (method !== 8) throw damaged();
  try {
    // What would not fit is cut off: the checksum then says so.
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (cause) {
    throw new DocumentError('bad-archive', damaged().issues, { cause });
  }
}

function readContents(view: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL.size > view.byteLength || view.getUint32(at, true) !== CENTRAL.signature)
      throw damaged();
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    );
    const next = at + CENTRAL.size + (nameSize ?? 0) + (extraSize ?? 0) + (commentSize ?? 0);
    if (next > view.byteLength) throw damaged();
    const name = decodeName(new Uint8Array(view.buffer, view.byteOffset + at + CENTRAL.size, nameSize));
    if (isUnsafe(name)) {
      throw new DocumentError('unsafe-path', [
        { path: '', message: '압축 파일 안에 밖을 가리키는 이름이 있습니다.' }
      ]);
    }
    if (!/[/\\]$/.test(name)) {
      entries.push({
        name,
        size: view.getUint32(at + 24, true),
        packed: view.getUint32(at + 20, true),
        method: view.getUint16(at + 10, true),
        encrypted: (view.getUint16(at + 8, true) & 1) === 1,
        crc: view.getUint32(at + 16, true),
        offset: view.getUint32(at + 42, true)
      });
    }
    at = next;
  }
  return entries;
}
