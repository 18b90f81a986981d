/** Splits the text of a model card into what is shown of Markdown; everything stays text, whoever wrote it. */

/** A part of a card. */
export type CardBlock =
  | { kind: 'heading'; level: 2 | 3; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'code'; text: string }
  | { kind: 'text'; text: string };

/** Longest card that is shown, in characters. */
const LONGEST_CARD = 200_000;

/** @returns the text without marks of emphasis and code; links keep their text */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/(^|\s)[*_]([^*_]+)[*_](?=\s|[.,:;)]|$)/g, '$1$2')
    .trim();
}

const cells = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map(plain);

/**
 * @param markdown text of a README.md, front matter allowed
 * @returns its parts; headings begin at level 2, because the page has the first
 */
export function cardBlocks(markdown: string): CardBlock[] {
  const lines = markdown
    .slice(0, LONGEST_CARD)
    .replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '')
    .split(/\r?\n/);
  const blocks: CardBlock[] = [];
  let inCode = false;
  for (const line of lines) {
    const last = blocks.at(-1);
    if (/^\s*```/.test(line)) {
      inCode = !inCode;
      blocks.push(inCode ? { kind: 'code', text: '' } : { kind: 'text', text: '' });
      continue;
    }
    if (inCode && last?.kind === 'code') {
      last.text += last.text === '' ? line : `\n${line}`;
      continue;
    }
    const [, marks, title] = /^(#{1,6})\s+(.*)$/.exec(line) ?? [];
    const [, item] = /^\s*[-*+]\s+(.*)$/.exec(line) ?? [];
    if (line.trim() === '') {
      blocks.push({ kind: 'text', text: '' });
    } else if (marks && title !== undefined) {
      blocks.push({ kind: 'heading', level: marks.length <= 2 ? 2 : 3, text: plain(title) });
    } else if (item !== undefined) {
      if (last?.kind === 'list') last.items.push(plain(item));
      else blocks.push({ kind: 'list', items: [plain(item)] });
    } else if (/^\s*\|/.test(line)) {
      if (last?.kind !== 'table') blocks.push({ kind: 'table', head: cells(line), rows: [] });
      else if (!/^[\s|:-]+$/.test(line)) last.rows.push(cells(line));
    } else if (last?.kind === 'list') {
      last.items.push(`${last.items.pop() ?? ''} ${plain(line)}`.trim());
    } else if (last?.kind === 'text' && last.text !== '') {
      last.text += ` ${plain(line)}`;
    } else {
      blocks.push({ kind: 'text', text: plain(line) });
    }
  }
  return blocks.filter((block) => !('text' in block) || block.text.trim() !== '');
}
