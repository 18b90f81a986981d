/** Files in and out for the commands: read whole and checked, written so that nobody ever sees half of one. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DOCUMENT_LIMITS, parseJson } from '$lib/domain/documents/document';
import { CliError, EXIT, FileError } from './errors';

/** Bytes that a document of the largest allowed number of characters can take in UTF-8. */
const MOST_BYTES = 3 * DOCUMENT_LIMITS.characters;

/** @throws {CliError} if the bytes are not UTF-8 */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(EXIT.refused, (messages) => messages.notUtf8, { cause });
  }
}

/**
 * @param bytes of a document
 * @returns the parsed document
 * @throws {CliError} if it is too large or not UTF-8
 * @throws {DocumentError} if it is no JSON
 */
export function parseDocument(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_BYTES) throw new CliError(EXIT.refused, (messages) => messages.tooLarge);
  return parseJson(decode(bytes));
}

/** A document with the time its file was last changed. */
export interface DocumentFile {
  document: unknown;
  /** ISO 8601. */
  modifiedAt: string;
}

/** Reads a document. @throws {FileError} naming the file */
export async function readDocument(path: string): Promise<DocumentFile> {
  try {
    const { size, mtime } = await stat(path);
    if (size > MOST_BYTES) throw new CliError(EXIT.refused, (messages) => messages.tooLarge);
    return { document: parseDocument(await readFile(path)), modifiedAt: mtime.toISOString() };
  } catch (cause) {
    throw new FileError(path, cause);
  }
}

/**
 * Writes a file whole or not at all: to a hidden neighbour first, which then takes its name. Folders are made.
 * @param text all of it, or piece by piece
 * @param options `replace`: whether a file of this name may be replaced
 * @throws {FileError} naming the file
 */
export async function writeWhole(
  path: string,
  text: string | AsyncIterable<string>,
  { replace }: { replace: boolean }
): Promise<void> {
  const folder = dirname(path);
  const partial = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(partial, 'wx');
    try {
      for await (const piece of typeof text === 'string' ? [text] : text) await file.write(piece);
      // On the disk before it has its name, so that a power cut cannot leave an empty file under it.
      await file.sync();
    } finally {
      await file.close();
    }
    if (!replace && existsSync(path)) throw new CliError(EXIT.refused, (messages) => messages.exists);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new FileError(path, cause);
  }
}

/** @returns the folder of the package: the nearest above this file with a package.json */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
