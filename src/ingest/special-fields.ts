import { RockpoolError } from '../base/error.ts';
import { didYouMean } from '../base/suggest.ts';
import type { CollectionDefinition, InputField } from '../catalog/collection.ts';
import type { OperationKind } from '../catalog/operation.ts';
import { parseTimestamptz } from '../schema/date-time.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import type { Transformation } from './batch-transformer.ts';

/** Fields that say what becomes of a document; all but `_id` and `_event_time` are not stored. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  _id: ['varchar', 'uuid', 'integer', 'bigint', 'hugeint', 'json'],
  _event_time: ['timestamptz', 'timestamp', 'bigint', 'varchar'],
  _op: ['varchar'],
  _version: ['integer', 'bigint'],
  _clear: ['list'],
};

/** Without a transformation a record's own special members count, declared or not. */
export function inputOf({ input, transformation, write }: CollectionDefinition): readonly InputField[] {
  if (transformation !== undefined) return input;
  const wanted = write === 'merge' ? [...implied, clearField] : implied;
  const missing = wanted.filter((field) => !input.some((one) => one.name === field.name));
  return [...input, ...missing];
}

const implied: readonly InputField[] = [
  { name: '_id', type: { kind: 'varchar' } },
  { name: '_event_time', type: { kind: 'timestamptz' } },
  { name: '_op', type: { kind: 'varchar' } },
];

const clearField: InputField = { name: '_clear', type: { kind: 'list', element: { kind: 'varchar' } } };

/** Throws SQL_COLUMNS when a special field has a type that it cannot be read from, or a meaning only in merge collections. */
export function checkSpecialFields(fields: readonly Field[], { write }: Pick<CollectionDefinition, 'write'>): void {
  const clear = fields.find((field) => field.name === clearField.name);
  if (clear !== undefined && write !== 'merge') {
    const hint = "Write `write: merge` in the collection's file, or give the field another name.";
    throw new RockpoolError('SQL_COLUMNS', '_clear empties fields of documents that are written in parts.', { hint });
  }
  if (clear !== undefined && printType(clear.type) !== printType(clearField.type))
    throw new RockpoolError('SQL_COLUMNS', `_clear is ${printType(clear.type)}; it must be VARCHAR[].`);
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

const conditionalWords: readonly string[] = ['REPLACE', 'INSERT'];
const partialKinds: Readonly<Record<string, OperationKind>> = { UPSERT: 'upsert', UPDATE: 'update' };

/** The operation of an `_op` in any case. Throws RECORD_OPERATION_INVALID. */
export function readOperation(text: string, write: CollectionDefinition['write']): OperationKind {
  const word = text.toUpperCase();
  if (Object.hasOwn(kinds, word)) return kinds[word]!;
  if (!Object.hasOwn(partialKinds, word))
    throw new RockpoolError('RECORD_OPERATION_INVALID', `_op ${JSON.stringify(text)} is not known.`);
  if (write === 'merge') return partialKinds[word]!;
  throw new RockpoolError(
    'RECORD_OPERATION_INVALID',
    `_op ${word} writes some fields of a document, which needs "write: merge" in the collection's file.`,
    { hint: 'Write `write: merge` in the file of a new collection, or yield whole documents with REPSERT.' },
  );
}

/**
 * Whether the transformation, or an `_op` that is declared, may ask for INSERT or REPLACE. An `_op` that records without a transformation just
 * bring does not count, or all their collections would read before they write: there another server's write of the same moment is not seen.
 */
export function isConditional(
  { input, transformation, write }: CollectionDefinition,
  { fields, operations }: Pick<Transformation, 'fields' | 'operations'>,
): boolean {
  // Those look at what is there in any case.
  if (write === 'merge') return false;
  const declared: readonly { readonly name: string }[] = transformation === undefined ? input : fields;
  if (!declared.some(({ name }) => name === '_op')) return false;
  return operations?.every((text) => !conditionalWords.includes(text.toUpperCase())) !== true;
}

/** The fields that a `_clear` names; a null in it names none. Throws RECORD_OPERATION_INVALID, also when the operation writes whole documents. */
export function readClear(names: readonly Value[], kind: OperationKind, own: readonly Field[]): readonly string[] {
  const cleared = names.filter((name) => name !== null) as readonly string[];
  if (cleared.length > 0 && !Object.values(partialKinds).includes(kind))
    throw new RockpoolError(
      'RECORD_OPERATION_INVALID',
      `_clear goes with the _op UPSERT and UPDATE; this one is ${kind.toUpperCase()}, which leaves no field as it was.`,
    );
  const unknown = cleared.find((name) => !own.some((field) => field.name === name));
  if (unknown === undefined) return cleared;
  const known = own.map((field) => field.name);
  throw new RockpoolError(
    'RECORD_OPERATION_INVALID',
    `_clear names ${JSON.stringify(unknown)}, which is no field that can be emptied.${didYouMean(unknown, known)}`,
  );
}
