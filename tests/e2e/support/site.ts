/** A static host as people have them: files, no special headers, and it can go away. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';

const folder = 'build';

/** May answer a request itself, to play a broken network or a damaged file. @returns whether it did */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A running static host of the built site. */
export class Site {
  readonly #server: Server;
  readonly url: string;
  /** Set to break things; null for an honest host. */
  intercept: Interceptor | null = null;
  /** Paths that were asked for, in order. */
  readonly requests: string[] = [];

  private constructor(server: Server, base: string) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}${base}`;
  }

  /** Starts a host. @param base sub-path the site is served from, such as `/repo`; empty for the root */
  static async start(base = ''): Promise<Site> {
    const serve = sirv(folder, { etag: true, dev: false });
    const fallback = readFileSync(join(folder, '404.html'));
    let site: Site | null = null;
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      site?.requests.push(path);
      if (site?.intercept?.(request, response)) return;
      const notFound = () => {
        response.writeHead(404, { 'Content-Type': 'text/html' });
        response.end(fallback);
      };
      if (!path.startsWith(`${base}/`)) return notFound();
      request.url = path.slice(base.length);
      serve(request, response, notFound);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    site = new Site(server, base);
    return site;
  }

  /** Stops the host: every later request is refused. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
