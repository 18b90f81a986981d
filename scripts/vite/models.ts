/**
 * Serves the model folders of `models/` under `<base>/models/`: from disk in dev and tests, copied into the site by a build.
 * They stay out of `public/`, because everything there is listed for the service worker to cache at install.
 */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const root = resolve('models');

const contentTypes: Record<string, string> = {
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.onnx': 'application/octet-stream'
};

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @returns a Vite plugin that makes `models/<id>/…` part of the site. */
export function models(): Plugin {
  return {
    name: 'interview-buddy:models',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        const start = path.indexOf('/models/');
        if (start < 0) return next();
        const file = normalize(join(root, decodeURIComponent(path.slice(start + '/models/'.length))));
        if (!file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile()) {
          return next();
        }
        const extension = /\.[a-z]+$/.exec(file)?.[0] ?? '';
        response.setHeader('Content-Type', contentTypes[extension] ?? 'application/octet-stream');
        response.setHeader('Content-Length', statSync(file).size);
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      if (this.environment.name !== 'client') return;
      for (const file of filesUnder(root)) {
        this.emitFile({
          type: 'asset',
          fileName: `models/${relative(root, file).split(sep).join('/')}`,
          source: readFileSync(file)
        });
      }
    }
  };
}
