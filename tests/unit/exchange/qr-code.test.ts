/** QR codes: of links that fit, and none of those that do not. */
import { describe, expect, it } from 'vitest';
import { qrCode } from '$lib/exchange/qr-code';
import { readQr } from '../../e2e/support/qr';

/** @returns the modules of a path, by drawing it */
function modules(path: string, size: number): boolean[][] {
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x = '', y = '', length = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    drawn[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  }
  return drawn;
}

const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];

describe('QR codes', () => {
  it('have a quiet zone of four modules, and three finder patterns', () => {
    const code = qrCode('https://example.org/shared/#b1.AAAA');
    const size = code?.size ?? 0;
    const drawn = modules(code?.path ?? '', size);
    const square = (top: number, left: number) =>
      drawn.slice(top, top + 7).map((row) =>
        row
          .slice(left, left + 7)
          .map(Number)
          .join('')
      );
    expect([square(4, 4), square(4, size - 11), square(size - 11, 4)]).toEqual([FINDER, FINDER, FINDER]);
    const edges = drawn.flatMap((row, y) =>
      row.filter((_, x) => Math.min(x, y, size - 1 - x, size - 1 - y) < 4)
    );
    expect(edges.some(Boolean)).toBe(false);
  });

  it('say what they were made of, at every size', () => {
    for (let length = 20; length <= 1732; length += 53) {
      const link = `https://example.org/shared/#b1.${'Zx9_-'.repeat(400)}`.slice(0, length);
      const code = qrCode(link);
      expect(readQr(code?.path ?? '', code?.size ?? 0)).toBe(link);
    }
  });

  it('hold up to 1,732 characters', () => {
    expect(qrCode('a'.repeat(1732))?.size).toBe(137 + 8);
    expect(qrCode('a'.repeat(1733))).toBeNull();
  });
});
