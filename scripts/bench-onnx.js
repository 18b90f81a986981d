/**
 * `node scripts/bench-onnx.js FILE.onnx…`: how long model files take in Node, side by side: load, and one window of a few
 * lengths, in turns, so that whatever else the machine does strikes all alike. Medians, and ratios to the first file.
 * Options: `--lengths 32,128,256` tokens, `--runs N` per file and length (default 30), `--native DIR` also runs the
 * onnxruntime-node that is installed in DIR/node_modules (it is no dependency of the app).
 */
import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as web from 'onnxruntime-web/wasm';

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    lengths: { type: 'string', default: '32,128,256' },
    runs: { type: 'string', default: '30' },
    native: { type: 'string' }
  }
});
if (files.length === 0) {
  console.error('Name at least one ONNX file.');
  process.exit(2);
}
const lengths = values.lengths.split(',').map(Number);
const runs = Number(values.runs);

web.env.wasm.numThreads = 1;
/** @type {{ name: string; ort: typeof web }[]} */
const runtimes = [{ name: 'wasm', ort: web }];
if (values.native) {
  const load = createRequire(join(resolve(values.native), 'package.json'));
  runtimes.push({ name: 'native', ort: load('onnxruntime-node') });
}

/** @param {number[]} list */
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;

/**
 * A question of a quarter of the tokens and an answer; ids of common pieces, the same in every run.
 * @param {typeof web} ort @param {number} length
 */
function feeds(ort, length) {
  const asked = Math.max(3, length >> 2);
  const ids = BigInt64Array.from({ length }, (_, i) => BigInt(5 + ((i * 37) % 4000)));
  ids[0] = 2n;
  ids[asked - 1] = 3n;
  ids[length - 1] = 3n;
  /** @param {BigInt64Array} data */
  const tensor = (data) => new ort.Tensor('int64', data, [1, length]);
  return {
    input_ids: tensor(ids),
    attention_mask: tensor(new BigInt64Array(length).fill(1n)),
    token_type_ids: tensor(BigInt64Array.from({ length }, (_, i) => (i < asked ? 0n : 1n)))
  };
}

const subjects = [];
for (const file of files) {
  for (const { name, ort } of runtimes) {
    const start = performance.now();
    const session = await ort.InferenceSession.create(new Uint8Array(readFileSync(file)), {
      graphOptimizationLevel: 'all',
      intraOpNumThreads: 1
    });
    subjects.push({
      file: `${basename(dirname(dirname(resolve(file))))}/${basename(file)}`,
      runtime: name,
      ort,
      session,
      load: performance.now() - start,
      bytes: statSync(file).size,
      /** @type {Map<number, number[]>} */
      times: new Map(lengths.map((length) => [length, []]))
    });
  }
}

for (const length of lengths) {
  for (let run = -3; run < runs; run += 1) {
    for (const { ort, session, times } of subjects) {
      const input = feeds(ort, length);
      const start = performance.now();
      await session.run(input);
      if (run >= 0) times.get(length)?.push(performance.now() - start);
    }
  }
}

const head = ['file', 'runtime', 'MB', 'load ms', ...lengths.map((length) => `${length} tokens`)];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => ' --- |').join('')}`);
const first = lengths.map((length) => median(subjects[0]?.times.get(length) ?? []));
for (const { file, runtime, bytes, load, times } of subjects) {
  const cells = lengths.map((length, index) => {
    const ms = median(times.get(length) ?? []);
    return `${ms.toFixed(1)} ms (× ${(ms / (first[index] ?? NaN)).toFixed(2)})`;
  });
  console.log(`| ${[file, runtime, (bytes / 1e6).toFixed(2), load.toFixed(0), ...cells].join(' | ')} |`);
}
