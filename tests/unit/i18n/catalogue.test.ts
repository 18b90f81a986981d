/** The texts in two languages: each key in both, and the language of whoever reads. */
import { afterEach, expect, test, vi } from 'vitest';
import english from '$lib/i18n/messages/en.json';
import korean from '$lib/i18n/messages/ko.json';

type Texts = Readonly<Record<string, (inputs?: object) => string>>;

async function textsIn(locale: 'ko' | 'en'): Promise<Texts> {
  vi.resetModules();
  const { overwriteGetLocale } = await import('$lib/i18n/paraglide/runtime');
  overwriteGetLocale(() => locale);
  const { m, loadCatalogue } = await import('$lib/i18n/catalogue');
  await loadCatalogue();
  return m as unknown as Texts;
}

afterEach(() => vi.resetModules());

/** Texts without inputs, which are the catalogue's own words. */
const plainKeys = Object.entries(korean).flatMap(([key, text]) =>
  typeof text === 'string' && !key.startsWith('$') && !text.includes('{') ? [key] : []
);

test.for([
  ['ko', korean],
  ['en', english]
] as const)('%s: every key says what its catalogue says', async ([locale, source]) => {
  const texts = await textsIn(locale);
  expect(plainKeys.length).toBeGreaterThan(500);
  for (const key of plainKeys) expect(texts[key]?.()).toBe((source as Record<string, unknown>)[key]);
});

test('what is kept from before the language was loaded speaks it too', async () => {
  vi.resetModules();
  const { overwriteGetLocale } = await import('$lib/i18n/paraglide/runtime');
  overwriteGetLocale(() => 'en');
  const { m, loadCatalogue } = await import('$lib/i18n/catalogue');
  const kept = m.nav_home;
  expect(kept()).toBe(korean.nav_home);
  await loadCatalogue();
  expect(kept()).toBe(english.nav_home);
});

test('a language that cannot be loaded leaves Korean, and says so', async () => {
  vi.resetModules();
  vi.doMock('$lib/i18n/paraglide/messages/en', () => {
    throw new Error('offline');
  });
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { overwriteGetLocale } = await import('$lib/i18n/paraglide/runtime');
  overwriteGetLocale(() => 'en');
  const { m, loadCatalogue } = await import('$lib/i18n/catalogue');
  expect(await loadCatalogue()).toBe(false);
  expect(m.nav_home()).toBe(korean.nav_home);
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
  vi.doUnmock('$lib/i18n/paraglide/messages/en');
});

test('both catalogues have the same keys, and no others are texts', async () => {
  expect(Object.keys(english).sort()).toEqual(Object.keys(korean).sort());
  const texts = await textsIn('ko');
  expect(texts['no_such_key']).toBeUndefined();
});
