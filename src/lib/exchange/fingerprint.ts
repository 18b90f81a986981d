/** Short names made of content, so that the same content always gets the same one. */

/** @returns the first 32 hex digits of the SHA-256 of a text */
export async function fingerprint(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest.slice(0, 16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
