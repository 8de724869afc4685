import { printType } from '../../schema/print-type.ts';
import type { SqlType } from '../../schema/sql-type.ts';
import type { IndexedAs, IndexedField } from '../indexed-field.ts';
import { unindexed, type ReadableField } from './found-field.ts';

const wholes = ['integer', 'bigint', 'hugeint'];
const numbers = [...wholes, 'double', 'decimal'];
const moments = ['date', 'timestamp', 'timestamptz'];

/** The field read as this type, which is its own or what the author wants it to be; a sentence when its values cannot be that. */
export function applyType(field: ReadableField, type: SqlType): IndexedField | string {
  const { name, path } = field;
  const make = (indexed: IndexedAs, members?: readonly IndexedField[]): IndexedField => ({
    name,
    path,
    type,
    indexed,
    ...(members === undefined ? {} : { members }),
    unique: false,
  });
  if (type.kind === 'json') return make(field.type.kind === 'json' ? field.indexed : readAsJson);
  if (type.kind === 'list') {
    const element = applyType(elementOf(field), type.element);
    if (typeof element === 'string') return element;
    const isObject = type.element.kind === 'struct' || type.element.kind === 'list' || type.element.kind === 'json';
    const own =
      field.type.kind === 'list' ? field.indexed : isObject ? unindexed(listWhy(element.indexed)) : element.indexed;
    return make(own, element.members);
  }
  if (type.kind === 'struct') return applyStruct(field, type, make);
  if (field.members !== undefined) return `${path} holds objects, and ${printType(type)} is none.`;
  const indexed = readAs(field, type);
  return indexed === undefined
    ? `${path} holds ${printType(field.type)}, which cannot be read as ${printType(type)}.`
    : make(indexed);
}

const readAsJson = unindexed('it is read as JSON');

const listWhy = (element: IndexedAs): string =>
  element.kind === 'unindexed'
    ? element.why
    : 'the index does not know which members of a list of objects belong together';

/** What a list of the field holds, as a field. */
function elementOf(field: ReadableField): ReadableField {
  if (field.type.kind !== 'list') return field;
  return { ...field, type: field.type.element, indexed: { kind: 'object' } };
}

function applyStruct(
  field: ReadableField,
  type: Extract<SqlType, { kind: 'struct' }>,
  make: (indexed: IndexedAs, members: readonly IndexedField[]) => IndexedField,
): IndexedField | string {
  if (field.type.kind === 'list')
    return `${field.path} is a list of objects: write ${printType({ kind: 'list', element: type })}.`;
  if (field.members === undefined)
    return `${field.path} holds ${printType(field.type)} and no objects that the mapping knows.`;
  const members: IndexedField[] = [];
  for (const wanted of type.fields) {
    const member = field.members.find((one) => one.name === wanted.name);
    if (member === undefined) return `${field.path} has no member ${JSON.stringify(wanted.name)}.`;
    if (member.kind !== 'readable') return member.why;
    const applied = applyType(member, wanted.type);
    if (typeof applied === 'string') return applied;
    members.push(applied);
  }
  return make(field.indexed, members);
}

/** How the index can be asked about values that are read as another type; undefined when they cannot be read so. */
function readAs({ type: own, indexed }: ReadableField, wanted: SqlType): IndexedAs | undefined {
  if (own.kind === wanted.kind) return indexed;
  const other = unindexed(`the index holds it as ${printType(own)}, and it is read as ${printType(wanted)}`);
  const asked = indexed.kind === 'unindexed' ? indexed : other;
  // Whole numbers are the same numbers in a wider type.
  if (wholes.includes(own.kind) && wholes.indexOf(wanted.kind) > wholes.indexOf(own.kind)) return indexed;
  if (numbers.includes(own.kind) && numbers.includes(wanted.kind)) return asked;
  if (moments.includes(own.kind) && moments.includes(wanted.kind)) return asked;
  if (wanted.kind === 'varchar') return asked;
  return own.kind === 'varchar' ? asked : undefined;
}
