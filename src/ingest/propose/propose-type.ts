import { isLosslessNumber } from 'lossless-json';
import { caseTwins } from '../../base/case-twins.ts';
import type { InputField } from '../../catalog/collection.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import { cellConverter } from '../decode/cell-decoder.ts';
import { fieldConverter } from '../decode/convert.ts';

/** A type for an input field, and what a person should know about the choice. */
export interface ProposedType extends Pick<InputField, 'type' | 'epochUnit'> {
  readonly note?: string;
}

const varchar: SqlType = { kind: 'varchar' };
const json: SqlType = { kind: 'json' };

/** An object with more members than this, or nested deeper, is kept whole. */
const mostMembers = 20;
const deepest = 4;

/** The narrowest type that every one of the JSON values fits, by the decoder's own rules: what was seen becomes no dead letter. */
export function proposeType(name: string, values: readonly unknown[]): ProposedType {
  const found = values.filter((value) => value !== null && value !== undefined);
  if (found.length === 0) return { type: varchar, note: 'null in every record seen' };
  const timeLike = isTimeName(name) ? epochTypes : [];
  const epoch = timeLike.find((one) => found.every((value) => isEpoch(value, one)));
  if (epoch !== undefined) return { type: epoch.type, epochUnit: epoch.epochUnit };
  const type = typeOf(found, 0);
  if (fits({ name, type }, found)) return { type, ...noteOf(type, found) };
  return { type: json, note: 'of several kinds' };
}

/** As `proposeType`, for the cells of a CSV column, null for an empty one. */
export function proposeCellType(name: string, cells: readonly (string | null)[]): ProposedType {
  const found = cells.filter((cell) => cell !== null);
  if (found.length === 0) return { type: varchar, note: 'empty in every row seen' };
  const candidates: readonly ProposedType[] = [
    ...(isTimeName(name) && found.every((cell) => wholeNumber.test(cell))
      ? epochTypes.filter((one) => found.every((cell) => isEpoch(Number(cell), one)))
      : []),
    ...cellTypes.filter(({ pattern }) => found.every((cell) => pattern.test(cell))).map(({ type }) => ({ type })),
  ];
  const fitting = candidates.find((one) => {
    const convert = cellConverter({ name, ...one });
    return found.every((cell) => convert(cell) !== undefined);
  });
  if (fitting !== undefined) return fitting;
  const digits = found.every((cell) => /^[+-]?\d+$/.test(cell));
  return { type: varchar, ...(digits ? { note: 'digits with zeros before them, so it stays text' } : {}) };
}

/** A number without zeros before it: `007` is a code. */
const wholeNumber = /^-?(0|[1-9]\d*)$/;
const dateTime = /^\d{4}-\d\d-\d\d[Tt ]\d/;

const cellTypes: readonly { readonly pattern: RegExp; readonly type: SqlType }[] = [
  { pattern: /^(true|false)$/i, type: { kind: 'boolean' } },
  { pattern: wholeNumber, type: { kind: 'bigint' } },
  { pattern: wholeNumber, type: { kind: 'hugeint' } },
  { pattern: /^-?(0|[1-9]\d{0,14})(\.\d+)?([eE][+-]?\d+)?$/, type: { kind: 'double' } },
  { pattern: dateTime, type: { kind: 'timestamptz' } },
  { pattern: /^\d{4}-\d\d-\d\d$/, type: { kind: 'date' } },
];

/** Times of this century, up to 2100: other numbers in a field with such a name are durations, or something else. */
const epochTypes = [
  { type: { kind: 'timestamptz' }, epochUnit: 's', perSecond: 1 },
  { type: { kind: 'timestamptz' }, epochUnit: 'ms', perSecond: 1e3 },
  { type: { kind: 'timestamptz' }, epochUnit: 'us', perSecond: 1e6 },
] as const;

function isEpoch(value: unknown, { perSecond, ...type }: (typeof epochTypes)[number]): boolean {
  if (!isNumber(value)) return false;
  const seconds = Number(isLosslessNumber(value) ? value.value : value) / perSecond;
  return seconds >= 946_684_800 && seconds < 4_102_444_800 && fits({ name: '', ...type }, [value]);
}

