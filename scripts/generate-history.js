/**
 * `node scripts/generate-history.js --takes 10000 --out history`: writes a made-up history as files that the app
 * imports (기록 › 결과 파일 가져오기; they can be picked all at once). Options: `--until` time of the last answer (ISO 8601, default now), `--days` over
 * how many days they are spread, `--seed` another one makes another history.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeHistory } from './lib/history.js';

const { values } = parseArgs({
  options: {
    takes: { type: 'string', default: '10000' },
    out: { type: 'string', default: 'history' },
    until: { type: 'string', default: new Date().toISOString() },
    days: { type: 'string' },
    seed: { type: 'string', default: '20261122' }
  }
});
const takes = Number(values.takes);
const days = values.days === undefined ? undefined : Number(values.days);
const seed = Number(values.seed);
const wrong = [takes, days ?? 1, seed].some((value) => !Number.isInteger(value) || value < 1);
if (wrong || Number.isNaN(Date.parse(values.until))) {
  console.error('--takes, --days and --seed are whole numbers from 1 on; --until is a time in ISO 8601.');
  process.exit(2);
}
const files = makeHistory({ takes, until: values.until, days, seed });
mkdirSync(values.out, { recursive: true });
for (const { name, text } of files) writeFileSync(join(values.out, name), text);
console.log(`${values.out}: ${takes} answers in ${files.length} files`);
