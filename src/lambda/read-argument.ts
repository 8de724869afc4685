import { assertNever } from '../base/assert.ts';
import { elementOf, type ArgumentType, type ScalarArgumentType } from '../schema/argument-type.ts';
import {
  parseDate,
  parseTime,
  parseTimestamp,
  parseTimestamptz,
  printDate,
  printTime,
  printTimestamp,
  printTimestamptz,
} from '../schema/date-time.ts';
import type { Value } from '../schema/value.ts';
import { isArgumentObject, isList, toArgumentJson } from './argument-json.ts';
import { NumberText, type ArgumentJson } from './lambda-service.ts';

/** What is wrong with a value: the rest of a sentence that begins with "Value … is invalid:". */
export class ArgumentRefusal {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Text beyond this helps nobody and costs everybody. UTF-16 units. */
const maxLength = 1_000_000;
const maxElements = 100_000;
const [minInt, maxInt] = [-(2n ** 63n), 2n ** 63n - 1n];

const expectations: Readonly<Record<ScalarArgumentType, string>> = {
  string: 'expected a text',
  int: 'expected a whole number',
  float: 'expected a number',
  bool: 'expected true or false',
  date: 'expected a date such as 2026-08-17',
  timestamp: 'expected a time such as 2026-08-17T21:19:57Z',
  datetime: 'expected a time such as 2026-08-17T21:19:57',
  time: 'expected a time of day such as 21:19:57',
};

/**
 * The value in memory of what a caller sent for a parameter of this type, or why there is none. Texts are read for every type, as Rockset's
 * clients send them (`"5"`, `"True"`, `"2020-01-01 02:03:00"`); a list may come as JSON text. `null` is not a value: the caller decides.
 */
export function readArgument(type: ArgumentType, sent: ArgumentJson): Exclude<Value, null> | ArgumentRefusal {
  const element = elementOf(type);
  const value = unwrap(sent);
  if (element === undefined) return readScalar(type as ScalarArgumentType, value);
  const list = isList(value) ? value : listText(value);
  if (list === undefined)
    return new ArgumentRefusal(`expected a list, such as ${element === 'string' ? '["a", "b"]' : '[…]'}`);
  if (list.length > maxElements) return new ArgumentRefusal(`a list holds at most ${maxElements} elements`);
  const values: Value[] = [];
  for (const [index, one] of list.entries()) {
    const read = one === null ? new ArgumentRefusal('null has no place in a list') : readScalar(element, unwrap(one));
    if (read instanceof ArgumentRefusal) return new ArgumentRefusal(`${read.reason} at element ${index + 1}`);
    values.push(read);
  }
  return values;
}

/** `{"__rockset_type": "date", "value": "2020-01-02"}` stands for its value. */
function unwrap(value: ArgumentJson): ArgumentJson {
  return isArgumentObject(value) && typeof value['__rockset_type'] === 'string' && 'value' in value
    ? value['value']!
    : value;
}

function listText(value: ArgumentJson): readonly ArgumentJson[] | undefined {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return undefined;
  try {
    // Digits of integers in the text survive as text.
    const parsed: unknown = JSON.parse(
      value.replaceAll(
        /("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g,
        (_, text: string | undefined, digits: string) => text ?? `"${digits}"`,
      ),
    );
    return Array.isArray(parsed) ? (toArgumentJson(parsed) as readonly ArgumentJson[]) : undefined;
  } catch {
    return undefined;
  }
}

function readScalar(type: ScalarArgumentType, value: ArgumentJson): Exclude<Value, null> | ArgumentRefusal {
  const text = value instanceof NumberText ? value.text : typeof value === 'string' ? value : undefined;
  if (typeof value === 'string') {
    if (value.length > maxLength) return new ArgumentRefusal(`a text holds at most ${maxLength} characters`);
    if (/\p{Surrogate}/u.test(value))
      return new ArgumentRefusal('it holds half of a surrogate pair, which is no Unicode text');
  }
  const read = convert(type, value, text);
  return read ?? new ArgumentRefusal(expectations[type]);
}

function convert(
  type: ScalarArgumentType,
  value: ArgumentJson,
  text: string | undefined,
): Exclude<Value, null> | ArgumentRefusal | undefined {
  const isNumber = value instanceof NumberText;
  switch (type) {
    case 'string':
      return typeof value === 'boolean' ? String(value) : text;
    case 'int':
      return text === undefined ? undefined : readInt(text.trim());
    case 'float':
      return text === undefined ? undefined : readFloat(text.trim());
    case 'bool':
      return typeof value === 'boolean' ? value : isNumber ? undefined : readBool(text);
    case 'date':
      return isNumber || text === undefined ? undefined : parseDate(text.trim());
    case 'timestamp':
      return isNumber || text === undefined ? undefined : parseTimestamptz(text.trim());
    case 'datetime':
      // JavaScript's clients write a Z that a time without zone cannot have; then it is UTC.
      return isNumber || text === undefined
        ? undefined
        : (parseTimestamp(text.trim()) ?? parseTimestamptz(text.trim()));
    case 'time':
      return isNumber || text === undefined ? undefined : parseTime(text.trim());
    default:
      return assertNever(type);
  }
}

function readInt(text: string): bigint | ArgumentRefusal | undefined {
  if (/^[+-]?\d{1,40}$/.test(text)) {
    const number = BigInt(text.replace(/^\+/, ''));
    return number >= minInt && number <= maxInt ? number : new ArgumentRefusal('expected a whole number of 64 bits');
  }
  // JSON writes 3 as 3.0 or 3e0 too.
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? BigInt(number) : undefined;
}

function readFloat(text: string): number | ArgumentRefusal | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : new ArgumentRefusal('it is beyond what a 64 bit float holds');
}

function readBool(text: string | undefined): boolean | undefined {
  const lower = text?.trim().toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** `5`, `true`, `2026-08-17`, lists as JSON: equal values have equal texts, and reading the text gives the value again. */
export function canonicalText(type: ArgumentType, value: Exclude<Value, null>): string {
  const element = elementOf(type);
  if (element === undefined) return scalarText(type as ScalarArgumentType, value);
  const bare = element === 'int' || element === 'float' || element === 'bool';
  const texts = (value as readonly Exclude<Value, null>[]).map((one) => scalarText(element, one));
  return `[${texts.map((text) => (bare ? text : JSON.stringify(text))).join(',')}]`;
}

function scalarText(type: ScalarArgumentType, value: Exclude<Value, null>): string {
  switch (type) {
    case 'date':
      return printDate(value as number);
    case 'timestamp':
      return printTimestamptz(value as bigint);
    case 'datetime':
      return printTimestamp(value as bigint);
    case 'time':
      return printTime(value as bigint);
    case 'string':
    case 'int':
    case 'float':
    case 'bool':
      return String(value);
    default:
      return assertNever(type);
  }
}
