import { parse } from 'lossless-json';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { printAge, printJson, printTable } from './output.ts';
import type { Terminal } from './terminal.ts';

function recorder(width?: number): Terminal & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    isTerminal: width !== undefined,
    ...(width === undefined ? {} : { width }),
    colors: pc.createColors(false),
    lines,
    out: (text) => lines.push(text),
    err: (text) => lines.push(text),
    confirm: async () => false,
  };
}

it('prints texts left, numbers right, lists and objects as JSON, and null as a word', () => {
  const terminal = recorder();

  printTable(
    terminal,
    ['name', 'n', 'rest'],
    [
      ['Milk', 3, [1, 2]],
      ['Tea', 12, { a: null }],
      ['', null, null],
    ],
  );

  expect(terminal.lines).toEqual(['name     n  rest\nMilk     3  [1,2]\nTea     12  {"a":null}\n      null  null']);
});

it('keeps all digits of a number', () => {
  const terminal = recorder();
  const rows = parse('[{"big":9007199254740993,"exact":12.50}]') as Record<string, unknown>[];

  printTable(
    terminal,
    ['big', 'exact'],
    rows.map((row) => [row['big'], row['exact']]),
  );
  printJson(terminal, rows);

  expect(terminal.lines).toEqual([
    '             big  exact\n9007199254740993  12.50',
    '[\n  {\n    "big": 9007199254740993,\n    "exact": 12.50\n  }\n]',
  ]);
});

it('shows control characters instead of sending them', () => {
  const terminal = recorder();

  printTable(terminal, ['text'], [['a\u001b[31mred\nb\u202ec']]);

  expect(terminal.lines).toEqual(['text\na\\u001b[31mred\\nb\\u202ec']);
});

it('cuts a long cell with … on a terminal, and nowhere else', () => {
  const [narrow, pipe] = [recorder(48), recorder()];

  for (const terminal of [narrow, pipe]) printTable(terminal, ['text'], [['x'.repeat(30)]]);

  expect(narrow.lines).toEqual([`text\n${'x'.repeat(23)}…`]);
  expect(pipe.lines).toEqual([`text\n${'x'.repeat(30)}`]);
});

it.each([
  [0, '0.0 s'],
  [812, '0.8 s'],
  [59_000, '59 s'],
  [240_000, '4 min'],
  [10_800_000, '3 h'],
  [172_800_000, '2 d'],
])('prints an age of %d ms as %s', (milliseconds, text) => expect(printAge(milliseconds)).toBe(text));
