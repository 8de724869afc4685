import type { InputField } from '../../catalog/collection.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import type { Decoded } from '../batch-transformer.ts';
import { fieldConverter } from './convert.ts';
import { parseRecord } from './parse-record.ts';
import { wrongType } from './record-decoder.ts';

/** Decodes one row of CSV cells, null for an empty cell without quotes. */
export type CellDecoder = (cells: readonly (string | null)[]) => Decoded;

/** A decoder of rows with these columns. A declared field without a column is null, a column that nobody declared is ignored. */
export function makeCellDecoder(input: readonly InputField[], columns: readonly string[]): CellDecoder {
  const fields = input.map((field) => ({ field, column: columns.indexOf(field.name), convert: cellConverter(field) }));
  return (cells) => {
    const values: Value[] = [];
    for (const { field, column, convert } of fields) {
      const cell = column < 0 ? null : (cells[column] ?? null);
      const value = cell === null ? null : convert(cell);
      if (value === undefined) return wrongType(field, cell);
      values.push(value);
    }
    return { ok: true, values };
  };
}

/** The conversion of one cell: as the decoder of JSON, with the text of numbers, booleans, lists and objects read first. */
export function cellConverter(field: InputField): (cell: string) => Value | undefined {
  const convert = fieldConverter(field);
  if (field.epochUnit === undefined && isText(field.type)) return convert;
  if (field.type.kind === 'boolean') return booleanCell;
  return (cell) => {
    const value = parseCell(cell.trim());
    return value === null ? null : value === undefined ? undefined : convert(value);
  };
}

function isText({ kind }: SqlType): boolean {
  return ['varchar', 'uuid', 'date', 'time', 'timestamp', 'timestamptz'].includes(kind);
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  yes: true,
  '1': true,
  false: false,
  f: false,
  no: false,
  '0': false,
};

function booleanCell(cell: string): boolean | undefined {
  const word = cell.trim().toLowerCase();
  return Object.hasOwn(booleans, word) ? booleans[word] : undefined;
}

/** Nearly all numbers, and none that loses a digit. */
const plainNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/** The cell's JSON value; undefined when it is none, as `12 Euro` for a number. */
function parseCell(cell: string): unknown {
  if (cell.length <= 15 && plainNumber.test(cell)) return Number(cell);
  try {
    return parseRecord(`{"cell":${cell.replace(/^\+(?=\d)/, '')}}`, true)['cell'];
  } catch {
    return undefined;
  }
}
