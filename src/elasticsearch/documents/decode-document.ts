import { LosslessNumber, isLosslessNumber, isNumber } from 'lossless-json';
import { converter, decimalOf, memberReader, type Convert } from '../../ingest/decode/convert.ts';
import { parseTime } from '../../schema/date-time.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { encodeFieldName } from '../field-name.ts';
import { readDay, readInstant } from './read-time.ts';

/** The value of one member of a `_source` of ours; what nobody but us could have written there is null. */
export type MemberDecoder = (source: object) => Value;

export function memberDecoder({ name, type }: Field): MemberDecoder {
  const read = memberReader(encodeFieldName(name));
  const decode = valueDecoder(type);
  return (source) => {
    const json = read(source) ?? null;
    return json === null ? null : (decode(json) ?? null);
  };
}

/**
 * Reads values of a type in `_source` as a store writes them, null aside; undefined for what none writes. Numbers that a double may not
 * hold are LosslessNumber.
 */
export function valueDecoder(type: SqlType): Convert {
  switch (type.kind) {
    case 'varchar':
      return (json) => (typeof json === 'string' ? json : textOfNumber(json));
    case 'uuid':
    // A field of type JSON is its text.
    // falls through
    case 'json':
      return (json) => (typeof json === 'string' ? json : undefined);
    case 'double':
      return (json) => (typeof json === 'string' ? notFinite.get(json) : undefined) ?? readDouble(numberOf(json));
    case 'bigint':
      return (json) => readBigint(numberOf(json));
    case 'hugeint':
    case 'integer':
    case 'decimal': {
      const convert = converter(type);
      return (json) => convert(numberOf(json));
    }
    case 'date':
      return (json) => (typeof json === 'string' ? readDay(json) : undefined);
    case 'time':
      return (json) =>
        json === '24:00:00.000000' ? 86_400_000_000n : typeof json === 'string' ? parseTime(json) : undefined;
    case 'timestamp':
    case 'timestamptz':
      return (json) => (typeof json === 'string' ? readInstant(json) : undefined);
    case 'list':
      return listDecoder(valueDecoder(type.element));
    case 'struct':
      return structDecoder(
        type.fields.map((field) => ({
          read: memberReader(encodeFieldName(field.name)),
          convert: valueDecoder(field.type),
        })),
      );
    case 'boolean':
      return converter(type);
  }
}

// A server that does not know yet that a text became a number goes on writing texts, which Elasticsearch indexes as the numbers they say, and
// the other way round: they are read as they are indexed.
const numberOf = (json: unknown): unknown =>
  typeof json === 'string' && isNumber(json) ? new LosslessNumber(json) : json;
const textOfNumber = (json: unknown): string | undefined =>
  typeof json === 'number' ? String(json) : isLosslessNumber(json) ? json.value : undefined;

function readBigint(json: unknown): bigint | undefined {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : undefined;
  if (!isLosslessNumber(json)) return undefined;
  const whole = decimalOf(json.value, 19, 0);
  return whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

const notFinite = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** A number must not become a text: that of -0 is "0". */
function readDouble(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  return isLosslessNumber(json) ? Number(json.value) : undefined;
}

function listDecoder(convert: Convert): Convert {
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

/** Where a member of an object stands, and how it is read. */
interface Member {
  readonly read: (object: object) => unknown;
  readonly convert: Convert;
}

/** Objects as the list of their members. */
export function structDecoder(members: readonly Member[]): Convert {
  return (json) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json) || isLosslessNumber(json)) return undefined;
    const values: Value[] = [];
    for (const { read, convert } of members) {
      const member = read(json) ?? null;
      const value = member === null ? null : convert(member);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  };
}
