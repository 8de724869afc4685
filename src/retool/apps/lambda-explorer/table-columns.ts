import type { Field } from '../../../schema/sql-type.ts';
import { columnOf, type TableColumn } from '../../plugins/column-format.ts';
import { literal } from '../../plugins/literal.ts';
import { distinctLabels } from './distinct-labels.ts';

/** The columns of a result, each under a label of its own; braces in a name are no template. */
export function tableColumns(fields: readonly Field[]): readonly TableColumn[] {
  const labels = distinctLabels(fields.map(({ name }) => name));
  return fields.map((field, index) => ({
    ...columnOf(field),
    key: literal(field.name),
    label: literal(labels[index] ?? field.name),
  }));
}
