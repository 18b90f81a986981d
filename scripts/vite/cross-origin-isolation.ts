/**
 * Gives the dev and preview servers the headers that make a page cross-origin isolated, so that threads can be tried there.
 * A static host need not send them: the service worker adds them from the second visit on.
 */
import type { Connect, Plugin } from 'vite';

const isolate: Connect.NextHandleFunction = (_request, response, next) => {
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  next();
};

/** @returns a Vite plugin that isolates pages in `vite dev` (Kit's HTML ignores `server.headers`) and in vitest's browser. */
export function crossOriginIsolation(): Plugin {
  return {
    name: 'interview-buddy:cross-origin-isolation',
    // Before vitest's own middleware, which ends the request.
    enforce: 'pre',
    configureServer(server) {
      server.middlewares.use(isolate);
    }
  };
}
