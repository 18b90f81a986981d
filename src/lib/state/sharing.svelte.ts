/** Somebody shows their answers to another person: what goes along, and the ways it can go. */
import { findBlindHiring } from '$lib/domain/blind-hiring';
import {
  createShare,
  DEFAULT_SHARE_ITEMS,
  shareItemsOf,
  type Share,
  type ShareItem
} from '$lib/domain/share';
import type { Take } from '$lib/domain/take';
import { readText } from '$lib/domain/text/facts';
import { qrCode } from '$lib/exchange/qr-code';
import { readShareFile, shareFile, shareLink } from '$lib/exchange/share';
import { LONG_LINK } from '$lib/exchange/share-link';
import { ShareLinkError } from '$lib/exchange/share-link-error';
import { copyText } from '$lib/platform/clipboard';
import { downloadText } from '$lib/platform/download';
import { shareWithDevice, type ShareOutcome } from '$lib/platform/web-share';
import { history } from './history.svelte';

export { canShare } from '$lib/platform/web-share';
export { copyText };

const now = () => new Date().toISOString();

/** What became of opening answers to share. */
export type SharingStatus = 'opening' | 'ready' | 'missing' | 'sealed';

/** A share ready to go, in every way it can go. */
export interface Parcel {
  share: Share;
  /** The link; null if it would be too long for one. */
  link: string | null;
  /** Whether some messengers may cut the link. */
  long: boolean;
  file: { name: string; text: string; bytes: number };
}

/**
 * @param page address of the page that opens shares
 * @returns the share in every way it can go
 */
export function parcelOf(share: Share, page: string): Parcel {
  const { name, text } = shareFile(share);
  const link = linkOf(share, page);
  return {
    share,
    link,
    long: link !== null && link.length > LONG_LINK,
    file: { name, text, bytes: new TextEncoder().encode(text).length }
  };
}

function linkOf(share: Share, page: string): string | null {
  try {
    return shareLink(share, page);
  } catch (error) {
    if (error instanceof ShareLinkError && error.code === 'link-too-large') return null;
    throw error;
  }
}

/** @returns the link as a QR code, or null if it does not fit into one */
export function codeOf({ link }: Parcel): ReturnType<typeof qrCode> {
  return link === null ? null : qrCode(link);
}

/** Hands the person the file. */
export function downloadParcel({ file }: Parcel): void {
  downloadText(file.name, file.text);
}

/** Opens the device's share sheet. */
export function shareParcel({ link, file }: Parcel, title: string, page: string): Promise<ShareOutcome> {
  return shareWithDevice({ title, url: link ?? page, file });
}

/** The choice of what goes along, for the takes that are open. */
export class Sharing {
  status = $state<SharingStatus>('opening');
  takes = $state.raw<readonly Take[]>([]);
  name = $state('');
  items = $state.raw(DEFAULT_SHARE_ITEMS);
  #id = '';

  /** What there is to choose. */
  readonly choices = $derived(shareItemsOf(this.takes));
  /** What blind hiring keeps out, found in the answers. */
  readonly blind = $derived(this.takes.flatMap(({ answer }) => findBlindHiring(readText(answer))));
  readonly share = $derived(createShare(this.#id, this.takes, this.name, this.items));
  /** What the reader will see: read back from what will be sent, so that the two cannot differ. */
  readonly preview = $derived(
    this.takes.length === 0 ? null : readShareFile(shareFile(this.share).text, now())
  );

  /** Opens one take. @throws {StorageError} */
  async openTake(id: string): Promise<void> {
    const take = await history.read(id);
    await this.#open(id, take ? [take] : []);
  }

  /** Opens the takes of a session. @throws {StorageError} */
  async openSession(id: string): Promise<void> {
    await this.#open(id, await history.ofSession(id));
  }

  async #open(id: string, takes: readonly Take[]): Promise<void> {
    const [first] = takes;
    if (first && (await history.isSealed(first))) {
      this.status = 'sealed';
      return;
    }
    this.#id = id;
    this.takes = takes;
    // An answer with something that blind hiring keeps out is left out until the person has seen that.
    if (this.blind.length > 0) this.choose('answer', false);
    this.status = first ? 'ready' : 'missing';
  }

  /** Lets something go along, or leaves it out. */
  choose(item: ShareItem, along: boolean): void {
    const others = this.items.filter((own) => own !== item);
    this.items = along ? [...others, item] : others;
  }
}
