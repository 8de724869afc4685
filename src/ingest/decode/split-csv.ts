import type { SourceFormat } from '../../catalog/collection.ts';
import type { TextRecord } from './text-record.ts';

export type CsvFormat = Extract<SourceFormat, { kind: 'csv' }>;

/** The records of a CSV text, one by one: see `splitCsvPieces`. */
export async function* splitCsv(
  pieces: AsyncIterable<string>,
  format: CsvFormat,
  maxCharacters: number,
): AsyncGenerator<TextRecord> {
  for await (const records of splitCsvPieces(pieces, format, maxCharacters)) yield* records;
}

/**
 * The records of a CSV text (RFC 4180), those that end in one piece together: quoted cells may hold line breaks. A quote that is not closed
 * within `maxCharacters` spoils its own line only.
 */
export async function* splitCsvPieces(
  pieces: AsyncIterable<string>,
  format: CsvFormat,
  maxCharacters: number,
): AsyncGenerator<readonly TextRecord[]> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    let from = 0;
    const records: TextRecord[] = [];
    // Known for all records before it, so that text without quotes is not searched for them at each record.
    let quoteAt = text.indexOf(format.quote);
    for (;;) {
      if (quoteAt >= 0 && quoteAt < from) quoteAt = text.indexOf(format.quote, from);
      const end = recordEnd(text, from, quoteAt, format);
      if (end >= 0) {
        const record = withoutReturn(text, from, end);
        if (record !== '') records.push({ text: record });
        from = end + 1;
      } else if (text.length - from > maxCharacters) {
        const line = text.indexOf('\n', from);
        if (line < 0) {
          yield [...records, { text: text.slice(from), problem: 'The line is too long.' }];
          return;
        }
        records.push({ text: text.slice(from, line), problem: 'A quote is not closed.' });
        from = line + 1;
      } else break;
    }
    text = text.slice(from);
    yield records;
  }
  const records: TextRecord[] = [];
  while (text !== '') {
    const end = recordEnd(`${text}\n`, 0, text.indexOf(format.quote), format);
    const line = end < 0 ? `${text}\n`.indexOf('\n') : end;
    const record = withoutReturn(text, 0, line);
    if (record !== '') records.push(end < 0 ? { text: record, problem: 'A quote is not closed.' } : { text: record });
    text = text.slice(line + 1);
  }
  yield records;
}

const carriageReturn = 0x0d;

function withoutReturn(text: string, from: number, end: number): string {
  return text.slice(from, end > from && text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end);
}

/** Where the line break stands that ends the record which begins at `from`; -1 when it is not there yet. `quoteAt`: the first quote from there on, or -1. */
function recordEnd(text: string, from: number, quoteAt: number, { quote, separator }: CsvFormat): number {
  let end = text.indexOf('\n', from);
  if (end < 0) return -1;
  let open = quoteAt;
  if (open < 0 || open > end) return end;
  while (end >= 0) {
    while (open >= 0 && open < end) {
      if (open === from || text.startsWith(separator, open - separator.length) || text[open - 1] === '\n') {
        const close = closingQuote(text, open, quote);
        if (close < 0) return -1;
        if (close > end) end = text.indexOf('\n', close);
        if (end < 0) return -1;
        open = text.indexOf(quote, close + 1);
      } else open = text.indexOf(quote, open + 1);
    }
    return end;
  }
  return -1;
}

/** The quote that closes the one at `open`: the next that is not doubled. */
function closingQuote(text: string, open: number, quote: string): number {
  for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] !== quote) return at;
  }
  return -1;
}

/** The cells of a record; null for an empty one without quotes. */
export function parseCells(record: string, { quote, separator }: CsvFormat): readonly (string | null)[] {
  if (!record.includes(quote)) return record.split(separator).map((cell) => (cell === '' ? null : cell));
  const cells: (string | null)[] = [];
  let at = 0;
  for (;;) {
    let cell: string | null;
    if (record.startsWith(quote, at)) {
      const close = closingQuote(record, at, quote);
      const end = close < 0 ? record.length : close;
      const after = nextSeparator(record, end + 1, separator);
      // What follows the closing quote belongs to the cell: half-quoted cells are kept, not lost.
      cell = record.slice(at + 1, end).replaceAll(quote + quote, quote) + record.slice(end + 1, after);
      at = after;
    } else {
      const after = nextSeparator(record, at, separator);
      cell = after === at ? null : record.slice(at, after);
      at = after;
    }
    cells.push(cell);
    if (at >= record.length) return cells;
    at += separator.length;
    if (at === record.length) return [...cells, null];
  }
}

function nextSeparator(record: string, from: number, separator: string): number {
  const at = record.indexOf(separator, from);
  return at < 0 ? record.length : at;
}
