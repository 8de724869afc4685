import { isJsonObject, type JsonObject } from '../base/json.ts';
import { readComparison, readConstant, readExpression, type BoundExpression } from './bound-expression.ts';
import { boundType, readType } from './bound-type.ts';
import { replaceColumns } from './replace-columns.ts';
import { listOf, objectsOf, textOf } from './tree.ts';

/** The table filters of a LOGICAL_GET as expressions, whose columns are places in `places` (of the table's columns that are read). */
export function readTableFilters(get: JsonObject, places: readonly number[]): readonly BoundExpression[] {
  const filters = isJsonObject(get['table_filters']) ? objectsOf(get['table_filters']['filters']) : [];
  return filters.flatMap(({ key, value }) => {
    const column = typeof key === 'number' ? key : 0;
    const index = places.indexOf(column);
    // A hint for DuckDB's own scan: what it says stands in a FILTER or a join as well.
    if (!isJsonObject(value) || value['filter_type'] === 'OPTIONAL_FILTER') return [];
    const type = readType(listOf(get['returned_types'])[column]);
    const read = index < 0 ? unknown(value, []) : readFilter(value, { kind: 'column', index, type });
    return read.kind === 'and' ? read.parts : [read];
  });
}

function readFilter(filter: JsonObject, on: BoundExpression): BoundExpression {
  const parts = (): readonly BoundExpression[] =>
    objectsOf(filter['child_filters'])
      .filter((child) => child['filter_type'] !== 'OPTIONAL_FILTER')
      .map((child) => readFilter(child, on));
  switch (filter['filter_type']) {
    case 'CONJUNCTION_AND':
      return { kind: 'and', parts: parts() };
    case 'CONJUNCTION_OR':
      return { kind: 'or', parts: parts() };
    case 'IS_NULL':
    case 'IS_NOT_NULL':
      return { kind: 'null test', child: on, present: filter['filter_type'] === 'IS_NOT_NULL' };
    case 'CONSTANT_COMPARISON': {
      const comparison = readComparison(filter['comparison_type']);
      const right = readConstant(filter['constant']);
      return comparison === undefined || right === undefined
        ? unknown(filter, [on])
        : { kind: 'compare', comparison, left: on, right };
    }
    case 'IN_FILTER': {
      const options = objectsOf(filter['values']).map(readConstant);
      const known = options.filter((option) => option !== undefined);
      return known.length < options.length
        ? unknown(filter, [on])
        : { kind: 'in', value: on, options: known, negated: false };
    }
    case 'STRUCT_EXTRACT': {
      const member = extract(on, textOf(filter['child_name']));
      return member === undefined || !isJsonObject(filter['child_filter'])
        ? unknown(filter, [on])
        : readFilter(filter['child_filter'], member);
    }
    case 'EXPRESSION_FILTER':
      // The filtered column is column 0 inside.
      return replaceColumns(readExpression(filter['expr']), () => on);
    default:
      return unknown(filter, [on]);
  }
}

function extract(on: BoundExpression, name: string): BoundExpression | undefined {
  const type = 'type' in on ? on.type.sql : undefined;
  const field = type?.kind === 'struct' ? type.fields.find((member) => member.name === name) : undefined;
  if (field === undefined) return undefined;
  const text: BoundExpression = { kind: 'constant', type: boundType({ kind: 'varchar' }), value: name };
  return {
    kind: 'call',
    name: 'struct_extract',
    isOperator: false,
    arguments: [on, text],
    type: boundType(field.type),
    plain: true,
  };
}

/** A filter that nothing is made of; its column still counts as read. */
function unknown(filter: JsonObject, children: readonly BoundExpression[]): BoundExpression {
  return { kind: 'other', what: textOf(filter['filter_type']), children };
}
