/** QR codes of links, as a path that a page draws by itself: no image, no inline style. The only file that imports uqr. */
import { encode } from 'uqr';

/**
 * The largest code that a phone still reads off a screen (version 30, 137 modules), and what it holds at the lowest level
 * of correction (ISO/IEC 18004, table 7): a screen has no scratches, and smaller modules would cost more.
 */
const LARGEST = { version: 30, bytes: 1732 } as const;

/** Modules of white around the code, as the standard asks. */
const QUIET_ZONE = 4;

/** A code to draw. */
export interface QrCode {
  /** Width and height in modules, the white around it included. */
  size: number;
  /** SVG path of the dark modules, one unit each. */
  path: string;
}

/**
 * @param text ASCII
 * @returns the code, or null if the text does not fit
 */
export function qrCode(text: string): QrCode | null {
  if (text.length > LARGEST.bytes) return null;
  const { data, size } = encode(text, {
    ecc: 'L',
    boostEcc: false,
    border: QUIET_ZONE,
    maxVersion: LARGEST.version
  });
  const runs: string[] = [];
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x]) x++;
      runs.push(`M${String(start)} ${String(y)}h${String(x - start)}v1h-${String(x - start)}z`);
    }
  }
  return { size, path: runs.join('') };
}
