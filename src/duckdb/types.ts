import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBStructType,
  DuckDBTypeId,
  DuckDBVarCharType,
  HUGEINT,
  INTEGER,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
  VARCHAR,
  type DuckDBType,
} from '@duckdb/node-api';
import { assertNever } from '../base/assert.ts';
import type { Field, ScalarKind, SqlType } from '../schema/sql-type.ts';

/** JSON is VARCHAR with a name to DuckDB. */
const json = DuckDBVarCharType.create('JSON');

/** DuckDB's type of our type: what a table column, a chunk or a bound value has. */
export function duckdbType(type: SqlType): DuckDBType {
  switch (type.kind) {
    case 'boolean':
      return BOOLEAN;
    case 'integer':
      return INTEGER;
    case 'bigint':
      return BIGINT;
    case 'hugeint':
      return HUGEINT;
    case 'double':
      return DOUBLE;
    case 'varchar':
      return VARCHAR;
    case 'date':
      return DATE;
    case 'time':
      return TIME;
    case 'timestamp':
      return TIMESTAMP;
    case 'timestamptz':
      return TIMESTAMPTZ;
    case 'uuid':
      return UUID;
    case 'json':
      return json;
    case 'decimal':
      return new DuckDBDecimalType(type.width, type.scale);
    case 'list':
      return new DuckDBListType(duckdbType(type.element));
    case 'struct':
      return new DuckDBStructType(
        type.fields.map((field) => field.name),
        type.fields.map((field) => duckdbType(field.type)),
      );
    default:
      return assertNever(type);
  }
}

/** A type without a wire form; the sentence says what to write instead. */
export interface UnsupportedType {
  readonly unsupported: string;
}

const scalars: Partial<Record<DuckDBTypeId, ScalarKind>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'integer',
  [DuckDBTypeId.SMALLINT]: 'integer',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.UTINYINT]: 'integer',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'bigint',
  [DuckDBTypeId.BIGINT]: 'bigint',
  [DuckDBTypeId.UBIGINT]: 'hugeint',
  [DuckDBTypeId.HUGEINT]: 'hugeint',
  [DuckDBTypeId.UHUGEINT]: 'hugeint',
  [DuckDBTypeId.FLOAT]: 'double',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.ENUM]: 'varchar',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIME]: 'time',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamptz',
  [DuckDBTypeId.UUID]: 'uuid',
  // A NULL that nothing gave a type to, as in a column of nothing but NULL.
  [DuckDBTypeId.SQLNULL]: 'varchar',
};

const advice: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.INTERVAL]: 'CAST it to VARCHAR, or take a number with epoch(…)',
  [DuckDBTypeId.BLOB]: 'write base64(…) or hex(…) around it',
  [DuckDBTypeId.BIT]: 'CAST it to VARCHAR',
  [DuckDBTypeId.MAP]: 'write map_entries(…) around it, or CAST it to JSON',
  [DuckDBTypeId.UNION]: 'CAST it to VARCHAR, or take one member with union_extract(…)',
  [DuckDBTypeId.TIME_TZ]: 'CAST it to TIME, or to VARCHAR',
  [DuckDBTypeId.TIME_NS]: 'CAST it to TIME',
  [DuckDBTypeId.BIGNUM]: 'CAST it to VARCHAR',
  [DuckDBTypeId.GEOMETRY]: 'CAST it to VARCHAR',
  [DuckDBTypeId.VARIANT]: 'CAST it to JSON',
};

/** Our type of DuckDB's type: exactly what `readVector` gives for it; or what to write instead, when the wire has no form for it. */
export function sqlTypeOf(type: DuckDBType): SqlType | UnsupportedType {
  if (type instanceof DuckDBDecimalType) return { kind: 'decimal', width: type.width, scale: type.scale };
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    const element = sqlTypeOf(type.valueType);
    return 'unsupported' in element ? element : { kind: 'list', element };
  }
  if (type instanceof DuckDBStructType) return structTypeOf(type);
  // Only the name tells JSON from text.
  if (type.typeId === DuckDBTypeId.VARCHAR) return { kind: type.alias === 'JSON' ? 'json' : 'varchar' };
  const kind = scalars[type.typeId];
  if (kind !== undefined) return { kind };
  return {
    unsupported: `the type ${type.toString()} has no form in JSON: ${advice[type.typeId] ?? 'CAST it to VARCHAR'}`,
  };
}

function structTypeOf(type: DuckDBStructType): SqlType | UnsupportedType {
  const fields: Field[] = [];
  for (const [index, name] of type.entryNames.entries()) {
    if (name === '') return { unsupported: "its members have no names: write {'name': value, …} instead of row(…)" };
    const field = sqlTypeOf(type.entryTypes[index]!);
    if ('unsupported' in field) return field;
    fields.push({ name, type: field });
  }
  return { kind: 'struct', fields };
}
