/** Every message exists in both languages, those of the documents' readers too. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentMessage } from '$lib/domain/documents/messages-en';
import { MESSAGES } from '../../../src/cli/messages';

const folder = 'src/lib/domain/documents';
const spoken = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('messages-en.ts'))
  .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'([^'\n]*[가-힣][^'\n]*)'/g)])
  .map(([, text = '']) => text);

describe('messages', () => {
  it.each([...new Set(spoken)])('English for “%s”', (message) => {
    expect(documentMessage('ko', message)).toBe(message);
    expect(documentMessage('en', message)).not.toMatch(/[가-힣]/);
  });

  it('keeps ranges', () => {
    expect(documentMessage('en', '0에서 30 사이가 아닙니다')).toBe('is not between 0 and 30');
  });

  it('says nothing in Korean in English', () => {
    const { language, ...en } = MESSAGES.en;
    expect(language).toBe('en');
    const said = Object.values(en).map((entry) =>
      typeof entry === 'function' ? entry.toString() : JSON.stringify(entry)
    );
    expect(said.join()).not.toMatch(/[가-힣]/);
  });
});
