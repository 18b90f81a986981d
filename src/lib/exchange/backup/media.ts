/** Sound and pictures in a back-up: beside the JSON, as files of their own, with a reference where they were. */
import { DocumentError } from '$lib/domain/documents/document';

/** Where a file stood in a record. */
interface FileReference {
  $file: string;
  type: string;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object);

/**
 * Takes the blobs out of a record.
 * @param keep is given each blob and returns the name of its file in the back-up
 * @returns the record as JSON can hold it; undefined if something in it cannot be kept (a file handle, say)
 */
export function packBlobs(value: unknown, keep: (blob: Blob) => string): unknown {
  if (value instanceof Blob) return { $file: keep(value), type: value.type } satisfies FileReference;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => packBlobs(item, keep));
    return items.includes(undefined) ? undefined : items;
  }
  if (!isPlain(value)) return undefined;
  const packed: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const own = packBlobs(item, keep);
    if (own === undefined) return undefined;
    packed[key] = own;
  }
  return packed;
}

/**
 * Puts the blobs back. The record's shape has been checked: it is not deeper than a document may be.
 * @param file gives the bytes of a file of the back-up
 * @throws {DocumentError} if a file is missing
 */
export async function unpackBlobs(
  value: unknown,
  file: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>
): Promise<unknown> {
  // One after the other: however many there are, only one is unpacked at a time.
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await unpackBlobs(item, file));
    return items;
  }
  if (!isPlain(value)) return value;
  const { $file: name, type } = value;
  if (typeof name === 'string') {
    const bytes = await file(name);
    if (!bytes) throw new DocumentError('bad-archive', [{ path: name, message: '빠져 있습니다' }]);
    // Only sound and pictures: a type from a stranger must not make a page of it.
    const safe =
      typeof type === 'string' && /^(audio|video|image)\/[\w.+-]+(;[\w =,."-]*)?$/.test(type) ? type : '';
    return new Blob([bytes], { type: safe });
  }
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) entries.push([key, await unpackBlobs(item, file)]);
  return Object.fromEntries(entries);
}
