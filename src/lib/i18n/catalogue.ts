/**
 * The texts of the interface in the person's language. Korean is part of the app, because the pages are rendered in it
 * and most people read it; English is loaded when somebody chose it, so that nobody downloads both.
 */
import * as korean from './paraglide/messages/ko';
import type { m as Messages } from './paraglide/messages';
import { getLocale } from './paraglide/runtime';

type Catalogue = Readonly<Record<string, (inputs?: object) => string>>;

let catalogue = korean as unknown as Catalogue;

/**
 * Loads the language that was chosen; to be awaited before anything is rendered.
 * @returns false if it could not be loaded: the texts are Korean then, and the person has to be told
 */
export async function loadCatalogue(): Promise<boolean> {
  if (getLocale() !== 'en') return true;
  try {
    catalogue = (await import('./paraglide/messages/en')) as unknown as Catalogue;
    return true;
  } catch (error) {
    console.error('The English texts cannot be loaded.', error);
    return false;
  }
}

/**
 * @returns the name that Paraglide compiles a key to: small letters and how many of them were capitals, so that
 * `cap_off-topic` is `cap_off_topic` and `occupation_BM` is `occupation_bm2`
 */
function compiledName(key: string): string {
  const capitals = key.match(/[A-Z]/g)?.length ?? '';
  return key.toLowerCase().replaceAll('-', '_') + capitals;
}

/** Messages by key, each a function of what it names. */
export const m = new Proxy({} as typeof Messages, {
  get: (_, key) => {
    const name = compiledName(String(key));
    if (!(name in korean)) return undefined;
    // Looked up when called: what a module keeps from before the language was loaded must not stay Korean.
    return (inputs: object) => catalogue[name]?.(inputs);
  }
});
