/** Shares out and in: as a link that carries them, and as a file. */
import { parseJson, serialize } from '$lib/domain/documents/document';
import { parseShareDocument, toShareDocument } from '$lib/domain/documents/share';
import type { Share } from '$lib/domain/share';
import type { NamedText } from './results';
import { decodeFragment, encodeFragment } from './share-link';

/**
 * @param page address of the page that opens shares, without a fragment
 * @returns the link that carries the share
 * @throws {ShareLinkError} `link-too-large`
 */
export function shareLink(share: Share, page: string): string {
  return `${page}#${encodeFragment(JSON.stringify(toShareDocument(share)))}`;
}

/**
 * @param fragment of a link, with or without the `#`
 * @param at stands for times that were left out, ISO 8601
 * @throws {ShareLinkError | DocumentError}
 */
export function readShareFragment(fragment: string, at: string): Share {
  return parseShareDocument(parseJson(decodeFragment(fragment)), at);
}

/** @returns the share as a file */
export function shareFile(share: Share): NamedText {
  return { name: `shared_${share.id.slice(0, 8)}.json`, text: serialize(toShareDocument(share)) };
}

/**
 * @param text contents of a file
 * @param at stands for times that were left out, ISO 8601
 * @throws {DocumentError}
 */
export function readShareFile(text: string, at: string): Share {
  return parseShareDocument(parseJson(text), at);
}
