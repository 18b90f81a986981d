/** Links that carry text: what is packed is read again, and no damage goes unnoticed. */
import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '$lib/exchange/base64url';
import { crc32 } from '$lib/exchange/checksum';
import { SHARE_DICTIONARY } from '$lib/exchange/share-dictionary';
import { decodeFragment, encodeFragment, SHARE_LINK_LIMITS } from '$lib/exchange/share-link';
import { ShareLinkError } from '$lib/exchange/share-link-error';

/** Any well-formed text. */
const text = fc.string({ unit: 'binary', maxLength: 400 });

function codeOf(fragment: string): string {
  try {
    decodeFragment(fragment);
  } catch (error) {
    if (error instanceof ShareLinkError) return error.code;
    throw error;
  }
  return 'none';
}

/** A fragment that says of itself what it likes. */
function forged(packed: Uint8Array, unpackedLength: number): string {
  const bytes = new Uint8Array(10 + packed.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(3, packed.length);
  view.setUint32(6, unpackedLength);
  // Three bytes each: the first of the four belongs to the field before, and is written last.
  view.setUint8(4, packed.length >>> 16);
  view.setUint16(5, packed.length & 0xffff);
  view.setUint8(7, unpackedLength >>> 16);
  view.setUint16(8, unpackedLength & 0xffff);
  bytes.set(packed, 10);
  view.setUint32(0, crc32(bytes.subarray(4)));
  return `b1.${toBase64Url(bytes)}`;
}

describe('base64url', () => {
  it('writes what Node writes, and reads only that', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const written = toBase64Url(bytes);
        expect(written).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64Url(written)).toEqual(bytes);
      })
    );
    expect(['A', 'AB', 'AA=', 'A+A/', 'ABCDE'].map(fromBase64Url)).toEqual([null, null, null, null, null]);
  });

  it('has one text per sequence of bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AZaz09-_'), maxLength: 9 }), (written) => {
        const bytes = fromBase64Url(written);
        expect(bytes === null || toBase64Url(bytes) === written).toBe(true);
      })
    );
  });
});

describe('the checksum', () => {
  it('is the CRC-32 of the standards', () => {
    expect(crc32(strToU8('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe('fragments', () => {
  it('give any text back', () => {
    fc.assert(
      fc.property(text, (original) => {
        const fragment = encodeFragment(original);
        expect(fragment).toMatch(/^b1\.[A-Za-z0-9_-]+$/);
        expect(decodeFragment(fragment)).toBe(original);
        expect(decodeFragment(`#${fragment}`)).toBe(original);
      }),
      { numRuns: 100 }
    );
  });

  it('bear what messengers put around an address, and line breaks in it', () => {
    const fragment = encodeFragment('지원 동기를 말씀해 주세요.');
    const broken = `${fragment.slice(0, 20)}\n${fragment.slice(20)}`;
    for (const seen of [`${fragment}.`, `${fragment})`, `${fragment}>,`, ` ${broken} `]) {
      expect(decodeFragment(seen)).toBe('지원 동기를 말씀해 주세요.');
    }
  });

  it('notice every single flipped bit of the letters', () => {
    const fragment = encodeFragment('그 결과 응답 시간이 0.4초로 줄었습니다.');
    for (let at = 0; at < fragment.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const letter = String.fromCharCode(fragment.charCodeAt(at) ^ (1 << bit));
        const flipped = fragment.slice(0, at) + letter + fragment.slice(at + 1);
        expect(codeOf(flipped), `letter ${at}, bit ${bit}: ${letter}`).toMatch(
          /^link-(damaged|truncated|newer)$/
        );
      }
    }
  });

  it('notice any letter changed, left out, put in or swapped', () => {
    const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    fc.assert(
      fc.property(text, fc.nat(), letters, fc.constantFrom(0, 1, 2), (original, position, letter, kind) => {
        const fragment = encodeFragment(original);
        const at = 3 + (position % (fragment.length - 3));
        const [left, right] = [fragment.slice(0, at), fragment.slice(at)];
        const changed =
          [left + letter + right.slice(1), left + right.slice(1), left + letter + right][kind] ?? '';
        expect(changed === fragment || codeOf(changed) !== 'none').toBe(true);
      }),
      { numRuns: 200 }
    );
  });

  it('say of every cut that the end is missing', () => {
    fc.assert(
      fc.property(text, (original) => {
        const fragment = encodeFragment(original);
        for (let length = 1; length < fragment.length; length++) {
          expect(codeOf(fragment.slice(0, length)), `${length} of ${fragment.length}`).toBe('link-truncated');
        }
      }),
      { numRuns: 30 }
    );
  });

  it('refuse what is no link of ours, and what a newer app made', () => {
    expect(codeOf('')).toBe('link-empty');
    expect(codeOf('#')).toBe('link-empty');
    expect(codeOf('main')).toBe('link-damaged');
    expect(codeOf('b0.AAAA')).toBe('link-damaged');
    expect(codeOf('b01.AAAA')).toBe('link-damaged');
    expect(codeOf('b2.AAAA')).toBe('link-newer');
    fc.assert(fc.property(fc.string(), (any) => codeOf(any) !== 'none'));
  });

  it('refuse to pack or to unpack more than a link may hold', () => {
    const limit = SHARE_LINK_LIMITS.bytes;
    expect(() => encodeFragment('a'.repeat(limit + 1))).toThrow('link-too-large');
    expect(codeOf(`b1.${'A'.repeat(SHARE_LINK_LIMITS.characters + 200)}`)).toBe('link-too-large');
    const bomb = deflateSync(new Uint8Array(20_000_000), { level: 9 });
    expect(forged(bomb, 1000).length).toBeLessThan(SHARE_LINK_LIMITS.characters);
    expect(codeOf(forged(bomb, 16_000_000))).toBe('link-too-large');
    expect(codeOf(forged(bomb, 1000))).toBe('link-damaged');
    expect(codeOf(forged(deflateSync(strToU8('짧은 글')), 900_000))).toBe('link-damaged');
    expect(codeOf(forged(new Uint8Array([7, 7, 7]), 3))).toBe('link-damaged');
    expect(codeOf(forged(deflateSync(new Uint8Array([0xff, 0xfe])), 2))).toBe('link-damaged');
  });

  it('keep their first dictionary and reading for ever', () => {
    expect(crc32(strToU8(SHARE_DICTIONARY)).toString(16)).toBe('849899d6');
    expect(decodeFragment('b1.zrsM4gAACQAAQaOou1NiqFQLAA')).toBe(
      '{"schema":{"name":"interview-buddy/share","version":1},"id":"t1"}'
    );
  });
});
