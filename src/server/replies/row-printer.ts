import type { Column } from '../../query/query-engine.ts';
import type { RowBatch } from '../../schema/value.ts';
import { wirePrinter, type WireForm } from '../../schema/wire-value.ts';
import { watchNonFinite } from './non-finite.ts';

export interface RowPrinter {
  /** The rows of a batch as JSON objects, in their order. */
  print(batch: RowBatch): string[];
  /** What was lost on the way to JSON, so far. */
  warnings(): readonly string[];
}

/** The name under which a column goes out: Rockset's for columns without one, in Rockset's form. */
export const columnName = (column: Column, form: WireForm): string =>
  form === 'rockset' ? (column.rocksetName ?? column.name) : column.name;

/** Prints rows column by column, with each column's printer made once: an object per row would cost more than the rest of the reply. */
export function makeRowPrinter(columns: readonly Column[], form: WireForm): RowPrinter {
  const nonFinite = new Set<string>();
  const printers = columns.map((column, index) => {
    const name = columnName(column, form);
    const key = `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`;
    return {
      key,
      print: wirePrinter(column.type, form),
      watch: watchNonFinite(column.type, () => nonFinite.add(name)),
    };
  });
  return {
    print({ columns: values, rowCount }) {
      const rows = new Array<string>(rowCount).fill('');
      printers.forEach(({ key, print, watch }, index) => {
        const column = values[index]!;
        for (let row = 0; row < rowCount; row++) {
          const value = column[row]!;
          watch?.(value);
          rows[row] = rows[row]! + key + print(value);
        }
      });
      for (let row = 0; row < rowCount; row++) rows[row] = printers.length === 0 ? '{}' : `${rows[row]}}`;
      return rows;
    },
    warnings: () =>
      [...nonFinite].map(
        (name) =>
          `Column ${JSON.stringify(name)} holds NaN or infinite numbers, which JSON cannot; they are null here.`,
      ),
  };
}
