/** Links that carry what they show: text, packed into the part of an address that browsers never send to a server. */
import { deflateSync, inflateSync, strToU8 } from 'fflate';
import { fromBase64Url, toBase64Url } from './base64url';
import { crc32 } from './checksum';
import { SHARE_DICTIONARY } from './share-dictionary';
import { ShareLinkError } from './share-link-error';

/** Most characters of a fragment, and most bytes of the text in it: what an honest session of ten answers needs, tenfold. */
export const SHARE_LINK_LIMITS = { characters: 100_000, bytes: 1_000_000 } as const;

/** From this length on some messengers cut an address or leave part of it out of the link. */
export const LONG_LINK = 4000;

const VERSION = 1;
/** `b` for buddy, the version, and a point, which base64url does not use. */
const PREFIX = /^b(\d{1,4})\.(.*)$/s;

/** Bytes before the packed text: CRC-32 of all that follows, length packed, length unpacked, all big-endian. */
const HEADER = { crc: 0, packed: 4, unpacked: 7, size: 10 } as const;

/** The text is small, and every letter counts. */
const DEFLATE = { level: 9, dictionary: strToU8(SHARE_DICTIONARY) } as const;

function putUint24(view: DataView, at: number, value: number): void {
  view.setUint8(at, value >>> 16);
  view.setUint16(at + 1, value & 0xffff);
}

function uint24(view: DataView, at: number): number {
  return (view.getUint8(at) << 16) | view.getUint16(at + 1);
}

/**
 * Packs a text into a fragment. The same text gives the same fragment.
 * @param text well-formed Unicode
 * @returns what goes behind the `#`: letters, digits, `-`, `_` and one point
 * @throws {ShareLinkError} `link-too-large`
 */
export function encodeFragment(text: string): string {
  const unpacked = strToU8(text);
  if (unpacked.length > SHARE_LINK_LIMITS.bytes) throw new ShareLinkError('link-too-large');
  const packed = deflateSync(unpacked, DEFLATE);
  const bytes = new Uint8Array(HEADER.size + packed.length);
  const view = new DataView(bytes.buffer);
  putUint24(view, HEADER.packed, packed.length);
  putUint24(view, HEADER.unpacked, unpacked.length);
  bytes.set(packed, HEADER.size);
  view.setUint32(HEADER.crc, crc32(bytes.subarray(HEADER.packed)));
  const fragment = `b${String(VERSION)}.${toBase64Url(bytes)}`;
  if (fragment.length > SHARE_LINK_LIMITS.characters) throw new ShareLinkError('link-too-large');
  return fragment;
}

/** @returns the fragment without what messengers and people put around an address: spaces, a closing bracket, a full stop */
function tidy(fragment: string): string {
  return fragment
    .replace(/^#/, '')
    .replace(/\s+/g, '')
    .replace(/[^A-Za-z0-9_-]+$/, '');
}

/** The two lengths and the sum are checked before anything is unpacked, and nothing grows beyond the length they name. */
function unpack(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER.size) throw new ShareLinkError('link-truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = bytes.subarray(HEADER.size);
  if (packed.length < uint24(view, HEADER.packed)) throw new ShareLinkError('link-truncated');
  if (crc32(bytes.subarray(HEADER.packed)) !== view.getUint32(HEADER.crc))
    throw new ShareLinkError('link-damaged');
  if (packed.length > uint24(view, HEADER.packed)) throw new ShareLinkError('link-damaged');
  const length = uint24(view, HEADER.unpacked);
  if (length > SHARE_LINK_LIMITS.bytes) throw new ShareLinkError('link-too-large');
  // One byte of room more than named: a text that is longer than it says fills it.
  const room = new Uint8Array(length + 1);
  const unpacked = inflateSync(packed, { out: room, dictionary: DEFLATE.dictionary });
  if (unpacked.length !== length) throw new ShareLinkError('link-damaged');
  return unpacked;
}

/**
 * Reads the text of a fragment back. Bounded in time and memory, whatever it is given.
 * @param fragment with or without the `#`
 * @throws {ShareLinkError}
 */
export function decodeFragment(fragment: string): string {
  if (fragment.length > SHARE_LINK_LIMITS.characters + 100) throw new ShareLinkError('link-too-large');
  const tidied = tidy(fragment);
  if (tidied === '') throw new ShareLinkError('link-empty');
  const [, version, payload = ''] = PREFIX.exec(tidied) ?? [];
  if (version === undefined)
    throw new ShareLinkError(/^b\d{0,4}$/.test(tidied) ? 'link-truncated' : 'link-damaged');
  if (Number(version) > VERSION) throw new ShareLinkError('link-newer');
  if (version !== String(VERSION)) throw new ShareLinkError('link-damaged');
  const bytes = fromBase64Url(payload);
  // A length that no bytes have, or a last letter with bits to spare, is what a cut leaves behind.
  if (!bytes) throw new ShareLinkError(cutOff(payload) ? 'link-truncated' : 'link-damaged');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(unpack(bytes));
  } catch (error) {
    if (error instanceof ShareLinkError) throw error;
    throw new ShareLinkError('link-damaged', { cause: error });
  }
}

/** Whether a payload that is no base64url becomes too short a one when its last letters, at most two, are left out. */
function cutOff(payload: string): boolean {
  const bytes = fromBase64Url(payload.slice(0, payload.length - (payload.length % 4)));
  if (!bytes) return false;
  if (bytes.length < HEADER.size) return true;
  return bytes.length - HEADER.size < uint24(new DataView(bytes.buffer), HEADER.packed);
}
