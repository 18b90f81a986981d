/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Makes the site work with the network unplugged, isolates its pages so that threads can be used, and gives worker
 * scripts a policy of their own: a page's meta policy does not bind its workers.
 *
 * - App shell (pages, scripts, styles, the fallback page): cached at install, one cache per version.
 * - Runtime assets under `_app/immutable` that the build list does not name (wasm, its glue): cached on first use, in
 *   place of their older versions.
 * - Models: not handled here. `$lib/model` keeps them in a cache of its own, by content hash, across updates.
 */
import { keepSharedFiles, SHARE_FAILED, SHARE_PATH, sharedLink } from '$lib/platform/shared-files';
import { base, build, files, prerendered, version } from '$service-worker';
import { otherVersions } from './lib/platform/hashed-name';

const worker = globalThis.self as unknown as ServiceWorkerGlobalScope;

/** The origin may be shared (user pages on one host): every cache carries our prefix and the sub-path. */
const prefix = `interview-buddy:${base || '/'}:`;
const shellCache = `${prefix}shell:${version}`;
const runtimeCache = `${prefix}runtime`;
const fallback = `${base}/404.html`;
const shell = [...new Set([...build, ...files, ...prerendered, fallback])];

const WORKER_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; base-uri 'none'";

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shellCache);
      // Past the HTTP cache: a shell of mixed versions would not start.
      await cache.addAll(shell.map((url) => new Request(url, { cache: 'reload' })));
    })()
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(`${prefix}shell:`) && name !== shellCache) await caches.delete(name);
      }
      await worker.clients.claim();
    })()
  );
});

worker.addEventListener('message', (event) => {
  if (event.data === 'interview-buddy:skip-waiting') void worker.skipWaiting();
});

/** Adds the headers a static host need not send. */
function harden(response: Response, isWorkerScript: boolean): Response {
  if (response.status === 0 || response.type === 'opaque') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  if (isWorkerScript) headers.set('Content-Security-Policy', WORKER_POLICY);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** A page by its own path, with or without a trailing slash or `index.html`; the fallback page for any other address. */
async function fromShell(cache: Cache, request: Request, url: URL): Promise<Response | undefined> {
  if (request.mode !== 'navigate') return cache.match(url.pathname);
  const path = url.pathname.replace(/\/index\.html$/, '/').replace(/\.html$/, '');
  const candidates = [path, path.replace(/\/$/, ''), path.endsWith('/') ? path : `${path}/`];
  for (const candidate of candidates) {
    const page = await cache.match(candidate);
    if (page) return page;
  }
  return undefined;
}

/** Drops the older versions of a file that has just been kept: until then they are what works offline. */
async function prune(runtime: Cache, url: URL): Promise<void> {
  const kept = (await runtime.keys()).map((request) => new URL(request.url).pathname);
  for (const path of otherVersions(url.pathname, kept)) await runtime.delete(path);
}

async function respond(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(shellCache);
  const cached = await fromShell(cache, request, url);
  if (cached) return cached;
  const immutable = url.pathname.startsWith(`${base}/_app/immutable/`);
  if (immutable) {
    const known = await caches.match(request, { cacheName: runtimeCache });
    if (known) return known;
  }
  try {
    const response = await fetch(request);
    if (immutable && response.status === 200) {
      const runtime = await caches.open(runtimeCache);
      // Best effort: without room for it the file is fetched again next time.
      await runtime.put(request, response.clone()).catch(() => undefined);
      await prune(runtime, url);
    }
    return response;
  } catch (error) {
    const page = request.mode === 'navigate' ? await cache.match(fallback) : undefined;
    if (page) return page;
    throw error;
  }
}

/**
 * Keeps what another app shares for the page that opens next; a link to a share is opened at once. The request itself goes
 * nowhere.
 */
async function receive(request: Request): Promise<Response> {
  const home = `${worker.location.origin}${base}`;
  const open = (address: string): Response => Response.redirect(address, 303);
  try {
    const form = await request.formData();
    const link = sharedLink(form, `${home}/shared/`);
    if (link !== null) return open(link);
    if ((await keepSharedFiles(base, form)) > 0) return open(`${home}/history/`);
  } catch (error) {
    // No form, or no room for it.
    console.error(error);
  }
  return open(`${home}/history/${SHARE_FAILED}`);
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'POST' && url.href === `${worker.location.origin}${base}${SHARE_PATH}`) {
    event.respondWith(receive(request));
    return;
  }
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (!url.pathname.startsWith(`${base}/`) && url.pathname !== base) return;
  if (url.pathname.startsWith(`${base}/models/`)) return;
  const isWorkerScript = request.destination === 'worker' || url.pathname.includes('/immutable/workers/');
  event.respondWith(respond(request, url).then((response) => harden(response, isWorkerScript)));
});
