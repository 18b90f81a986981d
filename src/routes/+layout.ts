/** Every page is prerendered as a folder with an index.html, which every static host can serve. */
export const prerender = true;
export const trailingSlash = 'always';
