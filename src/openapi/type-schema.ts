import { assertNever } from '../base/assert.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';

/** The values of a type as they go over the wire in the plain form; every value may be null. */
export function typeSchema(type: SqlType): JsonObject {
  switch (type.kind) {
    case 'boolean':
      return nullable('boolean');
    case 'integer':
      return nullable('integer', { format: 'int32' });
    case 'bigint':
      return nullable('integer', { format: 'int64' });
    case 'hugeint':
      return nullable('integer');
    case 'double':
      return nullable('number', { format: 'double' });
    case 'decimal':
      return nullable('number');
    case 'varchar':
      return nullable('string');
    case 'uuid':
      return nullable('string', { format: 'uuid' });
    case 'date':
      return nullable('string', { format: 'date' });
    case 'timestamptz':
      return nullable('string', { format: 'date-time' });
    case 'time':
      return nullable('string', { description: 'Time of day, ISO' });
    case 'timestamp':
      return nullable('string', { description: 'Date and time without zone, ISO' });
    case 'json':
      return { description: 'Any JSON' };
    case 'list':
      return nullable('array', { items: typeSchema(type.element) });
    case 'struct':
      return { ...fieldsSchema(type.fields), type: ['object', 'null'] };
    default:
      return assertNever(type);
  }
}

/** An object that has all of the fields. */
export function fieldsSchema(fields: readonly Field[]): JsonObject {
  const properties = Object.fromEntries(fields.map((field) => [field.name, typeSchema(field.type)]));
  const required = [...new Set(fields.map((field) => field.name))];
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

const nullable = (type: string, more: Readonly<Record<string, Json>> = {}): JsonObject => ({
  type: [type, 'null'],
  ...more,
});
