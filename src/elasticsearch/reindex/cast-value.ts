import { parse } from 'lossless-json';
import { converter } from '../../ingest/decode/convert.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { textPrinter, wirePrinter } from '../../schema/wire-value.ts';

/** Undefined when the other type cannot hold the value without loss. */
export type Cast = (value: NonNullable<Value>) => Value | undefined;

const numbers = ['integer', 'bigint', 'hugeint', 'double', 'decimal'];
const dayMicros = 86_400_000_000n;

/** What DuckDB's CAST makes of a value, as far as nothing is lost: 2.0 is 2 and '12' is 12, but 2.5 is no whole number and 'x' none at all. */
export function castValue(from: SqlType, to: SqlType): Cast {
  if (to.kind === 'list') return castToList(from, to.element);
  if (from.kind === 'struct' && to.kind === 'struct') return castStruct(from, to);
  if (to.kind === 'varchar') return castToText(from);
  if (to.kind === 'json') return castToJson(from);
  if (from.kind === 'json') return castFromText((text) => text, to);
  if (from.kind === 'varchar')
    return castFromText(numbers.includes(to.kind) || to.kind === 'boolean' ? bare : quoted, to);
  if (numbers.includes(from.kind) && numbers.includes(to.kind)) return castNumber(from, to);
  if (from.kind === 'date' && (to.kind === 'timestamp' || to.kind === 'timestamptz'))
    return (day) => (Math.abs(day as number) < 100_000_000 ? BigInt(day as number) * dayMicros : undefined);
  if ((from.kind === 'timestamp' || from.kind === 'timestamptz') && to.kind === 'date')
    return (micros) => ((micros as bigint) % dayMicros === 0n ? Number((micros as bigint) / dayMicros) : undefined);
  // Both are microseconds since 1970, and the time zone is UTC.
  if (['timestamp', 'timestamptz'].includes(from.kind) && ['timestamp', 'timestamptz'].includes(to.kind))
    return (micros) => micros;
  return () => undefined;
}

const bare = (text: string): string => text.trim();
const quoted = (text: string): string => JSON.stringify(text);

/** By the reader of records, which loses nothing. */
function castFromText(toJson: (text: string) => string, to: SqlType): Cast {
  const convert = converter(to);
  return (text) => {
    try {
      const json = parse(toJson(text as string));
      return json === null ? null : convert(json);
    } catch {
      return undefined;
    }
  };
}

function castNumber(from: SqlType, to: SqlType): Cast {
  const print = wirePrinter(from, 'plain');
  const convert = converter(to);
  const back = to.kind === 'double' && from.kind !== 'double' ? exactly(from) : () => true;
  return (value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
    const text = print(value);
    const converted = convert(parse(text));
    return converted !== undefined && back(converted as number, value) ? converted : undefined;
  };
}

/** Whether a DOUBLE still says the same number: its digits read as the other type give the value again. */
function exactly(type: SqlType): (double: number, value: Value) => boolean {
  const convert = converter(type);
  return (double, value) => convert(double) === value;
}

function castToText(from: SqlType): Cast {
  const print = from.kind === 'list' || from.kind === 'struct' ? wirePrinter(from, 'plain') : textPrinter(from);
  return (value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : print(value));
}

function castToJson(from: SqlType): Cast {
  if (from.kind === 'varchar') {
    return (text) => {
      try {
        JSON.parse(text as string);
        return text;
      } catch {
        return undefined;
      }
    };
  }
  const print = wirePrinter(from, 'plain');
  return (value) => (typeof value === 'number' && !Number.isFinite(value) ? undefined : print(value));
}

function castToList(from: SqlType, element: SqlType): Cast {
  if (from.kind !== 'list') {
    const cast = castValue(from, element);
    return (value) => {
      const one = cast(value);
      return one === undefined ? undefined : [one];
    };
  }
  const cast = castOrSame(from.element, element);
  return (values) => {
    const casts = (values as readonly Value[]).map((one) => (one === null ? null : cast(one)));
    return casts.includes(undefined) ? undefined : (casts as readonly Value[]);
  };
}

/** Members by their names; one that is gone must have been null. */
function castStruct(from: Extract<SqlType, { kind: 'struct' }>, to: Extract<SqlType, { kind: 'struct' }>): Cast {
  const gone = from.fields.flatMap(({ name }, index) => (to.fields.some((one) => one.name === name) ? [] : [index]));
  const casts = to.fields.map(({ name, type }) => {
    const index = from.fields.findIndex((one) => one.name === name);
    return { index, cast: index < 0 ? () => null : castOrSame(from.fields[index]!.type, type) };
  });
  return (value) => {
    const members = value as readonly Value[];
    if (gone.some((index) => (members[index] ?? null) !== null)) return undefined;
    const values = casts.map(({ index, cast }) => {
      const member = index < 0 ? null : (members[index] ?? null);
      return member === null ? null : cast(member);
    });
    return values.includes(undefined) ? undefined : (values as readonly Value[]);
  };
}

const castOrSame = (from: SqlType, to: SqlType): Cast =>
  JSON.stringify(from) === JSON.stringify(to) ? (value) => value : castValue(from, to);
