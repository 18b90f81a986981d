/** The tiny model and its Python oracle, as the test server serves them. */
import oracle from '../../fixtures/tiny-model/oracle.json';

/** Absolute URL of the folder that holds the tiny model's folder. */
export const FIXTURES_URL = new URL('/tests/fixtures/', location.href).href;

/** @returns a file of the tiny model */
export async function tinyFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${FIXTURES_URL}tiny-model/${path}`);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @returns a JSON file of the tiny model */
export async function tinyJson(path: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await tinyFile(path)));
}

/** The oracle's cases by name. */
export const tinyCases = Object.entries(oracle.cases);
