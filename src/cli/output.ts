import Table from 'cli-table3';
import { isLosslessNumber, stringify } from 'lossless-json';
import type { Terminal } from './terminal.ts';

/** Plain lines between header and rows, nothing around: it reads well, and copies well. */
const lines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '',
  'mid-mid': '',
  middle: '  ',
};

/** Prints rows under their column names; numbers stand right. On a terminal a long text ends in `…`, elsewhere nothing is cut. */
export function printTable(
  terminal: Terminal,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): void {
  const numeric = columns.map(
    (_, at) =>
      rows.length > 0 &&
      rows.every((row) => isNumber(row[at]) || row[at] == null) &&
      rows.some((row) => isNumber(row[at])),
  );
  const most = terminal.width === undefined ? Number.POSITIVE_INFINITY : Math.max(24, Math.floor(terminal.width / 2));
  const table = new Table({
    head: columns.map((name) => terminal.colors.bold(printable(name))),
    chars: lines,
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push(columns.map((_, at) => printCell(terminal, row[at], most)));
  terminal.out(
    table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  );
}

/** JSON with two spaces, all digits of numbers kept. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(stringify(value, undefined, 2) ?? 'null');
}

/** `name  value` lines, the names in one column. */
export function printPairs(terminal: Terminal, pairs: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...pairs.map(([name]) => name.length));
  for (const [name, value] of pairs) terminal.out(`  ${terminal.colors.dim(name.padEnd(width))}  ${value}`);
}

/** One value as a cell: text as it is, objects and lists as JSON, no value as nothing. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (isLosslessNumber(value)) return value.value;
  return stringify(value) ?? '';
}

/** Control characters are shown, not sent: data must not be able to steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) => {
    if (char === '\n') return '\\n';
    if (char === '\t') return '\\t';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function printCell(terminal: Terminal, value: unknown, most: number): string {
  if (value === null) return terminal.colors.dim('null');
  const text = printable(cellText(value));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

const isNumber = (value: unknown): boolean => typeof value === 'number' || isLosslessNumber(value);

/** `3 rows`, `1 row`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** How long ago, for reading: `0.8 s`, `4 min`, `3 h`, `2 d`. */
export function printAge(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
