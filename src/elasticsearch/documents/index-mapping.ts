import { assertNever } from '../../base/assert.ts';
import { eventTimeField } from '../../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../../catalog/document-store.ts';
import type { Field, SqlType } from '../../schema/sql-type.ts';
import { encodeFieldName } from '../field-name.ts';
import type { IndexedAs, IndexedField } from '../indexed-field.ts';
import type { StoredCollection } from './stored-collection.ts';

/** Members of `_source` that are ours. No field can have these names, since a leading `_` is encoded. */
export const tombMember = '_tomb';
/** The order version, where Elasticsearch does not compare it itself. */
export const versionMember = '_v';
/** Of merge collections: the versions of the fields. */
export const versionsMember = '_versions';
export const eventTimeMember = '_event_time';

/** A term is at most 32,766 bytes, and a character at most four. */
const ignoreAbove = 8191;

/** How the fields of a declaration lie in an index of ours, in their order. */
export function indexedFields({
  fields,
  uniqueFields = [],
}: Pick<CollectionDeclaration, 'fields' | 'uniqueFields'>): readonly IndexedField[] {
  return fields.map((field) => {
    if (field.name === '_id') {
      const indexed: IndexedAs = { kind: 'keyword', ignoreAbove: undefined };
      return { ...field, path: '_id', indexed, unique: false };
    }
    return indexedField(field, '', uniqueFields.includes(field.name));
  });
}

function indexedField(field: Field, parent: string, unique: boolean): IndexedField {
  const path = parent + encodeFieldName(field.name);
  const members =
    field.type.kind === 'struct'
      ? field.type.fields.map((member) => indexedField(member, `${path}.`, false))
      : undefined;
  return { ...field, path, indexed: indexedAs(field.type), unique, ...(members === undefined ? {} : { members }) };
}

function indexedAs(type: SqlType): IndexedAs {
  switch (type.kind) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
    case 'bigint':
    case 'hugeint':
      return { kind: 'whole', bits: 64, unsigned: false };
    case 'double':
    case 'decimal':
      return { kind: 'floating', bits: 64 };
    case 'varchar':
    case 'uuid':
    case 'time':
      return { kind: 'keyword', ignoreAbove };
    case 'date':
      return { kind: 'date', nanos: false };
    case 'timestamp':
    case 'timestamptz':
      return { kind: 'date', nanos: true };
    case 'json':
      return { kind: 'unindexed', why: 'JSON is kept as text, without an index' };
    case 'struct':
      return { kind: 'object' };
    case 'list':
      return isScalar(type.element)
        ? indexedAs(type.element)
        : { kind: 'unindexed', why: 'lists of lists, of objects and of JSON are kept without an index' };
    default:
      return assertNever(type);
  }
}

const isScalar = ({ kind }: SqlType): boolean => kind !== 'list' && kind !== 'struct' && kind !== 'json';

/** A part of a mapping, as Elasticsearch writes it. */
export interface Property {
  readonly type: string;
  readonly [parameter: string]: unknown;
}

/** What a mapping says of these fields, by encoded name. `_id` is in no mapping. */
export function propertiesOf(fields: readonly Field[]): Readonly<Record<string, Property>> {
  const own = fields.filter(({ name }) => name !== '_id');
  return Object.fromEntries(own.map(({ name, type }) => [encodeFieldName(name), propertyOf(type)]));
}

function propertyOf(type: SqlType): Property {
  if (type.kind === 'struct') {
    const members = type.fields.map((field) => [encodeFieldName(field.name), propertyOf(field.type)] as const);
    return { type: 'object', dynamic: false, properties: Object.fromEntries(members) };
  }
  const indexed = indexedAs(type);
  switch (indexed.kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'whole':
      // With `coerce` a fraction would be indexed as another number than the document holds.
      return { type: 'long', coerce: false };
    case 'floating':
      return { type: 'double' };
    case 'keyword':
      return { type: 'keyword', ignore_above: ignoreAbove };
    case 'date':
      return indexed.nanos
        ? { type: 'date_nanos', format: 'strict_date_optional_time_nanos' }
        : { type: 'date', format: 'strict_date' };
    default:
      return { type: 'object', enabled: false };
  }
}

/** The whole mapping of an index of ours; `_meta` holds what is needed to know the collection again. */
export function mappingOf(collection: StoredCollection): Readonly<Record<string, unknown>> {
  return {
    dynamic: false,
    date_detection: false,
    numeric_detection: false,
    _meta: metaOf(collection),
    properties: {
      ...propertiesOf([eventTimeField, ...collection.stored]),
      [tombMember]: { type: 'boolean' },
      [versionMember]: { type: 'long', index: false, doc_values: false },
      [versionsMember]: { type: 'object', enabled: false },
    },
  };
}

/** `_meta` of a mapping of ours. */
export const metaOf = (collection: StoredCollection): Readonly<Record<string, unknown>> => ({ rockpool: collection });

/** Settings of a new index of ours. An interval that is not set would let the index go to sleep between searches. */
export function settingsOf(
  { settings = {} }: Pick<CollectionDeclaration, 'settings'>,
  refreshMs: number,
): Readonly<Record<string, unknown>> {
  return {
    number_of_shards: settings.shards ?? 1,
    ...changeableSettings({ settings }, refreshMs),
    'mapping.ignore_malformed': true,
    'mapping.total_fields.limit': 20_000,
    'mapping.depth.limit': 100,
    // Scans ask for windows up to this; documents beyond are read in pages.
    max_result_window: 10_000,
  };
}

/** Of these settings those that an index takes while it is open. */
export function changeableSettings(
  { settings = {} }: Pick<CollectionDeclaration, 'settings'>,
  refreshMs: number,
): Readonly<Record<string, unknown>> {
  return {
    // By default one copy, as soon as there is a second node to hold it.
    ...(settings.replicas === undefined
      ? { auto_expand_replicas: '0-1' }
      : { auto_expand_replicas: false, number_of_replicas: settings.replicas }),
    refresh_interval: `${settings.refreshMs ?? refreshMs}ms`,
  };
}
