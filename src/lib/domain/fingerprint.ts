/** Short names made of content, for what need not be kept apart from an adversary's. */

/** @returns the 32-bit FNV-1a hash of a text, 8 hex digits */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
