/**
 * Decodes CP949 (the `euc-kr` of the Encoding Standard) alike everywhere: Node's own decoder knows only the 2,350
 * syllables of KS X 1001, and garbles the other 8,822 — 됬 and 똠 among them — without a word.
 */

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x41;
const TRAILS = 0xfe - FIRST_TRAIL + 1;

/** Where KS X 1001 begins, in both bytes; before it lies the extension. */
const KS = 0xa1;

/** Two characters that came to the table late. */
const LATE = [
  [0xa2, 0xe6, '€'],
  [0xa2, 0xe7, '®']
] as const;

const cell = (lead: number, trail: number) => (lead - FIRST_LEAD) * TRAILS + trail - FIRST_TRAIL;

/** @returns UTF-16 units by lead and trail byte; 0 where there is no character */
function makeTable(): Uint16Array {
  const table = new Uint16Array((LAST_LEAD - FIRST_LEAD + 1) * TRAILS);
  const decoder = new TextDecoder('euc-kr');
  const standard = new Set<number>();
  for (let lead = KS; lead <= LAST_LEAD; lead++) {
    for (let trail = KS; trail <= 0xfe; trail++) {
      const unit = decoder.decode(Uint8Array.of(lead, trail)).charCodeAt(0);
      // Some platforms map what is free for users to private characters; the standard does not.
      if (unit === 0xfffd || (unit >= 0xe000 && unit <= 0xf8ff)) continue;
      table[cell(lead, trail)] = unit;
      standard.add(unit);
    }
  }
  for (const [lead, trail, character] of LATE) table[cell(lead, trail)] = character.charCodeAt(0);
  // The extension is the rest of the syllables in Unicode's order, in the bytes that KS X 1001 leaves.
  let syllable = 0xac00;
  for (let lead = FIRST_LEAD; syllable <= 0xd7a3; lead++) {
    for (let trail = FIRST_TRAIL; trail <= (lead < KS ? 0xfe : KS - 1); trail++) {
      const letter = (trail & 0xdf) >= 0x41 && (trail & 0xdf) <= 0x5a;
      if (!letter && trail < FIRST_LEAD) continue;
      while (standard.has(syllable)) syllable++;
      if (syllable > 0xd7a3) break;
      table[cell(lead, trail)] = syllable++;
    }
  }
  return table;
}

let made: Uint16Array | null = null;

/** UTF-16 units that are made into a string at once. */
const PIECE = 8192;

/** A decoder like `TextDecoder` with `fatal`, for text in pieces. */
export class Cp949Decoder {
  readonly #table = (made ??= makeTable());
  /** A first byte whose second is still to come. */
  #lead = 0;

  /**
   * @param bytes none ends the text
   * @throws {TypeError} if they are not CP949
   */
  decode(bytes: Uint8Array = new Uint8Array(), { stream = false } = {}): string {
    const units = new Uint16Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (this.#lead === 0) {
        if (byte < 0x80) units[length++] = byte;
        else this.#lead = byte;
        continue;
      }
      const unit =
        this.#lead < FIRST_LEAD || byte < FIRST_TRAIL ? 0 : (this.#table[cell(this.#lead, byte)] ?? 0);
      if (unit === 0 || byte > 0xfe) throw new TypeError('The bytes are not CP949.');
      units[length++] = unit;
      this.#lead = 0;
    }
    if (!stream && this.#lead !== 0) throw new TypeError('The bytes end within a character.');
    let text = '';
    for (let at = 0; at < length; at += PIECE) {
      text += String.fromCharCode(...units.subarray(at, Math.min(length, at + PIECE)));
    }
    return text;
  }
}
