/** The page template's own inline scripts, allowed by their hash: a file of their own would hold up the first paint. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * @param template path of an HTML template
 * @returns Content-Security-Policy sources, one for each inline script of the template, such as `sha256-…`
 */
export function inlineScriptHashes(template: string): `sha256-${string}`[] {
  const html = readFileSync(template, 'utf8');
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `sha256-${createHash('sha256').update(code).digest('base64')}` as const
  );
}
