import { assertNever } from '../base/assert.ts';
import { reservedWords } from './reserved-words.ts';
import type { ScalarKind, SqlType } from './sql-type.ts';

const scalarNames: Readonly<Record<ScalarKind, string>> = {
  boolean: 'BOOLEAN',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  hugeint: 'HUGEINT',
  double: 'DOUBLE',
  varchar: 'VARCHAR',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  uuid: 'UUID',
  json: 'JSON',
};

/** The type as SQL that DuckDB and `parseType` read back: `BIGINT`, `VARCHAR[]`, `STRUCT(x INTEGER)`, `DECIMAL(18,3)`. */
export function printType(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.width},${type.scale})`;
    case 'list':
      return `${printType(type.element)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${printFieldName(field.name)} ${printType(field.type)}`).join(', ')})`;
    case 'boolean':
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'varchar':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'uuid':
    case 'json':
      return scalarNames[type.kind];
    default:
      return assertNever(type);
  }
}

/** The name as it may stand in SQL: bare when it is plain and no keyword, else in double quotes. */
export function printFieldName(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedWords.has(name.toLowerCase());
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}
