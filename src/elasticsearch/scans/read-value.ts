import { isLosslessNumber } from 'lossless-json';
import { converter, decimalOf, type Convert } from '../../ingest/decode/convert.ts';
import { memberReader } from '../../ingest/decode/convert.ts';
import { parseTime } from '../../schema/date-time.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import type { IndexedField } from '../indexed-field.ts';
import { readDay, readInstant } from './read-time.ts';

/** Readers of the values in `_source` as the store writes them. A reader gives undefined for what it did not write. */
export function ownReader(field: IndexedField): Convert {
  const { type, members } = field;
  if (type.kind !== 'struct' || members === undefined) return reader(type);
  const parts = members.map((member) => ({
    read: memberReader(member.path.slice(field.path.length + 1)),
    convert: ownReader(member),
  }));
  return (json) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    const values: Value[] = [];
    for (const { read, convert } of parts) {
      const member = read(json) ?? null;
      const value = member === null ? null : convert(member);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
}

function reader(type: SqlType): Convert {
  switch (type.kind) {
    case 'varchar':
    case 'uuid':
    // A field of type JSON is its text.
    // falls through
    case 'json':
      return (json) => (typeof json === 'string' ? json : undefined);
    case 'double':
      return readDouble;
    case 'bigint':
      return readBigint;
    case 'hugeint':
      return (json) => (typeof json === 'number' && Number.isSafeInteger(json) ? BigInt(json) : wideInteger(json));
    case 'date':
      return (json) => (typeof json === 'string' ? readDay(json) : undefined);
    case 'time':
      return (json) =>
        json === '24:00:00.000000' ? 86_400_000_000n : typeof json === 'string' ? parseTime(json) : undefined;
    case 'timestamp':
    case 'timestamptz':
      return (json) => (typeof json === 'string' ? readInstant(json) : undefined);
    case 'list':
      return listReader(reader(type.element));
    case 'struct': {
      const parts = type.fields.map(({ name, type: member }) => ({ name, convert: reader(member) }));
      return (json) => structOf(json, parts);
    }
    case 'boolean':
    case 'integer':
    case 'decimal':
      return converter(type);
  }
}

const wideInteger = converter({ kind: 'hugeint' });

function readBigint(json: unknown): bigint | undefined {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : undefined;
  if (!isLosslessNumber(json)) return undefined;
  const whole = decimalOf(json.value, 19, 0);
  return whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

const notFinite: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

function readDouble(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  if (typeof json === 'string') return notFinite[json];
  return isLosslessNumber(json) ? Number(json.value) : undefined;
}

export function listReader(convert: Convert): Convert {
  return (json) => {
    if (!Array.isArray(json)) return undefined;
    const values: Value[] = [];
    for (const item of json as readonly unknown[]) {
      const value = item === null ? null : convert(item);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
}

/** Objects inside lists lie in `_source` as they are, by the names of their members. */
function structOf(
  json: unknown,
  parts: readonly { readonly name: string; readonly convert: Convert }[],
): Value | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || isLosslessNumber(json)) return undefined;
  const values: Value[] = [];
  for (const { name, convert } of parts) {
    const member: unknown = Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : null;
    const value = member === null ? null : convert(member);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
