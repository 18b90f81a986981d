import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { cardBlocks } from '$lib/components/card-text';

describe('a model card', () => {
  it('is split into headings, lists, tables and text, without its front matter', () => {
    const card =
      '---\nlicense: mit\n---\n# 이름\n\n첫 줄은 **굵고**\n둘째 줄에 `코드`, [링크](https://example.org).\n\n- 하나\n  이어서\n- 둘\n\n| 항목 | 값 |\n| --- | --: |\n| F1 | 0.5 |\n';
    expect(cardBlocks(card)).toEqual([
      { kind: 'heading', level: 2, text: '이름' },
      { kind: 'text', text: '첫 줄은 굵고 둘째 줄에 코드, 링크.' },
      { kind: 'list', items: ['하나 이어서', '둘'] },
      { kind: 'table', head: ['항목', '값'], rows: [['F1', '0.5']] }
    ]);
  });

  it('keeps markup of strangers as text', () => {
    expect(cardBlocks('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'text', text: '<img src=x onerror=alert(1)>' }
    ]);
  });

  it('of the model that ships loses no word', () => {
    const text = readFileSync(new URL('../../../models/interview-kobert/README.md', import.meta.url), 'utf8');
    const shown = JSON.stringify(cardBlocks(text));
    const figures = text.match(/0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]/g) ?? [];
    expect(figures.length).toBeGreaterThan(5);
    for (const word of ['SKT', 'CC-BY-SA-4.0', 'macro-F1', ...figures]) expect(shown).toContain(word);
    expect(cardBlocks(text).filter(({ kind }) => kind === 'table').length).toBeGreaterThan(1);
  });

  it('keeps commands as they are written, marks and all', () => {
    expect(cardBlocks('앞\n\n```sh\nrun --x `a`\n\n# not a heading\n```\n뒤')).toEqual([
      { kind: 'text', text: '앞' },
      { kind: 'code', text: 'run --x `a`\n\n# not a heading' },
      { kind: 'text', text: '뒤' }
    ]);
  });
});
