import { assertNever } from '../../base/assert.ts';
import { parseDate, parseTime, parseTimestamptz } from '../../schema/date-time.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { digitsOf, type ExactJson } from '../exact-json.ts';
import { encodeFieldName } from '../field-name.ts';

/** Of what is not null. */
type Decode = (json: ExactJson) => Value | undefined;

/** The value of one member of a `_source` of ours; what nobody but us could have written there is null. */
export type MemberDecoder = (source: object) => Value;

export function memberDecoder({ name, type }: Field): MemberDecoder {
  const member = encodeFieldName(name);
  const decode = decoder(type);
  return (source) => {
    // A member called `constructor` must not be found in every object.
    const json = Object.hasOwn(source, member) ? (source as Readonly<Record<string, ExactJson>>)[member] : null;
    return json === null || json === undefined ? null : (decode(json) ?? null);
  };
}

function decoder(type: SqlType): Decode {
  switch (type.kind) {
    case 'boolean':
      return (json) => (typeof json === 'boolean' ? json : undefined);
    case 'integer':
    case 'double':
      // NaN and infinities are texts, and Number reads their names. A number must not become a text: that of -0 is "0".
      return (json) => (typeof json === 'number' ? json : Number(digitsOf(json)));
    case 'bigint':
    case 'hugeint':
      return (json) => readWhole(digitsOf(json));
    case 'decimal':
      return (json) => readDecimal(digitsOf(json), type.scale);
    case 'varchar':
    case 'uuid':
    case 'json':
      return (json) => (typeof json === 'string' ? json : undefined);
    case 'date':
      return (json) => readDate(digitsOf(json));
    case 'time':
      return (json) => parseTime(digitsOf(json));
    case 'timestamp':
    case 'timestamptz':
      return (json) => readInstant(digitsOf(json));
    case 'list': {
      const decode = decoder(type.element);
      return (json) =>
        Array.isArray(json)
          ? json.map((one: ExactJson) => (one === null || one === undefined ? null : (decode(one) ?? null)))
          : undefined;
    }
    case 'struct': {
      const members = type.fields.map(memberDecoder);
      return (json) => (typeof json === 'object' && json !== null ? members.map((member) => member(json)) : undefined);
    }
    default:
      return assertNever(type);
  }
}

const readWhole = (text: string): bigint | undefined => (/^-?\d+$/.test(text) ? BigInt(text) : undefined);

const decimalText = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Unscaled: `12.5` at scale 2 is 1250n. A short number may have become `1e-7`. */
function readDecimal(text: string, scale: number): bigint | undefined {
  const match = decimalText.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  const unscaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -unscaled : unscaled;
}

const infiniteDays = 2_147_483_647;
const infiniteMicros = 9_223_372_036_854_775_807n;
const farDate = /^([+-]\d{6,})-(\d\d)-(\d\d)(?:T(.*)Z)?$/;
const dayMicros = 86_400_000_000n;

/** Days since 1970 of what `printDate` writes. */
function readDate(text: string): number | undefined {
  if (text === 'infinity') return infiniteDays;
  if (text === '-infinity') return -infiniteDays;
  return parseDate(text) ?? readFar(text)?.day;
}

/** Microseconds since 1970 of what `printTimestamptz` writes. */
export function readInstant(text: string): bigint | undefined {
  if (text === 'infinity') return infiniteMicros;
  if (text === '-infinity') return -infiniteMicros;
  const near = parseTimestamptz(text);
  if (near !== undefined) return near;
  const far = readFar(text);
  return far === undefined ? undefined : BigInt(far.day) * dayMicros + far.ofDay;
}

/** Dates before the year 1 and after 9999, with a sign and at least six digits: days by Howard Hinnant's days_from_civil. */
function readFar(text: string): { readonly day: number; readonly ofDay: bigint } | undefined {
  const match = farDate.exec(text);
  const ofDay = match?.[4] === undefined ? 0n : parseTime(match[4]);
  if (match === null || ofDay === undefined) return undefined;
  const [month, day] = [Number(match[2]), Number(match[3])];
  const year = Number(match[1]) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return { day: era * 146_097 + dayOfEra - 719_468, ofDay };
}
