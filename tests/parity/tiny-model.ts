/** Reads tests/fixtures/tiny-model and its Python oracle in Node. */
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { parseConfig, type InterviewConfig } from '$lib/model/manifest';
import { KoreanTokenizer } from '$lib/model/tokenizer';

const folder = new URL('../fixtures/tiny-model/', import.meta.url);

/** One text pair of the oracle, as Python computed it. */
export interface OracleCase {
  question: string;
  answer: string;
  question_ids: number[];
  answer_ids: number[];
  windows: { start: number; end: number; from: number; to: number }[];
  input_ids: number[][];
  token_type_ids: number[][];
  logits: Record<string, Record<string, number[] | number[][]>>;
}

/** @returns a file of the tiny model */
export function tinyFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** @returns a JSON file of the tiny model */
export function tinyJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;
}

export const tinyConfig = (): InterviewConfig => parseConfig(tinyJson('config.json'));
export const tinyTokenizer = (): KoreanTokenizer => new KoreanTokenizer(tinyJson('tokenizer.json'));

/** The oracle's cases by name. */
export const tinyCases = Object.entries(
  (tinyJson('oracle.json') as { cases: Record<string, OracleCase> }).cases
);

/** @returns the SHA-256 of bytes in hex */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
