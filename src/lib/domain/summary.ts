/** Extractive summary: the answer's own most central sentences, none saying the same as another. */
import { clamp } from './rubric/curves';
import { bareWord, countWords, stemsOf } from './text/words';

/** Most words of the answer that a summary keeps. */
const KEPT_SHARE = 0.4;
/** Weight of centrality against redundancy in maximal marginal relevance (Carbonell and Goldstein, 1998). */
const CENTRALITY_WEIGHT = 0.7;
/** Sentences this short are greetings and thanks; they summarise nothing if there are others. */
const COURTESY_WORDS = 2;

type Similarity = (a: number, b: number) => number;

/** Cosine similarity of sentence embeddings. */
function byEmbeddings(embeddings: readonly Float32Array[]): Similarity {
  const norms = embeddings.map((vector) => Math.hypot(...vector));
  return (a, b) => {
    const [left, right] = [embeddings[a], embeddings[b]];
    const scale = (norms[a] ?? 0) * (norms[b] ?? 0);
    if (left === undefined || right === undefined || scale === 0) return 0;
    return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0) / scale;
  };
}

/** Cosine similarity of the sentences' sets of word stems. */
function byWords(sentences: readonly string[]): Similarity {
  const stems = sentences.map(stemsOf);
  return (a, b) => {
    const [left, right] = [stems[a], stems[b]];
    if (left === undefined || right === undefined || left.size === 0 || right.size === 0) return 0;
    const shared = [...left].filter((stem) => right.has(stem)).length;
    return shared / Math.sqrt(left.size * right.size);
  };
}

/** Sentences beyond this many are summarised by the first ones: similarity is quadratic in their number. */
const MOST_SENTENCES = 120;

/**
 * Summarises an answer.
 * @param sentences in order
 * @param embeddings one per sentence, null where the model gives none; words are compared if any is missing
 * @returns sentences in their original order, at most 40 % of the words but at least one sentence; `''` only if no
 *   sentence holds a word
 */
export function summarise(
  sentences: readonly string[],
  embeddings: readonly (Float32Array | null)[]
): string {
  const spoken = sentences.flatMap((text, index) =>
    bareWord(text.replace(/\s/g, '')) === '' ? [] : [index]
  );
  const telling = spoken.filter((index) => countWords(sentences[index] ?? '') > COURTESY_WORDS);
  const candidates = (telling.length > 0 ? telling : spoken).slice(0, MOST_SENTENCES);
  const vectors = candidates.map((index) => embeddings[index] ?? null).filter((vector) => vector !== null);
  const compare =
    vectors.length === candidates.length
      ? byEmbeddings(vectors)
      : byWords(candidates.map((index) => sentences[index] ?? ''));
  const table = candidates.map((_, a) => candidates.map((__, b) => compare(a, b)));
  const similarity: Similarity = (a, b) => table[a]?.[b] ?? 0;

  const words = candidates.map((index) => countWords(sentences[index] ?? ''));
  const centrality = candidates.map((_, a) => {
    const sum = candidates.reduce((total, __, b) => (a === b ? total : total + clamp(similarity(a, b))), 0);
    return sum / Math.max(1, candidates.length - 1);
  });
  const budget = KEPT_SHARE * sentences.reduce((sum, sentence) => sum + countWords(sentence), 0);
  const chosen: number[] = [];
  const left = new Set(candidates.keys());
  let used = 0;
  while (left.size > 0) {
    const value = (a: number): number => {
      const redundancy = chosen.reduce((most, b) => Math.max(most, similarity(a, b)), 0);
      return CENTRALITY_WEIGHT * (centrality[a] ?? 0) - (1 - CENTRALITY_WEIGHT) * redundancy;
    };
    const best = [...left].reduce((a, b) => (value(b) > value(a) ? b : a));
    left.delete(best);
    const length = words[best] ?? 0;
    if (chosen.length > 0 && used + length > budget) continue;
    chosen.push(best);
    used += length;
  }
  return chosen
    .map((position) => candidates[position] ?? 0)
    .sort((a, b) => a - b)
    .map((index) => sentences[index] ?? '')
    .join(' ');
}
