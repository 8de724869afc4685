import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { assertNever } from '../base/assert.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

/** A value in the form of schema/value.ts as the object that DuckDB's vectors and bindings take. */
export function toDuckdbValue(type: SqlType, value: Value): DuckDBValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'varchar':
    case 'json':
      return value as DuckDBValue;
    case 'date':
      return new DuckDBDateValue(value as number);
    case 'time':
      return new DuckDBTimeValue(value as bigint);
    case 'timestamp':
      return new DuckDBTimestampValue(value as bigint);
    case 'timestamptz':
      return new DuckDBTimestampTZValue(value as bigint);
    case 'uuid':
      return DuckDBUUIDValue.fromUint128(BigInt(`0x${(value as string).replaceAll('-', '')}`));
    case 'decimal':
      return new DuckDBDecimalValue(value as bigint, type.width, type.scale);
    case 'list':
      return new DuckDBListValue((value as readonly Value[]).map((element) => toDuckdbValue(type.element, element)));
    case 'struct': {
      // Without a prototype, `__proto__` is a name like any other.
      const entries = Object.create(null) as Record<string, DuckDBValue>;
      type.fields.forEach(
        (field, index) => (entries[field.name] = toDuckdbValue(field.type, (value as readonly Value[])[index]!)),
      );
      return new DuckDBStructValue(entries);
    }
    default:
      return assertNever(type);
  }
}
