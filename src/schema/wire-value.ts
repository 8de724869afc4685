import { assertNever } from '../base/assert.ts';
import { printDate, printTime, printTimestamp, printTimestamptz } from './date-time.ts';
import type { SqlType } from './sql-type.ts';
import type { Value } from './value.ts';

/** `plain`: dates and times as ISO text. `rockset`: wrapped as Rockset did, `{"__rockset_type":"date","value":"2026-08-17"}`; TIMESTAMPTZ stays bare. */
export type WireForm = 'plain' | 'rockset';

/**
 * A printer of one column's values as JSON text, on one line. Numbers keep all their digits; NaN and infinities are `null`, which JSON cannot
 * hold; TIMESTAMPTZ is `"2026-08-17T21:19:57.558577Z"`; JSON goes through verbatim; STRUCT is an object. The text is valid for every
 * string: lone surrogates are escaped.
 */
export function wirePrinter(type: SqlType, form: WireForm): (value: Value) => string {
  const print = valuePrinter(type, form);
  return (value) => (value === null ? 'null' : print(value));
}

type Print = (value: NonNullable<Value>) => string;

// The casts below restate value.ts: the memory form of each kind.
function valuePrinter(type: SqlType, form: WireForm): Print {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'bigint':
    case 'hugeint':
      return String;
    case 'double':
      return (value) => (Number.isFinite(value) ? String(value) : 'null');
    case 'decimal':
      return (value) => printDecimal(value as bigint, type.scale);
    case 'varchar':
    case 'uuid':
      return JSON.stringify;
    case 'json':
      return (value) => onOneLine(value as string);
    case 'date':
      return wrapped('date', form, (value) => printDate(value as number));
    case 'time':
      return wrapped('time', form, (value) => printTime(value as bigint));
    case 'timestamp':
      return wrapped('datetime', form, (value) => printTimestamp(value as bigint));
    case 'timestamptz':
      return (value) => `"${printTimestamptz(value as bigint)}"`;
    case 'list':
      return listPrinter(wirePrinter(type.element, form));
    case 'struct':
      return structPrinter(
        type.fields.map((field) => ({ key: JSON.stringify(field.name), print: wirePrinter(field.type, form) })),
      );
    default:
      return assertNever(type);
  }
}

function wrapped(rocksetType: string, form: WireForm, print: Print): Print {
  if (form === 'plain') return (value) => `"${print(value)}"`;
  return (value) => `{"__rockset_type":"${rocksetType}","value":"${print(value)}"}`;
}

function listPrinter(print: (value: Value) => string): Print {
  return (value) => `[${(value as readonly Value[]).map(print).join(',')}]`;
}

function structPrinter(fields: readonly { readonly key: string; readonly print: (value: Value) => string }[]): Print {
  return (value) => {
    const values = value as readonly Value[];
    return `{${fields.map(({ key, print }, index) => `${key}:${print(values[index] ?? null)}`).join(',')}}`;
  };
}

/** In valid JSON a raw line break is only ever white space, and NDJSON must not have any. */
function onOneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replaceAll(/[\r\n]+/g, ' ') : json;
}

/**
 * A printer of one column's values as bare text, for CSV cells (unquoted) and terminal tables: null is the empty text, lists and
 * structs are JSON, NaN and infinities are named.
 */
export function textPrinter(type: SqlType): (value: Value) => string {
  const print = barePrinter(type);
  return (value) => (value === null ? '' : print(value));
}

function barePrinter(type: SqlType): (value: NonNullable<Value>) => string {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'bigint':
    case 'hugeint':
    case 'double':
    case 'varchar':
    case 'uuid':
      return String;
    case 'json':
    case 'list':
    case 'struct':
      return wirePrinter(type, 'plain');
    case 'decimal':
      return (value) => printDecimal(value as bigint, type.scale);
    case 'date':
      return (value) => printDate(value as number);
    case 'time':
      return (value) => printTime(value as bigint);
    case 'timestamp':
      return (value) => printTimestamp(value as bigint);
    case 'timestamptz':
      return (value) => printTimestamptz(value as bigint);
    default:
      return assertNever(type);
  }
}

/** 1250n at scale 2 is `12.50`. */
function printDecimal(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
