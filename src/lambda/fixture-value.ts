import { assertNever } from '../base/assert.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { parseDate, parseTime, parseTimestamp, parseTimestamptz } from '../schema/date-time.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

/** The value of a field in a fixture, as documents hold it; undefined when it is of another type. Numbers too large for YAML come as text. */
export function fixtureValue(type: SqlType, json: Json | undefined): Value | undefined {
  if (json === null || json === undefined) return null;
  const text = typeof json === 'string' ? json : undefined;
  switch (type.kind) {
    case 'boolean':
      return typeof json === 'boolean' ? json : undefined;
    case 'integer':
      return Number.isInteger(json) && Math.abs(json as number) < 2 ** 31 ? (json as number) : undefined;
    case 'bigint':
    case 'hugeint':
      return Number.isSafeInteger(json) || /^-?\d{1,39}$/.test(text ?? '')
        ? BigInt(json as string | number)
        : undefined;
    case 'double':
      return typeof json === 'number' ? json : undefined;
    case 'decimal':
      return typeof json === 'string' || typeof json === 'number' ? decimal(String(json), type.scale) : undefined;
    case 'varchar':
    case 'uuid':
      return text;
    case 'json':
      return JSON.stringify(json);
    case 'date':
      return text === undefined ? undefined : parseDate(text);
    case 'time':
      return text === undefined ? undefined : parseTime(text);
    case 'timestamp':
      return text === undefined ? undefined : parseTimestamp(text);
    case 'timestamptz':
      return text === undefined ? undefined : parseTimestamptz(text);
    case 'list':
      return Array.isArray(json) ? all(json.map((one: Json) => fixtureValue(type.element, one))) : undefined;
    case 'struct':
      if (!isJsonObject(json) || Object.keys(json).some((key) => !type.fields.some((field) => field.name === key)))
        return undefined;
      return all(type.fields.map((field) => fixtureValue(field.type, json[field.name])));
    default:
      return assertNever(type);
  }
}

const all = (values: readonly (Value | undefined)[]): readonly Value[] | undefined =>
  values.includes(undefined) ? undefined : (values as readonly Value[]);

function decimal(text: string, scale: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null || (match[3] ?? '').length > scale) return undefined;
  return BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(scale, '0')}`);
}
