/** Writes CP949, which platforms only read: the inverse of the project's own decoder. */
import { Cp949Decoder } from '$lib/exchange/cp949';

let table: Map<string, readonly [number, number]> | null = null;

function codes(): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      try {
        found.set(new Cp949Decoder().decode(Uint8Array.of(lead, trail)), [lead, trail]);
      } catch {
        // No character.
      }
    }
  }
  return found;
}

/** @returns the text's bytes @throws {RangeError} for a character that CP949 has not */
export function cp949(text: string): Uint8Array<ArrayBuffer> {
  table ??= codes();
  const known = table;
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.charCodeAt(0);
      if (code < 0x80) return [code];
      const pair = known.get(character);
      if (!pair) throw new RangeError(`${character} is not in CP949.`);
      return pair;
    })
  );
}
