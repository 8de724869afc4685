import { addedFields, assertFields, assertSameWriting } from '../catalog/declaration-rules.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import {
  addColumns,
  columnOf,
  createTable,
  createView,
  indexOf,
  isIndexable,
  storeSchema,
  tableOf,
  type StoredCollection,
} from './document-layout.ts';
import { assertDistinct } from './distinct-names.ts';
import { quote } from './quote.ts';

/** How a collection gets from what is stored to what is declared. */
export interface Alteration {
  readonly collection: StoredCollection;
  /** To be run in one transaction; empty when nothing changes. */
  readonly statements: readonly string[];
}

export interface AlterationContext {
  readonly existing: StoredCollection | undefined;
  readonly others: readonly StoredCollection[];
  readonly nextId: () => number;
}

/**
 * Throws COLLECTION_INCOMPATIBLE for a retyped field, for another way of writing, for fields that differ only in case, and for `_id` or `_event_time` of a wrong type;
 * NAME_INVALID for what `assertDistinct` refuses.
 */
export function planAlteration(declaration: CollectionDeclaration, context: AlterationContext): Alteration {
  const { existing } = context;
  assertDistinct(declaration, context.others);
  assertFields(declaration);
  if (existing !== undefined) assertSameWriting(declaration, existing);
  const added = addedFields(declaration, existing?.stored ?? []);
  const collection: StoredCollection = {
    id: existing?.id ?? context.nextId(),
    workspace: declaration.workspace,
    name: declaration.name,
    fields: declaration.fields,
    stored: [...(existing?.stored ?? []), ...added],
    ...(declaration.write === undefined ? {} : { write: declaration.write }),
    ...(declaration.retentionMs === undefined ? {} : { retentionMs: declaration.retentionMs }),
    lookupFields: indexable(declaration),
  };
  if (existing !== undefined && JSON.stringify(existing) === JSON.stringify(collection)) {
    return { collection: existing, statements: [] };
  }
  const tables = existing === undefined ? [createTable(collection)] : addColumns(collection.id, added);
  const schema = `CREATE SCHEMA IF NOT EXISTS ${quote(collection.workspace)}`;
  return { collection, statements: [schema, ...tables, ...alterIndexes(collection, existing), createView(collection)] };
}

/** The declared look-up fields that exist and that an index can hold, each once, sorted so that their order means nothing. */
function indexable({ fields, lookupFields }: CollectionDeclaration): string[] {
  return fields
    .filter((field) => lookupFields.includes(field.name) && isIndexable(field.type))
    .map((field) => field.name)
    .sort();
}

function alterIndexes(collection: StoredCollection, existing: StoredCollection | undefined): string[] {
  const before = new Set(existing?.lookupFields);
  const after = new Set(collection.lookupFields);
  const dropped = [...before].filter((field) => !after.has(field));
  const created = [...after].filter((field) => !before.has(field));
  const table = tableOf(collection.id);
  return [
    ...dropped.map((field) => `DROP INDEX ${storeSchema}.${indexOf(collection.id, field)}`),
    ...created.map((field) => `CREATE INDEX ${indexOf(collection.id, field)} ON ${table} (${columnOf(field)})`),
  ];
}
