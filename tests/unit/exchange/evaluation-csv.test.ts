/** What the page and the command line read of an evaluation CSV: its characters, its columns, its hash. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Cp949Decoder } from '$lib/exchange/cp949';
import { csvRows, CsvTextError, blobBytes, detectEncoding } from '$lib/exchange/csv-text';
import { evaluationRowReader, guessColumns, namedColumns } from '$lib/exchange/evaluation-csv';
import { Sha256 } from '$lib/exchange/sha256';
import { cp949 } from '../../support/cp949';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the encoding of a CSV', () => {
  it.each([
    ['UTF-8', utf8('질문,답변\n'), 'utf-8'],
    ['UTF-8 with a byte-order mark', utf8('\uFEFF질문,답변\n'), 'utf-8'],
    ['ASCII alone', utf8('text,label_intent\n'), 'utf-8'],
    ['CP949', cp949('질문,답변\n'), 'cp949'],
    ['CP949 beyond KS X 1001', cp949('똠방각하, 펲시\n'), 'cp949'],
    ['bytes that are neither', Uint8Array.of(0x61, 0xff, 0x0a), null]
  ])('is found: %s, however it is cut', async (_, bytes, encoding) => {
    for (const size of [1, 3, 1 << 20]) expect(await detectEncoding(pieces(bytes, size))).toBe(encoding);
  });

  it('is found where only the last byte tells', async () => {
    const bytes = new Uint8Array([...utf8('a,b\n'.repeat(1000)), ...cp949('가')]);
    expect(await detectEncoding(pieces(bytes, 100))).toBe('cp949');
  });
});

describe('CP949', () => {
  it.each([
    ['됬', [0x89, 0xe7]],
    ['똠', [0x8c, 0x63]],
    ['펲', [0xbc, 0x84]],
    ['힣', [0xc6, 0x52]],
    ['갂', [0x81, 0x41]],
    ['가', [0xb0, 0xa1]],
    ['€', [0xa2, 0xe6]],
    ['漢', [0xf9, 0xd3]]
  ])('has %s', (character, bytes) => {
    expect(new Cp949Decoder().decode(Uint8Array.from(bytes))).toBe(character);
  });

  it.each([
    [[0x80, 0x41]],
    [[0xff, 0xa1]],
    [[0xc6, 0x53]],
    [[0xc9, 0xa1]],
    [[0x81, 0x40]],
    [[0x81, 0x5b]],
    [[0xb0]]
  ])('has nothing for %j', (bytes) => {
    expect(() => new Cp949Decoder().decode(Uint8Array.from(bytes))).toThrow(TypeError);
  });
});

describe('the rows of a CSV', () => {
  async function rows(bytes: Uint8Array<ArrayBuffer>, encoding: 'utf-8' | 'cp949') {
    const found = [];
    for await (const row of csvRows(blobBytes(new Blob([bytes])), encoding)) found.push(row);
    return found;
  }

  it('are the same in both encodings, quoted line breaks and doubled quotes included', async () => {
    const text = 'text,label\r\n"첫 줄\n둘째 ""줄""",etc\r\n저는 꼼꼼합니다.,personality';
    const expected = [
      ['text', 'label'],
      ['첫 줄\n둘째 "줄"', 'etc'],
      ['저는 꼼꼼합니다.', 'personality']
    ];
    expect(await rows(utf8(`\uFEFF${text}`), 'utf-8')).toEqual(expected);
    expect(await rows(cp949(text), 'cp949')).toEqual(expected);
  });

  it('are refused in the wrong encoding, and with an open quote', async () => {
    await expect(rows(cp949('답변\n'), 'utf-8')).rejects.toMatchObject({ problem: 'encoding' });
    await expect(rows(utf8('a,"b\n'), 'utf-8')).rejects.toMatchObject({ problem: 'quote' });
    // Given up long before such a file ends.
    const endless = utf8(`a\n"${'가'.repeat(11_000_000)}`);
    await expect(rows(endless, 'utf-8')).rejects.toBeInstanceOf(CsvTextError);
  });
});

describe('the columns of a CSV', () => {
  it('are those of the command line by their own names, the last of doubles', () => {
    const header = ['text', 'question', 'label_emotion', 'label_intent', 'text', 'level', 'on_topic'];
    const columns = { question: 1, text: 4, intent: 3, emotion: 2, level: 5, onTopic: 6 };
    expect(namedColumns(header)).toEqual(columns);
    expect(guessColumns(header)).toEqual(columns);
  });

  it.each([
    [
      ['번호', '질문', '답변', '의도', '감정'],
      { question: 1, text: 2, intent: 3, emotion: 4, level: null, onTopic: null }
    ],
    [
      ['Question', 'User Answer', 'gt_intent', 'gt_emotion', 'Quality'],
      { question: 0, text: 1, intent: 2, emotion: 3, level: 4, onTopic: null }
    ],
    [['a', 'b'], { question: null, text: null, intent: null, emotion: null, level: null, onTopic: null }]
  ])('are guessed from %j', (header, columns) => {
    expect(guessColumns(header)).toEqual(columns);
  });

  it('chosen by a person are read, and a wrong label names the column of the file', () => {
    const columns = { question: null, text: 1, intent: 0, emotion: null, level: null, onTopic: null };
    const read = evaluationRowReader(['의도', '말'], '파일', columns);
    expect(read([' Attitude ', ' 저는 꼼꼼합니다. '], 7)).toEqual({
      id: '파일-7',
      question: '',
      text: '저는 꼼꼼합니다.',
      form: 'spoken',
      intent: 'attitude',
      emotion: null,
      level: null,
      onTopic: null
    });
    expect(() => read(['태도', '말'], 8)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ row: 8, column: '의도', value: '태도' }) })
    );
  });
});

describe('SHA-256 of bytes as they come', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 128, 100_003])('is the standard’s for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) % 251);
    for (const size of [1, 7, 64, 4096]) {
      const hash = new Sha256();
      for (let at = 0; at < length; at += size) hash.update(bytes.subarray(at, at + size));
      expect(hash.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});
