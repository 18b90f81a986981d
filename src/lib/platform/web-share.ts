/** Hands things to other apps of the device, where the browser can (Web Share). */

/** What the other app is given. */
export interface Shareable {
  title: string;
  /** Given where a file cannot be. */
  url: string;
  file: { name: string; text: string };
}

/** What became of it. */
export type ShareOutcome = 'shared' | 'cancelled' | 'failed';

/** Whether the browser can hand anything on. */
export function canShare(): boolean {
  return typeof navigator !== 'undefined' && 'share' in navigator;
}

/**
 * What is handed on: the file where the browser takes files, else the link. Some browsers take only file names they know:
 * JSON goes as it is where it may, and is never disguised as something else.
 */
function dataOf({ title, url, file }: Shareable): ShareData {
  const files = [new File([file.text], file.name, { type: 'application/json' })];
  const withFile = { title, files };
  return 'canShare' in navigator && navigator.canShare(withFile) ? withFile : { title, url };
}

/** Opens the device's own share sheet. Must be called from a click. */
export async function shareWithDevice(what: Shareable): Promise<ShareOutcome> {
  try {
    await navigator.share(dataOf(what));
    return 'shared';
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? 'cancelled' : 'failed';
  }
}
