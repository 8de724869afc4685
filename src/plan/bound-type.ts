import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { printFieldName, printType } from '../schema/print-type.ts';
import type { ScalarKind, SqlType } from '../schema/sql-type.ts';
import { objectsOf, textOf } from './tree.ts';

/** A type as DuckDB bound it. `sql` is missing for types that values in memory do not have (INTERVAL, BLOB …), `text` for those that cannot be written. */
export interface BoundType {
  readonly sql?: SqlType;
  readonly text?: string;
}

const kinds: Readonly<Record<string, ScalarKind>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  HUGEINT: 'hugeint',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'bigint',
  UBIGINT: 'hugeint',
  FLOAT: 'double',
  DOUBLE: 'double',
  VARCHAR: 'varchar',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  UUID: 'uuid',
};

/** They have the values of a wider type of ours. */
const narrow: ReadonlySet<string> = new Set([
  'TINYINT',
  'SMALLINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'FLOAT',
]);

/** Types whose values are not ours, but which a statement may name. */
const others: ReadonlySet<string> = new Set(['INTERVAL', 'BLOB', 'TIME WITH TIME ZONE', 'UHUGEINT']);

/** Reads a type of a plan: `{id, type_info}`. */
export function readType(value: Json | undefined): BoundType {
  if (!isJsonObject(value)) return {};
  const id = textOf(value['id']);
  const info = isJsonObject(value['type_info']) ? value['type_info'] : {};
  switch (id) {
    case 'DECIMAL':
      return boundType({ kind: 'decimal', width: Number(info['width']), scale: Number(info['scale'] ?? 0) });
    case 'LIST': {
      const element = readType(info['child_type']);
      if (element.text === undefined) return {};
      return {
        ...(element.sql === undefined ? {} : { sql: { kind: 'list', element: element.sql } }),
        text: `${element.text}[]`,
      };
    }
    case 'STRUCT':
      return structType(objectsOf(info['child_types']));
    case 'VARCHAR':
      if (info['alias'] === 'JSON') return boundType({ kind: 'json' });
      // A collation compares otherwise.
      return textOf(info['collation']) === '' && textOf(info['alias']) === '' ? boundType({ kind: 'varchar' }) : {};
    default: {
      if (textOf(info['alias']) !== '') return {};
      const kind = kinds[id];
      if (kind !== undefined) return narrow.has(id) ? { sql: { kind }, text: id } : boundType({ kind });
      return others.has(id) ? { text: id } : {};
    }
  }
}

function structType(members: readonly JsonObject[]): BoundType {
  const types = members.map(({ first, second }) => ({ name: textOf(first), ...readType(second) }));
  if (types.some(({ name, text }) => name === '' || text === undefined)) return {};
  const text = `STRUCT(${types.map((member) => `${printFieldName(member.name)} ${member.text}`).join(', ')})`;
  const fields = types.flatMap(({ name, sql }) => (sql === undefined ? [] : [{ name, type: sql }]));
  return fields.length === types.length ? { sql: { kind: 'struct', fields }, text } : { text };
}

/** Our type as a plan would have it. */
export function boundType(sql: SqlType): BoundType {
  return { sql, text: printType(sql) };
}

/** Whether both are the same type to DuckDB. */
export function sameType(one: BoundType, other: BoundType): boolean {
  return one.text !== undefined && one.text === other.text;
}
