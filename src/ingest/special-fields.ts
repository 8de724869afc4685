import { RockpoolError } from '../base/error.ts';
import type { CollectionDefinition, InputField } from '../catalog/collection.ts';
import type { OperationKind } from '../catalog/operation.ts';
import { parseTimestamptz } from '../schema/date-time.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

/** Fields that say what becomes of a document; all but `_id` and `_event_time` are not stored. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  _id: ['varchar', 'uuid', 'integer', 'bigint', 'hugeint', 'json'],
  _event_time: ['timestamptz', 'timestamp', 'bigint', 'varchar'],
  _op: ['varchar'],
  _version: ['integer', 'bigint'],
};

/** Without a transformation a record's own special members count, declared or not. */
export function inputOf({ input, transformation }: CollectionDefinition): readonly InputField[] {
  if (transformation !== undefined) return input;
  const missing = implied.filter((field) => !input.some((one) => one.name === field.name));
  return [...input, ...missing];
}

const implied: readonly InputField[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
  { name: '_op', type: { kind: 'varchar' } },
];

/** Throws SQL_COLUMNS when a special field has a type that it cannot be read from. */
export function checkSpecialFields(fields: readonly Field[]): void {
  for (const field of fields) {
    const kinds = Object.hasOwn(accepted, field.name) ? accepted[field.name] : undefined;
    if (kinds === undefined || kinds.includes(field.type.kind)) continue;
    const types = kinds.map((kind) => kind.toUpperCase()).join(', ');
    throw new RockpoolError('SQL_COLUMNS', `${field.name} is ${printType(field.type)}; it can be ${types}.`);
  }
}

/** The fields of the documents: `_id` and `_event_time` first, then what the transformation yields beside the special ones. */
export function documentFields(fields: readonly Field[]): readonly Field[] {
  return [
    { name: '_id', type: { kind: 'varchar' } },
    { name: '_event_time', type: { kind: 'timestamptz' } },
    ...ownFields(fields),
  ];
}

export function ownFields(fields: readonly Field[]): readonly Field[] {
  return fields.filter((field) => !Object.hasOwn(accepted, field.name));
}

/** The id as text; undefined when it is not one. */
export function readId(field: Field, value: NonNullable<Value>): string | undefined {
  const id = field.type.kind === 'json' ? jsonText(value as string) : String(value);
  return isId(id) ? id : undefined;
}

/** 1 to 512 bytes, as every store accepts. */
export function isId(id: string): boolean {
  return id !== '' && (id.length <= 170 || Buffer.byteLength(id) <= 512);
}

/** `_meta.key` is JSON: the text inside its quotes. */
function jsonText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** Microseconds since 1970; an integer is microseconds already. Undefined when a text is no time. */
export function readEventTime(value: NonNullable<Value>): bigint | undefined {
  return typeof value === 'string' ? parseTimestamptz(value) : (value as bigint);
}

const kinds: Readonly<Record<string, OperationKind>> = {
  REPSERT: 'repsert',
  REPLACE: 'replace',
  INSERT: 'insert',
  DELETE: 'delete',
};

/** The operation of an `_op` in any case. Throws RECORD_OPERATION_INVALID. */
export function readOperation(text: string): OperationKind {
  const word = text.toUpperCase();
  if (Object.hasOwn(kinds, word)) return kinds[word]!;
  const merges = word === 'UPSERT' || word === 'UPDATE';
  throw new RockpoolError(
    'RECORD_OPERATION_INVALID',
    merges
      ? `_op ${word} merges fields, which needs "write: merge"; that is not available yet.`
      : `_op ${JSON.stringify(text)} is not known.`,
    merges ? { hint: 'Yield whole documents with REPSERT.' } : {},
  );
}

/** Lists that never hold an element twice, as the collection's file asks for. */
export function uniqueFieldsOf({ fieldOptions }: CollectionDefinition): ReadonlySet<string> {
  return new Set(Object.entries(fieldOptions).flatMap(([name, options]) => (options.unique === true ? [name] : [])));
}
