import { assertNever } from '../../base/assert.ts';
import { printDate, printTime, printTimestamptz } from '../../schema/date-time.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import type { Value } from '../../schema/value.ts';
import { wirePrinter } from '../../schema/wire-value.ts';
import { encodeFieldName } from '../field-name.ts';
import { eventTimeMember, tombMember, versionMember } from './index-mapping.ts';

type Present = NonNullable<Value>;
type Print = (value: Present) => string;

/** A value that is none of its field's type. */
export class UnfitValue extends Error {
  readonly field: Field;
  constructor(field: Field) {
    super(`The field ${JSON.stringify(field.name)} holds a value that is none of its type.`);
    this.field = field;
  }
}

/** Prints a value, which is not null, as JSON text for `_source`. Throws UnfitValue. */
export type FieldEncoder = Print;

export function fieldEncoder(field: Field): FieldEncoder {
  const unfit = (): never => {
    throw new UnfitValue(field);
  };
  return printer(field.type, unfit);
}

/** One per type, made once; each looks at the value it gets, because what is pasted into a request must be JSON whatever comes. */
function printer(type: SqlType, unfit: () => never): Print {
  switch (type.kind) {
    case 'boolean':
      return (value) => (value === true ? 'true' : value === false ? 'false' : unfit());
    case 'integer':
      return (value) => (Number.isInteger(value) ? String(value) : unfit());
    case 'bigint':
    case 'hugeint':
      return (value) => (typeof value === 'bigint' ? String(value) : unfit());
    case 'double':
      return (value) => (typeof value === 'number' ? printDouble(value) : unfit());
    case 'decimal': {
      const print = wirePrinter(type, 'plain');
      return (value) => (typeof value === 'bigint' ? print(value) : unfit());
    }
    case 'varchar':
    case 'uuid':
    case 'json':
      return (value) => (typeof value === 'string' ? JSON.stringify(value) : unfit());
    case 'date':
      return (value) => (Number.isInteger(value) ? `"${printDate(value as number)}"` : unfit());
    case 'time':
      return (value) => (typeof value === 'bigint' ? `"${printFullTime(value)}"` : unfit());
    case 'timestamp':
    case 'timestamptz':
      return (value) => (typeof value === 'bigint' ? `"${printTimestamptz(value)}"` : unfit());
    case 'list':
      return listPrinter(printer(type.element, unfit), unfit);
    case 'struct':
      return structPrinter(type.fields, unfit);
    default:
      return assertNever(type);
  }
}

function printDouble(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return `"${value}"`;
}

/** Always with six decimals, so that the order of the texts is the order of the times. */
function printFullTime(micros: bigint): string {
  const text = printTime(micros);
  return text.length === 8 ? `${text}.000000` : text;
}

function listPrinter(print: Print, unfit: () => never): Print {
  return (value) =>
    Array.isArray(value) ? `[${value.map((one: Value) => (one === null ? 'null' : print(one))).join(',')}]` : unfit();
}

function structPrinter(fields: readonly Field[], unfit: () => never): Print {
  const members = fields.map(({ name, type }) => ({ key: keyOf(name), print: printer(type, unfit) }));
  return (value) => {
    if (!Array.isArray(value)) return unfit();
    const values = value as readonly Value[];
    const texts: string[] = [];
    members.forEach(({ key, print }, index) => {
      const one = values[index] ?? null;
      if (one !== null) texts.push(key + print(one));
    });
    return `{${texts.join(',')}}`;
  };
}

/** `"name":` as it stands in `_source`. */
export const keyOf = (name: string): string => `${JSON.stringify(encodeFieldName(name))}:`;

/** What stands in a document beside its fields. `version`: only where Elasticsearch does not compare versions itself. */
export interface DocumentHead {
  readonly eventTime: bigint;
  readonly version?: bigint;
  readonly isTombstone: boolean;
}

/** The beginning of `_source`, without the closing brace; members follow with a comma before each. */
export function printHead({ eventTime, version, isTombstone }: DocumentHead): string {
  const head = `{"${eventTimeMember}":"${printTimestamptz(eventTime)}"`;
  const versioned = version === undefined ? head : `${head},"${versionMember}":${version}`;
  return isTombstone ? `${versioned},"${tombMember}":true` : versioned;
}
