/**
 * Files that another app shares with the installed one. The system posts them to an address that only the service worker
 * answers: it keeps them in a cache until a page takes them. They never reach the host.
 */

/** Path of the share target under the site's base; the manifest names it too. */
export const SHARE_PATH = '/share-target/';

/** Fragment of the page that is told that nothing of what was shared could be kept. */
export const SHARE_FAILED = '#share-failed';

/** Most bytes that are kept for a page. */
const MOST_BYTES = 300_000_000;

const NAME_HEADER = 'X-File-Name';

/** @param base path of the site without a trailing slash */
function cacheName(base: string): string {
  return `interview-buddy:${base || '/'}:shared`;
}

/**
 * Keeps what was shared. Called by the service worker.
 * @param form of the request: `files`, and `text` for a document shared as text
 * @returns how many files were kept
 */
export async function keepSharedFiles(base: string, form: FormData): Promise<number> {
  // A form without a file sends an empty one.
  const files = form.getAll('files').filter((each) => each instanceof File && each.size > 0) as File[];
  const text = form.get('text');
  if (files.length === 0 && typeof text === 'string' && /^\s*[[{]/.test(text)) {
    files.push(new File([text], 'shared.json', { type: 'application/json' }));
  }
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) return 0;
  // What an earlier share left is replaced: nobody has asked for it.
  await caches.delete(cacheName(base));
  const cache = await caches.open(cacheName(base));
  for (const [index, file] of files.entries()) {
    const headers = { [NAME_HEADER]: encodeURIComponent(file.name) };
    await cache.put(`${base}${SHARE_PATH}${index}`, new Response(file, { headers }));
  }
  return files.length;
}

/**
 * @param page address of the page that opens shares
 * @returns the link to it in what was shared as text, if there is one
 */
export function sharedLink(form: FormData, page: string): string | null {
  for (const name of ['url', 'text']) {
    const value = form.get(name);
    const at = typeof value === 'string' ? value.indexOf(`${page}#`) : -1;
    if (typeof value === 'string' && at >= 0) return value.slice(at).split(/\s/)[0] ?? null;
  }
  return null;
}

/** @returns the files that wait, and forgets them */
export async function takeSharedFiles(base: string): Promise<File[]> {
  if (typeof caches === 'undefined' || !(await caches.has(cacheName(base)))) return [];
  const cache = await caches.open(cacheName(base));
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const name = decodeURIComponent(response?.headers.get(NAME_HEADER) ?? '');
    if (response) files.push(new File([await response.blob()], name));
  }
  await caches.delete(cacheName(base));
  return files;
}
