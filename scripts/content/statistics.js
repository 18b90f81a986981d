/** The few statistics the content checks need. */

/** @param {readonly number[]} values @returns {number[]} ranks from 0, equal values sharing their mean rank */
function ranks(values) {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Array(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (let i = start; i <= end; i += 1) result[order[i] ?? 0] = (start + end) / 2;
    start = end + 1;
  }
  return result;
}

/**
 * Spearman's rank correlation.
 * @param {readonly number[]} a @param {readonly number[]} b of the same length
 * @returns {number} -1 to 1; 0 if one of them does not vary
 */
export function spearman(a, b) {
  const x = ranks(a);
  const y = ranks(b);
  const mean = (x.length - 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i += 1) {
    const dx = (x[i] ?? 0) - mean;
    const dy = (y[i] ?? 0) - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/**
 * Cohen's kappa, with quadratic weights for ordered labels.
 * @template T
 * @param {readonly T[]} first @param {readonly T[]} second of the same length
 * @param {readonly T[]} labels in order
 * @param {boolean} [ordered]
 * @returns {number} 1 = perfect agreement, 0 = as by chance
 */
export function kappa(first, second, labels, ordered = false) {
  const n = first.length;
  const weight = (/** @type {number} */ i, /** @type {number} */ j) =>
    ordered ? (i - j) ** 2 / (labels.length - 1) ** 2 : Number(i !== j);
  const share = (/** @type {readonly T[]} */ given) =>
    labels.map((label) => given.filter((one) => one === label).length / n);
  const p = share(first);
  const q = share(second);
  let observed = 0;
  for (let k = 0; k < n; k += 1) {
    observed +=
      weight(labels.indexOf(/** @type {T} */ (first[k])), labels.indexOf(/** @type {T} */ (second[k]))) / n;
  }
  let expected = 0;
  for (let i = 0; i < labels.length; i += 1) {
    for (let j = 0; j < labels.length; j += 1) expected += weight(i, j) * (p[i] ?? 0) * (q[j] ?? 0);
  }
  return expected === 0 ? 1 : 1 - observed / expected;
}

/** @param {string} text @returns {Set<string>} its character 5-grams, white space folded */
function grams(text) {
  const folded = text.replace(/\s+/g, ' ');
  const result = new Set();
  for (let i = 0; i + 5 <= folded.length; i += 1) result.add(folded.slice(i, i + 5));
  return result;
}

/**
 * Finds pairs of texts whose character 5-gram Jaccard similarity exceeds a limit, through an inverted index.
 * @param {readonly { id: string, text: string }[]} items
 * @param {number} limit 0–1
 * @returns {{ a: string, b: string, similarity: number }[]}
 */
export function nearDuplicates(items, limit) {
  const sets = items.map(({ text }) => grams(text));
  /** @type {Map<string, number[]>} */
  const index = new Map();
  const found = [];
  for (let i = 0; i < items.length; i += 1) {
    const mine = sets[i] ?? new Set();
    /** @type {Map<number, number>} */
    const shared = new Map();
    for (const gram of mine) {
      const others = index.get(gram);
      if (others) {
        for (const j of others) shared.set(j, (shared.get(j) ?? 0) + 1);
        others.push(i);
      } else {
        index.set(gram, [i]);
      }
    }
    for (const [j, both] of shared) {
      const similarity = both / (mine.size + (sets[j]?.size ?? 0) - both);
      if (similarity > limit) found.push({ a: items[j]?.id ?? '', b: items[i]?.id ?? '', similarity });
    }
  }
  return found;
}

/**
 * Finds runs of words that too many texts share.
 * @param {readonly { id: string, text: string }[]} items
 * @param {number} length words in a run
 * @param {number} most texts that may share one
 * @returns {{ run: string, ids: string[] }[]}
 */
export function sharedRuns(items, length, most) {
  /** @type {Map<string, Set<string>>} */
  const runs = new Map();
  for (const { id, text } of items) {
    const words = text.split(/\s+/);
    for (let i = 0; i + length <= words.length; i += 1) {
      const run = words.slice(i, i + length).join(' ');
      const ids = runs.get(run) ?? new Set();
      runs.set(run, ids.add(id));
    }
  }
  return [...runs].filter(([, ids]) => ids.size > most).map(([run, ids]) => ({ run, ids: [...ids] }));
}
