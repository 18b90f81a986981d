/** Names of built files carry a hash of their content: two of them are versions of one file if they differ in it alone. */

const HASHED = /^(.*)([.-])([\w-]{8})(\.\w+)$/;

/** @returns the path without its hash; null if it has none */
function family(path: string): string | null {
  const [, stem, mark, , extension] = HASHED.exec(path) ?? [];
  return stem === undefined ? null : `${stem}${mark}*${extension}`;
}

/**
 * @param path of a file that has just been fetched
 * @param kept paths of files that are kept
 * @returns those of them that are other versions of it
 */
export function otherVersions(path: string, kept: readonly string[]): string[] {
  const own = family(path);
  return own === null ? [] : kept.filter((other) => other !== path && family(other) === own);
}
