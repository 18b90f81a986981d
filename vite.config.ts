import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import tailwindcss from '@tailwindcss/vite';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { crossOriginIsolation } from './scripts/vite/cross-origin-isolation.ts';
import { inlineScriptHashes } from './scripts/vite/inline-script-hashes.ts';
import { models } from './scripts/vite/models.ts';
import { findChromium } from './scripts/lib/chromium.js';
import { chromiumArgs } from './scripts/lib/chromium-args.js';

/** Sub-path the site is served from, without a trailing slash: `BASE_PATH=/repo npm run build`. */
const base = (process.env.BASE_PATH ?? '').replace(/\/$/, '') as '' | `/${string}`;

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './src/lib/i18n/project.inlang',
      outdir: './src/lib/i18n/paraglide',
      // One module a language: src/lib/i18n/catalogue.ts loads the one that is read.
      outputStructure: 'locale-modules',
      // Korean first: English only when a person asks for it.
      strategy: ['localStorage', 'baseLocale'],
      localStorageKey: 'interview-buddy:locale'
    }),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: '404.html', strict: true }),
      files: { assets: 'public' },
      paths: { base, relative: true },
      // The styles come with the page: one request less before anything is seen.
      inlineStyleThreshold: 64_000,
      // Model folders are cached by content hash on first use, never at install.
      serviceWorker: { register: false },
      version: { pollInterval: 0 },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['none'],
          'script-src': ['self', 'wasm-unsafe-eval', ...inlineScriptHashes('src/app.html')],
          'style-src': ['self'],
          // Kit's route announcer sets one inline style; its hash is checked by tests/e2e/csp.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'worker-src': ['self'],
          'connect-src': ['self'],
          'font-src': ['self'],
          'img-src': ['self', 'data:'],
          'media-src': ['self', 'blob:'],
          'manifest-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['none']
        }
      }
    }),
    crossOriginIsolation(),
    models()
  ],
  resolve: {
    // Without this condition onnxruntime-web's bundled build hangs with two threads in a module worker.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions]
  },
  optimizeDeps: {
    // Found only when the worker starts, they would make the dev server reload the page under it.
    exclude: ['onnxruntime-web'],
    include: ['@huggingface/tokenizers', 'fflate', 'valibot', '@xenova/transformers']
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    rolldownOptions: {
      output: {
        // Dozens of chunks of a few hundred bytes would each cost a request before the page listens.
        codeSplitting: {
          groups: [
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 20_000 }
          ]
        }
      }
    }
  },
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/{unit,parity}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: findChromium() ?? undefined,
                args: chromiumArgs({ webgpu: true })
              }
            }),
            instances: [{ browser: 'chromium' }]
          }
        }
      }
    ]
  }
});
