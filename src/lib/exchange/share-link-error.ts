/** Every way a link can fail, apart from the code that packs links: every page knows the errors, few pack anything. */

/** Why a link cannot be made or read. */
export type ShareLinkErrorCode =
  /** There is nothing behind the `#`, or nothing of ours. */
  | 'link-empty'
  /** The end is missing: a messenger cut it, or it was copied in part. */
  | 'link-truncated'
  /** Letters were changed, lost in the middle, or added. */
  | 'link-damaged'
  /** Made by a newer version of the app. */
  | 'link-newer'
  /** More than a link may hold. */
  | 'link-too-large';

/** A link that cannot be made or read. */
export class ShareLinkError extends Error {
  readonly code: ShareLinkErrorCode;

  constructor(code: ShareLinkErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'ShareLinkError';
    this.code = code;
  }
}
