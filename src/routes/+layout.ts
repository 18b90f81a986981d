/** Every page is prerendered as a folder with an index.html, which every static host can serve. */
import { loadCatalogue } from '$lib/i18n/catalogue';

export const prerender = true;
export const trailingSlash = 'always';

/** Nothing is rendered before its texts are there. */
export const load = loadCatalogue;
