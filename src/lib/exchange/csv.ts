/** Reads and writes CSV (RFC 4180) piece by piece, so that a file of any size needs the memory of one row. */

/** A row's fields. */
export type CsvRow = readonly string[];

const QUOTE = '"';

/**
 * Reads CSV text as it arrives. Fields may be quoted, with line breaks and doubled quotes inside; lines end with CR, LF
 * or both; empty lines are skipped; a leading byte-order mark is allowed.
 */
export class CsvReader {
  #row: string[] = [];
  #field = '';
  /** `start` of a field, in a `plain` one, in a `quoted` one, or behind a `closing` quote. */
  #state: 'start' | 'plain' | 'quoted' | 'closing' = 'start';
  #first = true;

  /** @returns the rows that are complete with this piece of text */
  push(text: string): CsvRow[] {
    const rows: CsvRow[] = [];
    let position = this.#first && text.startsWith('\uFEFF') ? 1 : 0;
    if (text !== '') this.#first = false;
    while (position < text.length) {
      if (this.#state === 'quoted') {
        const end = text.indexOf(QUOTE, position);
        this.#field += text.slice(position, end < 0 ? undefined : end);
        if (end < 0) break;
        this.#state = 'closing';
        position = end + 1;
        continue;
      }
      const character = text.charAt(position++);
      if (character === QUOTE && this.#state !== 'plain') {
        if (this.#state === 'closing') this.#field += QUOTE;
        this.#state = 'quoted';
      } else if (character === ',') {
        this.#endField();
      } else if (character === '\n' || character === '\r') {
        // The second half of CR LF is an empty line, which is skipped.
        const row = this.#endRow();
        if (row) rows.push(row);
      } else {
        this.#field += character;
        this.#state = 'plain';
      }
    }
    return rows;
  }

  /**
   * Ends the text.
   * @returns the last row, if no line break ended it
   * @throws {RangeError} if a quote is still open
   */
  end(): CsvRow | null {
    if (this.#state === 'quoted') throw new RangeError('A quote is never closed.');
    return this.#endRow();
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  #endRow(): CsvRow | null {
    if (this.#row.length === 0 && this.#field === '' && this.#state === 'start') return null;
    this.#endField();
    const row = this.#row;
    this.#row = [];
    return row;
  }
}

/** @returns one line of CSV with its line end; fields are quoted where they must be */
export function csvLine(fields: readonly (string | number)[]): string {
  const written = fields
    .map(String)
    .map((field) =>
      /[",\r\n]/.test(field) ? QUOTE + field.replaceAll(QUOTE, QUOTE + QUOTE) + QUOTE : field
    );
  return `${written.join(',')}\r\n`;
}
