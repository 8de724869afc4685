import { isJsonObject, type Json } from '../../../base/json.ts';
import type { Plugin } from '../../app.ts';
import { listOf, textOf } from '../json-parts.ts';
import type { WrongRead } from './follow-rows.ts';
import { templateShape } from './plugin-shapes.ts';
import type { Scope } from './scope.ts';
import { elementOf, type Shape } from './shape.ts';

export interface WrongColumn extends WrongRead {
  /** Where in the template. */
  readonly path: string;
}

/** Columns that a widget names without code: columns of a table, rows of a key-value list, groups of a chart's series. */
export function columnLists({ subtype, template }: Plugin, scope: Scope): readonly WrongColumn[] {
  const data = (): Shape | undefined => templateShape(textOf(template['data']), scope);
  switch (subtype) {
    case 'TableWidget2':
      return wrongColumns(elementOf(data()), entriesOf('_columnKey', template['_columnKey']));
    case 'KeyValueWidget2': {
      const overrides = template['_propertyValueOverride'];
      const made = isJsonObject(overrides) ? overrides : {};
      const ids = listOf(template['_propertyIds'])
        .map(textOf)
        .filter((id) => textOf(made[id]) === '');
      return wrongColumns(
        data(),
        ids.map((id) => [`_propertyIds.${id}`, id]),
      );
    }
    case 'ChartWidget2':
      return entriesOf('', template['_seriesDatasource']).flatMap(([id, source]) => {
        const groups = template['_seriesGroupBy'];
        const names = isJsonObject(groups) ? listOf(groups[id.slice(1)]).map(textOf) : [];
        const rows = elementOf(templateShape(source, scope));
        return wrongColumns(
          rows,
          names.map((name) => [`_seriesGroupBy${id}`, name]),
        );
      });
    default:
      return [];
  }
}

/** Texts of a map, each with its path. */
const entriesOf = (key: string, map: Json | undefined): readonly (readonly [string, string])[] =>
  isJsonObject(map) ? Object.entries(map).map(([id, value]) => [`${key}.${id}`, textOf(value)]) : [];

/** A key of a path or with a `{{ }}` is none of a column; an empty one is a column that is computed. */
const isPlain = (name: string): boolean => name !== '' && !name.includes('{{');

function wrongColumns(row: Shape | undefined, names: readonly (readonly [string, string])[]): readonly WrongColumn[] {
  if (row?.kind !== 'row') return [];
  const { source, more } = row;
  const has = (name: string): boolean => source.columns.has(name) || more.has(name);
  return names
    .filter(([, name]) => isPlain(name) && !has(name) && !has(name.split(/[.[]/, 1)[0]!))
    .map(([path, column]) => ({ path, column, source }));
}
