/**
 * Reads a drawn QR code back, by the standard (ISO/IEC 18004) and independently of the library that made it. Only what our
 * codes are: level L, versions 1–30, one segment of bytes, not one module wrong (so that errors need not be corrected).
 */

/** Of level L, by version from 1 (table 9): codewords for correction per block, and blocks. */
const CORRECTION = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30,
  30, 30, 30
];
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15
];

const QUIET_ZONE = 4;

/** Which modules a mask turns over (table 10). */
const MASKS: readonly ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0
];

/** Draws the path, whose runs are `M x y h n v1 h-n z`, and cuts the quiet zone off. */
function modulesOf(path: string, size: number): boolean[][] {
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x = '', y = '', length = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  return drawn.slice(QUIET_ZONE, -QUIET_ZONE).map((row) => row.slice(QUIET_ZONE, -QUIET_ZONE));
}

/** Rows and columns of the alignment patterns' centres (annex E). */
function alignment(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = 4 * version + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - index * step).reverse()];
}

/** Whether a module belongs to a pattern and not to the data. */
function isPattern(version: number, y: number, x: number): boolean {
  const size = 17 + 4 * version;
  if (y === 6 || x === 6) return true;
  if ((y < 9 && (x < 9 || x >= size - 8)) || (x < 9 && y >= size - 8)) return true;
  if (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) return true;
  const centres = alignment(version);
  const end = centres.at(-1) ?? 0;
  return centres.some((cy) =>
    centres.some((cx) => {
      const inFinder = (cy === 6 && (cx === 6 || cx === end)) || (cx === 6 && cy === end);
      return !inFinder && Math.abs(cy - y) <= 2 && Math.abs(cx - x) <= 2;
    })
  );
}

/**
 * @param path of the dark modules
 * @param size width of the drawing in modules, quiet zone included
 * @returns what the code says
 * @throws {Error} if it is no code of the kind described above
 */
export function readQr(path: string, size: number): string {
  const modules = modulesOf(path, size);
  const version = (modules.length - 17) / 4;
  const at = (y: number, x: number) => modules[y]?.[x] ?? false;
  const format = [
    ...[0, 1, 2, 3, 4, 5, 7, 8].map((x) => at(8, x)),
    ...[7, 5, 4, 3, 2, 1, 0].map((y) => at(y, 8))
  ].reduce((bits, bit) => bits * 2 + Number(bit), 0);
  const [level, mask] = [(format ^ 0x5412) >>> 13, MASKS[((format ^ 0x5412) >>> 10) & 7]];
  if (level !== 1 || !mask) throw new Error(`Level ${level} is not L.`);

  const bits: boolean[] = [];
  let upward = true;
  for (let right = modules.length - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < modules.length; step++) {
      const y = upward ? modules.length - 1 - step : step;
      for (const x of [right, right - 1]) if (!isPattern(version, y, x)) bits.push(at(y, x) !== mask(y, x));
    }
    upward = !upward;
  }
  const bytesOf = (from: readonly boolean[]) =>
    Array.from({ length: Math.floor(from.length / 8) }, (_, index) =>
      from.slice(index * 8, index * 8 + 8).reduce((byte, bit) => byte * 2 + Number(bit), 0)
    );

  const codewords = bytesOf(bits);
  const blocks = BLOCKS[version - 1] ?? 0;
  const shortest = Math.floor(codewords.length / blocks) - (CORRECTION[version - 1] ?? 0);
  const long = codewords.length % blocks;
  // Codewords are dealt out in turn; the blocks with one more get theirs at the end.
  const data = Array.from({ length: blocks }, (_, block) => {
    const own = Array.from({ length: shortest }, (__, index) => codewords[index * blocks + block] ?? 0);
    const extra = block - (blocks - long);
    return extra < 0 ? own : [...own, codewords[shortest * blocks + extra] ?? 0];
  }).flat();

  const stream = data.flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >>> (7 - bit)) & 1) === 1)
  );
  const number = (start: number, length: number) =>
    stream.slice(start, start + length).reduce((value, bit) => value * 2 + Number(bit), 0);
  if (number(0, 4) !== 4) throw new Error('The first segment is not one of bytes.');
  const countLength = version < 10 ? 8 : 16;
  const start = 4 + countLength;
  const text = bytesOf(stream.slice(start, start + 8 * number(4, countLength)));
  return new TextDecoder().decode(new Uint8Array(text));
}
