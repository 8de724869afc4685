import type { SourceFormat } from '../../catalog/collection.ts';
import { parseCells, splitCsv, type CsvFormat } from '../decode/split-csv.ts';

const separators = [',', ';', '\t', '|'] as const;
const rowsLookedAt = 50;

/** How a CSV text is written: the separator that gives all rows the same number of cells, and whether the first row names the columns. */
export async function proposeCsv(beginning: string): Promise<SourceFormat> {
  let best: { readonly format: CsvFormat; readonly rows: readonly Row[]; readonly score: number } | undefined;
  for (const separator of separators) {
    const format: CsvFormat = { kind: 'csv', header: true, separator, quote: '"' };
    const rows = await firstRows(beginning, format);
    const score = scoreOf(rows);
    if (best === undefined || score > best.score) best = { format, rows, score };
  }
  const { format, rows } = best!;
  if (isHeader(rows)) return format;
  return { ...format, header: false, columns: (rows[0] ?? []).map((_, index) => `c${index + 1}`) };
}

type Row = readonly (string | null)[];

async function firstRows(beginning: string, format: CsvFormat): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const record of splitCsv(once(beginning), format, beginning.length + 1)) {
    if (record.problem === undefined) rows.push(parseCells(record.text, format));
    if (rows.length === rowsLookedAt) return rows;
  }
  // The last row may be cut.
  return rows.length > 2 ? rows.slice(0, -1) : rows;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** The share of rows that are as wide as the first, and a little for width: one wide column is no separation at all. */
function scoreOf(rows: readonly Row[]): number {
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0;
  return rows.filter((row) => row.length === width).length / rows.length + Math.min(width, 50) / 1_000;
}

const isValue = (cell: string): boolean =>
  /^[+-]?[\d.,]+([eE][+-]?\d+)?$|^(true|false|null)$|^\d{4}-\d\d-\d\d/i.test(cell.trim());

/** Names are texts that differ; below them stands something else, or they look like names. */
function isHeader([first, ...rest]: readonly Row[]): boolean {
  if (first === undefined) return true;
  const names = first.map((cell) => cell?.trim() ?? '');
  if (names.some((name) => name === '' || isValue(name)) || new Set(names).size < names.length) return false;
  const hasValuesBelow = rest.some((row) => row.some((cell) => cell !== null && isValue(cell)));
  return hasValuesBelow || names.every((name) => /^\p{L}[\p{L}\p{N} _.\-/()#]{0,60}$/u.test(name));
}
