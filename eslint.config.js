import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Parts of src/lib, for the import rules below. */
const parts = [
  'domain',
  'questions',
  'model',
  'speech',
  'storage',
  'exchange',
  'state',
  'components',
  'platform',
  'i18n'
];

/** Packages that only one part may import, and why. */
const packages = {
  idb: 'Only $lib/storage talks to IndexedDB.',
  'onnxruntime-web*': 'Only $lib/model talks to the runtime.',
  'onnxruntime-web/**': 'Only $lib/model talks to the runtime.',
  '@huggingface/tokenizers': 'Only $lib/model tokenizes.'
};

/**
 * The import table of the architecture: a part may import the parts named, itself, and nothing else of src/lib.
 * @param {string} part folder under src/lib
 * @param {string[]} mayImport other parts
 * @param {string} why shown when the rule is broken
 * @param {string[]} [ownPackages] patterns of restricted packages that this part owns
 */
function boundary(part, mayImport, why, ownPackages = []) {
  const forbidden = parts.filter((other) => other !== part && !mayImport.includes(other));
  const patterns = [
    {
      group: forbidden.flatMap((other) => [`$lib/${other}`, `$lib/${other}/**`, `**/../${other}/**`]),
      message: why
    },
    ...Object.entries(packages)
      .filter(([pattern]) => !ownPackages.includes(pattern))
      .map(([pattern, message]) => ({ group: [pattern], message }))
  ];
  if (part === 'domain') {
    patterns.push({ group: ['svelte', 'svelte/**', '$app/**', '$service-worker'], message: why });
  }
  return {
    files: [`src/lib/${part}/**`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] }
  };
}

export default defineConfig(
  globalIgnores([
    'build/',
    'dist/',
    '.svelte-kit/',
    'src/lib/i18n/paraglide/',
    'coverage/',
    'test-results/',
    'playwright-report/',
    'training/',
    'models/'
  ]),
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // TypeScript checks this better.
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      // Links are made with resolve(); the rule does not follow query strings appended to it.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  boundary(
    'domain',
    [],
    'The domain is pure: it imports nothing but itself, so that it runs the same in a page, a worker and Node.'
  ),
  {
    files: ['src/lib/domain/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'navigator',
        'localStorage',
        'indexedDB',
        'fetch',
        'crypto'
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pass the random source in.' },
        { object: 'Date', property: 'now', message: 'Pass the time in.' }
      ]
    }
  },
  boundary('questions', ['domain'], 'The question pool is data: it knows only the domain.'),
  boundary('model', ['domain'], 'The model part knows no screen, no storage and no score: only the domain.', [
    'onnxruntime-web*',
    'onnxruntime-web/**',
    '@huggingface/tokenizers'
  ]),
  boundary('speech', ['domain'], 'The speech part knows only the domain.'),
  boundary('storage', ['domain'], 'Storage knows only the domain.', ['idb']),
  boundary('exchange', ['domain'], 'Exchange knows only the domain.'),
  boundary('platform', [], 'Platform probes wrap browser APIs and know nothing of the product.'),
  boundary('components', ['domain', 'i18n'], 'Components show what they are given: data arrives as props.'),
  boundary(
    'state',
    ['domain', 'questions', 'model', 'speech', 'storage', 'exchange', 'platform', 'i18n'],
    'State joins the parts below it and knows no screen.'
  ),
  {
    files: ['src/cli/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: parts
                .filter((part) => !['domain', 'questions', 'model', 'exchange'].includes(part))
                .flatMap((part) => [`$lib/${part}`, `$lib/${part}/**`, `**/lib/${part}/**`])
                .concat('svelte', 'svelte/**', '$app/**'),
              message:
                'The command line runs without a browser: it knows the domain, questions, model and exchange.'
            },
            ...Object.entries(packages).map(([pattern, message]) => ({ group: [pattern], message }))
          ]
        }
      ]
    }
  },
  {
    files: ['src/routes/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['$lib/model/**', '$lib/storage/**', '$lib/exchange/**', '$lib/speech/**'],
              allowTypeImports: true,
              message: 'Routes go through $lib/state: no scoring, parsing or storage in pages.'
            },
            ...Object.entries(packages).map(([pattern, message]) => ({ group: [pattern], message }))
          ]
        }
      ]
    }
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } }
);
