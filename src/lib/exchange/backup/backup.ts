/**
 * Back-ups: one zip with a table of contents (`backup.json`), the records of every store as JSON lists in parts of their
 * own, and recordings beside them. Takes are result documents, so that a part is a file of results by itself.
 */
import * as v from 'valibot';
import {
  checkShape,
  DocumentError,
  parseJson,
  readWith,
  serialize,
  within
} from '$lib/domain/documents/document';
import { BACKUP_SCHEMA, COLLECTION_SCHEMA, recognise, refuseNewer } from '$lib/domain/documents/kinds';
import { decodeText } from '../text-file';
import { documentsIn, stamp } from '../results';
import type { ZipReader } from '../zip';
import { ZipWriter } from '../zip-writer';
import { packBlobs, unpackBlobs } from './media';
import { BACKUP_STORES, type BackupStore, type KeyedRecord } from './stores';

/** Name of the table of contents. */
const CONTENTS = 'backup.json';

/** Records read at once. */
export const PAGE_SIZE = 1000;

/** Characters after which a part ends: each is read as one text, whatever the records hold. */
const PART_LENGTH = 16_000_000;

const contentsSchema = v.looseObject({
  schema: v.looseObject({ name: v.literal(BACKUP_SCHEMA.name), version: v.literal(BACKUP_SCHEMA.version) }),
  created_at: v.string(),
  stores: v.record(
    v.string(),
    v.looseObject({
      count: v.pipe(v.number(), v.integer('정수가 아닙니다'), v.minValue(0, '음수입니다')),
      parts: v.array(v.string())
    })
  )
});

/** A back-up ready to be handed to the person. */
export interface BackupFile {
  name: string;
  blob: Blob;
  /** Records in it. */
  count: number;
  /** Records that are too large for any back-up: left out, or of a take only the answer is in it. */
  incomplete: number;
}

/** What writing a back-up asks for. */
export interface BackupRequest {
  /** Time of the back-up, ISO 8601. */
  at: string;
  /** Whether recordings go into it. */
  media: boolean;
  /** Reads a store page by page. */
  pages: (store: string, size: number) => AsyncIterable<KeyedRecord[]>;
  /** Told after every part how many records are written. */
  onWritten?: (records: number) => void;
}

/** @returns lists of the documents as JSON, one document a line, none much longer than a part may be */
function* partsOf(documents: readonly string[]): Generator<string> {
  let lines: string[] = [];
  let length = 0;
  for (const line of documents) {
    if (length + line.length > PART_LENGTH && lines.length > 0) {
      yield `[\n${lines.join(',\n')}\n]\n`;
      [lines, length] = [[], 0];
    }
    lines.push(line);
    length += line.length;
  }
  if (lines.length > 0) yield `[\n${lines.join(',\n')}\n]\n`;
}

/** @returns the list as a file of results */
function asCollection(list: string, at: string): string {
  const head = JSON.stringify({ schema: COLLECTION_SCHEMA, created_at: at });
  return `${head.slice(0, -1)},"results":${list.trimEnd()}}\n`;
}

/** Stands for sound that is not asked for. */
const SILENCE = () => Promise.resolve(new Uint8Array());

/**
 * @param document as JSON
 * @returns whether a restore would take the document. A back-up is read whole or not at all: one record that its reader
 *   refuses, because it has grown out of what a stranger's document may be, would make all the others worthless.
 */
async function canBeRead(store: BackupStore, document: string): Promise<boolean> {
  try {
    await restore(store, JSON.parse(document), 0, SILENCE);
    return true;
  } catch (error) {
    if (error instanceof DocumentError) return false;
    throw error;
  }
}

/**
 * @returns a back-up of all stores
 * @throws {DocumentError} `too-large` if it would be larger than it can be restored from
 */
