/** Text out of files whose encoding nobody has named: today's UTF-8, and the CP949 that spreadsheets here still write. */

/** Most bytes of a file that is read as one text: surely no more than a string can hold (2²⁹ characters). */
export const MOST_TEXT_BYTES = 500_000_000;

/**
 * Decodes UTF-8 or UTF-16 with or without a byte-order mark as it says, else CP949 where the bytes are no UTF-8.
 * @returns the text, without its byte-order mark
 */
export function decodeText(bytes: Uint8Array): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}
