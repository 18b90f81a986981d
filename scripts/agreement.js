/**
 * `node scripts/agreement.js`: how far the totals agree with the labelled levels of the corpus, with the bundled model.
 * `--split val|test` (default val; the test split is for the record of a finished model, never for a choice),
 * `--fit` tries other constants of buddy-2 on the validation split and prints what would help;
 * `--counterfactuals` also measures how far words about the person move the total, `--json FILE` writes the figures.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    split: { type: 'string', default: 'val' },
    fit: { type: 'boolean', default: false },
    counterfactuals: { type: 'boolean', default: false },
    json: { type: 'string' }
  }
});
if (values.split !== 'val' && values.split !== 'test') {
  console.error('--split is val or test.');
  process.exit(2);
}
if (values.fit && values.split === 'test') {
  console.error('Constants are fitted on the validation split only.');
  process.exit(2);
}

const vite = await createServer({ server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' });
try {
  /** @type {typeof import('../tests/parity/agreement')} */
  const { agreement, counterfactuals, fitBuddy2, labelledAnswers, openReader, totalOf } = /** @type {any} */ (
    await vite.ssrLoadModule('/tests/parity/agreement.ts')
  );
  const read = await openReader();
  const answers = labelledAnswers(values.split);
  const reads = [];
  for (const answer of answers) reads.push(await read(answer));
  const figures = {
    split: values.split,
    'buddy-2': agreement(reads, (item) => totalOf(item, 'buddy-2')),
    'buddy-1': agreement(reads, (item) => totalOf(item, 'buddy-1')),
    words: agreement(reads, (item) => item.words),
    ...(values.counterfactuals && {
      counterfactuals: await counterfactuals(
        answers.filter((_, index) => index % 5 === 0),
        read
      )
    })
  };
  console.log(
    JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Number(value.toFixed(3)) : value), 2)
  );
  if (values.fit) console.table(fitBuddy2(reads));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await vite.close();
}