export async function writeBackup({ at, media, pages, onWritten }: BackupRequest): Promise<BackupFile> {
  const zip = new ZipWriter();
  const stores: Record<string, { count: number; parts: string[] }> = {};
  let total = 0;
  let incomplete = 0;
  for (const store of BACKUP_STORES.filter((each) => media || !each.media)) {
    const contents = { count: 0, parts: [] as string[] };
    stores[store.name] = contents;
    for await (const page of pages(store.name, PAGE_SIZE)) {
      const blobs: { name: string; blob: Blob }[] = [];
      const documents: string[] = [];
      for (const record of page) {
        const own: typeof blobs = [];
        const keep = (blob: Blob): string => {
          const name = `${store.name}/media/${contents.count + documents.length}-${own.length}`;
          own.push({ name, blob });
          return name;
        };
        const document = packBlobs(store.toDocument(record), keep);
        if (document === undefined) continue;
        const whole = JSON.stringify(document);
        if (await canBeRead(store, whole)) {
          documents.push(whole);
          blobs.push(...own);
          continue;
        }
        incomplete += 1;
        const short = JSON.stringify(store.toShortDocument?.(record) ?? null);
        if (await canBeRead(store, short)) documents.push(short);
      }
      for (const part of partsOf(documents)) {
        const name = `${store.name}/${String(contents.parts.length + 1).padStart(5, '0')}.json`;
        zip.addText(name, store.name === 'takes' ? asCollection(part, at) : part);
        contents.parts.push(name);
      }
      for (const { name, blob } of blobs) await zip.addBlob(name, blob);
      contents.count += documents.length;
      total += documents.length;
      onWritten?.(total);
    }
  }
  zip.addText(CONTENTS, serialize({ schema: BACKUP_SCHEMA, created_at: at, stores }));
  return { name: `interview-buddy_${stamp(at)}.zip`, blob: zip.finish(), count: total, incomplete };
}

/** Records of one store, read from a back-up. */
export interface RestoredStore {
  store: BackupStore;
  records: KeyedRecord[];
}

/** @returns whether the archive is a back-up */
export function isBackup(zip: ZipReader): boolean {
  return zip.entries.some(({ name }) => name === CONTENTS);
}

/**
 * Reads a back-up, whole or not at all.
 * @param onRead told after every part how many records are read, of how many
 * @throws {DocumentError} naming the part and the path that are wrong
 */
export async function readBackup(
  zip: ZipReader,
  onRead?: (read: number, total: number) => void
): Promise<RestoredStore[]> {
  const entries = new Map(zip.entries.map((entry) => [entry.name, entry]));
  const file = async (name: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const entry = entries.get(name);
    return entry ? zip.read(entry) : null;
  };
  const json = async (name: string): Promise<unknown> => {
    const bytes = await file(name);
    if (!bytes) throw new DocumentError('bad-archive', [{ path: name, message: '빠져 있습니다' }]);
    return parseJson(decodeText(bytes));
  };

  const table = await json(CONTENTS);
  if (typeof table === 'object' && table !== null) refuseNewer(table);
  const contents = readWith(contentsSchema, table);
  const total = Object.values(contents.stores).reduce((sum, { count }) => sum + count, 0);
  const restored: RestoredStore[] = [];
  let read = 0;
  for (const [name, { count, parts }] of Object.entries(contents.stores)) {
    const store = BACKUP_STORES.find((each) => each.name === name);
    // A store that we do not know was written by an app that is newer than this one.
    if (!store) refuseNewer({ schema: { name: `${BACKUP_SCHEMA.name}/${name}` } });
    else {
      const records: KeyedRecord[] = [];
      let documents = 0;
      for (const part of parts) {
        try {
          const list = await json(part);
          if (recognise(list) !== 'list')
            throw new DocumentError('invalid', [{ path: '', message: '목록이 아닙니다' }]);
          for (const [index, document] of documentsIn(list).entries()) {
            const record = await restore(store, document, index, file);
            if (record) records.push(record);
            documents += 1;
          }
        } catch (error) {
          throw error instanceof DocumentError ? within(error, part) : error;
        }
        onRead?.(read + documents, total);
      }
      if (documents !== count) {
        throw new DocumentError('bad-archive', [
          { path: `${CONTENTS}.stores.${name}`, message: '빠져 있습니다' }
        ]);
      }
      read += documents;
      restored.push({ store, records });
    }
  }
  return restored;
}

async function restore(
  store: BackupStore,
  document: unknown,
  index: number,
  file: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>
): Promise<KeyedRecord | null> {
  try {
    checkShape(document);
    return store.fromDocument(store.media ? await unpackBlobs(document, file) : document);
  } catch (error) {
    throw error instanceof DocumentError ? within(error, String(index)) : error;
  }
}
