import type { Field } from '../../../schema/sql-type.ts';
import { columnOf, type TableColumn } from '../../plugins/column-format.ts';
import { literal } from '../../plugins/literal.ts';

/** The columns of a result, each under a label of its own: names that would read the same stay as they are, and braces are no template. */
export function tableColumns(fields: readonly Field[]): readonly TableColumn[] {
  const columns = fields.map(columnOf);
  return columns.map((column) => {
    const isAlone = columns.filter(({ label }) => label === column.label).length === 1;
    return { ...column, key: literal(column.key), label: literal(isAlone ? column.label : column.key) };
  });
}
