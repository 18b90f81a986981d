/** The import table of the architecture is enforced by ESLint: these imports must be refused, each with its reason. */
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();

async function messages(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: file });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId?.includes('no-restricted') ?? false)
    .map(({ message }) => message);
}

const refused = [
  ['src/lib/domain/probe.ts', "import '$lib/storage/database';", 'The domain is pure'],
  ['src/lib/domain/probe.ts', "import '../storage/database';", 'The domain is pure'],
  ['src/lib/domain/probe.ts', "import 'svelte';", 'The domain is pure'],
  ['src/lib/domain/probe.ts', 'export const now = Date.now();', 'Pass the time in.'],
  ['src/lib/domain/probe.ts', 'export const dice = Math.random();', 'Pass the random source in.'],
  ['src/lib/model/probe.ts', "import '$lib/storage/takes';", 'The model part knows no screen'],
  ['src/lib/storage/probe.ts', "import '$lib/model/client';", 'Storage knows only the domain.'],
  ['src/lib/storage/probe.ts', "import 'onnxruntime-web/wasm';", 'Only $lib/model talks to the runtime.'],
  ['src/lib/exchange/probe.ts', "import 'idb';", 'Only $lib/storage talks to IndexedDB.'],
  ['src/lib/components/probe.ts', "import '$lib/state/model.svelte';", 'Components show what they are given'],
  ['src/lib/state/probe.ts', "import '$lib/components/Notice.svelte';", 'State joins the parts below it'],
  ['src/cli/probe.ts', "import '$lib/storage/takes';", 'The command line runs without a browser'],
  ['src/cli/probe.ts', "import '../lib/state/app.svelte';", 'The command line runs without a browser'],
  ['src/cli/probe.ts', "import 'onnxruntime-web/wasm';", 'Only $lib/model talks to the runtime.'],
  ['src/routes/probe.ts', "import { database } from '$lib/storage/database';", 'Routes go through $lib/state']
] as const;

describe('the import table', () => {
  it.each(refused)('%s may not contain: %s', async (file, code, reason) => {
    expect((await messages(file, code)).join('\n')).toContain(reason);
  });

  it.each([
    ['src/lib/model/probe.ts', "import 'onnxruntime-web/wasm';\nimport '$lib/domain/vocabulary';"],
    [
      'src/cli/probe.ts',
      "import '$lib/model/predict';\nimport '$lib/exchange/csv';\nimport '$lib/questions/pool';\nimport '$lib/domain/take';"
    ],
    ['src/lib/storage/probe.ts', "import 'idb';\nimport '$lib/domain/take';"],
    [
      'src/routes/probe.ts',
      "import '$lib/state/model.svelte';\nimport type { Take } from '$lib/storage/schema';"
    ]
  ])('%s may contain: %s', async (file, code) => {
    expect(await messages(file, code)).toEqual([]);
  });
});
