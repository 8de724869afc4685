import { isLosslessNumber, stringify as stringifyLossless } from 'lossless-json';
import { assertNever } from '../../base/assert.ts';
import type { InputField } from '../../catalog/collection.ts';
import { parseDate, parseTime, parseTimestamp, parseTimestamptz } from '../../schema/date-time.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';

/** Turns a JSON value that is not null into a value of the type; undefined when it is of another type. */
export type Convert = (value: unknown) => Value | undefined;

/** A JSON number: a JavaScript number, or a LosslessNumber when that would lose digits. */
type JsonNumber = number | { readonly value: string };

/** The conversion of an input field; the table in README.md says what becomes what. */
export function fieldConverter(field: InputField): Convert {
  return field.epochUnit === undefined ? converter(field.type) : epochConverter(field.type, field.epochUnit);
}

/** A converter for one type, made once per field. */
export function converter(type: SqlType): Convert {
  switch (type.kind) {
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'integer':
      return integer(-(2n ** 31n), 2n ** 31n - 1n, Number);
    case 'bigint':
      return integer(-(2n ** 63n), 2n ** 63n - 1n);
    case 'hugeint':
      return integer(-(2n ** 127n), 2n ** 127n - 1n);
    case 'double':
      return toDouble;
    case 'decimal':
      return (value) => {
        const digits = numberText(value) ?? (typeof value === 'string' ? value : undefined);
        return digits === undefined ? undefined : decimalOf(digits, type.width, type.scale);
      };
    case 'varchar':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'uuid':
      return text((value) => (uuidText.test(value) ? value.toLowerCase() : undefined));
    case 'json':
      return toJsonText;
    case 'date':
      return text(parseDate);
    case 'time':
      return text(parseTime);
    case 'timestamp':
      return text(parseTimestamp);
    case 'timestamptz':
      return text(parseTimestamptz);
    case 'list':
      return list(converter(type.element));
    case 'struct':
      return struct(type.fields.map((field) => ({ read: memberReader(field.name), convert: converter(field.type) })));
    default:
      return assertNever(type);
  }
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const text =
  (parse: (text: string) => Value | undefined): Convert =>
  (value) =>
    typeof value === 'string' ? parse(value) : undefined;

function isNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || isLosslessNumber(value);
}

/** The number's digits as they stand in the record; undefined when it is none. */
function numberText(value: unknown): string | undefined {
  if (!isNumber(value)) return undefined;
  return typeof value === 'number' ? String(value) : value.value;
}

function integer(least: bigint, most: bigint, wrap: (whole: bigint) => Value = (whole) => whole): Convert {
  return (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) {
      // Nearly all integers: no text in between.
      if (value >= -2_147_483_648 && value <= 2_147_483_647) return wrap === Number ? value : BigInt(value);
    }
    const digits = numberText(value);
    const whole = digits === undefined ? undefined : decimalOf(digits, 39, 0);
    return whole === undefined || whole < least || whole > most ? undefined : wrap(whole);
  };
}

function toDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const number = isLosslessNumber(value) ? Number(value.value) : undefined;
  // 1e400 is a number that DOUBLE does not have; an infinity would be null on the wire.
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

const numberParts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The number times 10^scale, when nothing but zeros is lost and it has at most `width` digits. */
export function decimalOf(digits: string, width: number, scale: number): bigint | undefined {
  const match = numberParts.exec(digits);
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const significant = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '');
  if (significant === '') return 0n;
  const dropped = `${whole}${fraction}`.length - `${whole}${fraction}`.replace(/0+$/, '').length;
  const zeros = scale + Number(exponent) - fraction.length + dropped;
  if (zeros < 0 || significant.length + zeros > width) return undefined;
  const unscaled = BigInt(significant) * 10n ** BigInt(zeros);
  return sign === '-' ? -unscaled : unscaled;
}

/** JSON text with all digits; undefined never. */
function toJsonText(value: unknown): string {
  return stringifyLossless(value) ?? 'null';
}

function list(convert: Convert): Convert {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const elements: Value[] = [];
    for (const item of value as readonly unknown[]) {
      const element = item === null ? null : convert(item);
      if (element === undefined) return undefined;
      elements.push(element);
    }
    return elements;
  };
}

interface Member {
  readonly read: (object: object) => unknown;
  readonly convert: Convert;
}

function struct(members: readonly Member[]): Convert {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || isLosslessNumber(value))
      return undefined;
    const values: Value[] = [];
    for (const { read, convert } of members) {
      const item = read(value) ?? null;
      const converted = item === null ? null : convert(item);
      if (converted === undefined) return undefined;
      values.push(converted);
    }
    return values;
  };
}

/** Reads an own member. Asking for each is slow, so only names that every object inherits are asked for. */
export function memberReader(name: string): (object: object) => unknown {
  if (name in Object.prototype)
    return (object) => (Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined);
  return (object) => (object as Record<string, unknown>)[name];
}

const microsPerUnit = { s: 6, ms: 3, us: 0 } as const;

/** Years 1 to 9999, as texts may say. */
const [firstMicros, lastMicros] = [-62_135_596_800_000_000n, 253_402_300_799_999_999n];

/** A number since 1970; a fraction finer than a microsecond is refused, as are times outside the years 1 to 9999. */
function epochConverter(type: SqlType, unit: 's' | 'ms' | 'us'): Convert {
  return (value) => {
    const digits = numberText(value);
    const micros = digits === undefined ? undefined : decimalOf(digits, 24, microsPerUnit[unit]);
    if (micros === undefined || micros < firstMicros || micros > lastMicros) return undefined;
    if (type.kind !== 'date') return micros;
    const ofDay = ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
    return Number((micros - ofDay) / 86_400_000_000n);
  };
}
