/** Every page is prerendered as a folder with an index.html, which every static host can serve. */
import { loadCatalogue } from '$lib/i18n/catalogue';

export const prerender = true;
export const trailingSlash = 'always';

/** Nothing is rendered before its texts are there, or are known not to come. */
export async function load(): Promise<{ missingTexts: boolean }> {
  return { missingTexts: !(await loadCatalogue()) };
}