/** `created_at`, `eventTime`, `ts`: names of times. */
export function isTimeName(name: string): boolean {
  return /(^|_)(time|times?tamp|ts|at|on|date|datetime|epoch|when|since|until)(_?(s|ms|us|sec|millis|micros|seconds|utc))?$/.test(
    snake(name),
  );
}

/** `createdAt` and `Created-At` as `created_at`. */
export const snake = (name: string): string =>
  name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();

const isNumber = (value: unknown): boolean => typeof value === 'number' || isLosslessNumber(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);

function fits(field: InputField, values: readonly unknown[]): boolean {
  const convert = fieldConverter(field);
  return values.every((value) => convert(value) !== undefined);
}

/** Of values without null. JSON when they are of several kinds. */
function typeOf(values: readonly unknown[], depth: number): SqlType {
  if (values.every((value) => typeof value === 'boolean')) return { kind: 'boolean' };
  if (values.every((value) => typeof value === 'string')) return textType(values);
  if (values.every(isNumber)) return numberType(values);
  if (values.every((value) => Array.isArray(value))) return listType(values, depth);
  return values.every(isObject) ? structType(values, depth) : json;
}

function textType(values: readonly string[]): SqlType {
  const types: readonly SqlType[] = [{ kind: 'timestamptz' }, { kind: 'date' }];
  const looksLike = [dateTime, /^\d{4}-\d\d-\d\d$/];
  const found = types.find(
    (type, index) => values.every((value) => looksLike[index]!.test(value)) && fits({ name: '', type }, values),
  );
  return found ?? varchar;
}

/** Whole numbers that a fraction is written into somewhere are fractions. Digits that no number type keeps are kept as JSON. */
function numberType(values: readonly unknown[]): SqlType {
  const whole = values.every((value) => /^-?\d+$/.test(String(value)));
  const types: readonly SqlType[] = whole ? [{ kind: 'bigint' }, { kind: 'hugeint' }] : [{ kind: 'double' }];
  return types.find((type) => fits({ name: '', type }, values)) ?? json;
}

function listType(values: readonly (readonly unknown[])[], depth: number): SqlType {
  const elements = values.flat().filter((element) => element !== null);
  if (elements.length === 0) return { kind: 'list', element: varchar };
  const element = depth < deepest ? typeOf(elements, depth + 1) : json;
  return holdsJson(element) ? json : { kind: 'list', element };
}

/** A STRUCT when the objects look alike: each member in at least half of them. */
function structType(values: readonly Readonly<Record<string, unknown>>[], depth: number): SqlType {
  const members = new Map<string, unknown[]>();
  for (const value of values)
    for (const [name, member] of Object.entries(value)) {
      if (!members.has(name)) members.set(name, []);
      if (member !== null) members.get(name)!.push(member);
      if (members.size > mostMembers) return json;
    }
  const counts = [...members.keys()].map((name) => values.filter((value) => Object.hasOwn(value, name)).length);
  const alike = counts.length > 0 && counts.every((count) => count * 2 >= values.length);
  const named = [...members.keys()].every((name) => isPlainName(name)) && caseTwins(members.keys()).length === 0;
  if (!alike || !named || depth >= deepest) return json;
  const fields = [...members].map(([name, found]) => ({
    name,
    type: found.length === 0 ? varchar : typeOf(found, depth + 1),
  }));
  return fields.some((field) => holdsJson(field.type)) ? json : { kind: 'struct', fields };
}

/** Names that a file and SQL can hold, quoted where needed. */
export const isPlainName = (name: string): boolean => /^[^\p{C}\p{Zl}\p{Zp}]{1,255}$/u.test(name);

function holdsJson(type: SqlType): boolean {
  if (type.kind === 'list') return holdsJson(type.element);
  return type.kind === 'struct' ? type.fields.some((field) => holdsJson(field.type)) : type.kind === 'json';
}

function noteOf(type: SqlType, values: readonly unknown[]): { readonly note?: string } {
  if (type.kind === 'list' && values.every((value) => Array.isArray(value) && value.every((one) => one === null)))
    return { note: 'lists without an element' };
  if (type.kind === 'hugeint') return { note: 'beyond 2^63' };
  if (type.kind !== 'json') return {};
  if (values.every(isObject)) return { note: 'objects that vary' };
  return { note: values.every((value) => Array.isArray(value)) ? 'lists that vary' : 'of several kinds' };
}
