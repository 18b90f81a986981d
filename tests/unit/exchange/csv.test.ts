/** CSV: what is written is read again, however the text is cut. */
import { describe, expect, it } from 'vitest';
import { csvLine, CsvReader, type CsvRow } from '$lib/exchange/csv';

function read(...pieces: string[]): CsvRow[] {
  const reader = new CsvReader();
  const rows = pieces.flatMap((piece) => reader.push(piece));
  const last = reader.end();
  return last ? [...rows, last] : rows;
}

describe('CSV', () => {
  it.each<[string, CsvRow[]]>([
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd']
      ]
    ],
    [
      'a,b\r\nc,d',
      [
        ['a', 'b'],
        ['c', 'd']
      ]
    ],
    ['\uFEFFa\rb\r', [['a'], ['b']]],
    ['a,,\n', [['a', '', '']]],
    ['""\n\n\nb\n', [[''], ['b']]],
    ['"한 줄\n두 줄","말 ""그대로"""\n', [['한 줄\n두 줄', '말 "그대로"']]],
    ['5" 화면,"a"b\n', [['5" 화면', 'ab']]],
    ['', []]
  ])('reads %j', (text, rows) => {
    expect(read(text)).toEqual(rows);
    expect(read(...text)).toEqual(rows);
  });

  it('refuses a quote that is never closed', () => {
    expect(() => read('a,"b\nc,d\n')).toThrow(RangeError);
  });

  it('reads what it wrote', () => {
    const rows = [
      ['질문, 그리고', '"따옴표"', '줄\r\n바꿈', ''],
      ['가', '\r', '"', ',']
    ];
    expect(read(rows.map(csvLine).join(''))).toEqual(rows);
  });
});
