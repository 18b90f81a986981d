/** Builds the command line into `dist/`: the same sources as the site, for Node. */
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  resolve: { alias: { $lib: resolve(import.meta.dirname, 'src/lib') } },
  // Bundled, so that the package needs the runtime and nothing else. It stays outside: it finds its WebAssembly beside itself.
  ssr: { noExternal: true, external: ['onnxruntime-web'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: {
        cli: resolve(import.meta.dirname, 'src/cli/main.ts'),
        'validate-worker': resolve(import.meta.dirname, 'src/cli/validate/worker.ts')
      },
      // Side by side: the command line finds its worker beside itself.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
    }
  }
});
