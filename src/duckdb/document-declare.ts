import { caseTwins } from '../base/case-twins.ts';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { CollectionDeclaration } from '../catalog/document-store.ts';
import { printType } from '../schema/print-type.ts';
import type { Field } from '../schema/sql-type.ts';
import {
  addColumns,
  columnOf,
  createTable,
  createView,
  eventTimeField,
  idField,
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
  if (existing !== undefined) assertWrite(declaration, existing);
  const own = declaration.fields.filter((field) => field.name !== idField.name && field.name !== eventTimeField.name);
  const added = own.filter((field) => !isStored(declaration, field, existing?.stored ?? []));
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

function assertFields(declaration: CollectionDeclaration): void {
  const names = declaration.fields.map((field) => field.name);
  if (names.includes('')) throw incompatible(declaration, 'a field has no name.');
  const [twin] = caseTwins(names);
  if (twin !== undefined && twin.earlier === twin.name)
    throw incompatible(declaration, `the field ${JSON.stringify(twin.name)} is declared twice.`);
  if (twin !== undefined)
    throw incompatible(declaration, `the fields "${twin.earlier}" and "${twin.name}" differ only in case.`);
  for (const required of [idField, eventTimeField]) {
    const found = declaration.fields.find((field) => field.name === required.name);
    const wanted = printType(required.type);
    if (found === undefined) throw incompatible(declaration, `the field ${required.name} ${wanted} is missing.`);
    if (printType(found.type) !== wanted) {
      throw incompatible(declaration, `the field ${required.name} must be ${wanted}, not ${printType(found.type)}.`);
    }
  }
}

/** Documents that were written whole have no versions of their fields, and there is no honest one to give them. */
function assertWrite(declaration: CollectionDeclaration, existing: StoredCollection): void {
  if (declaration.write === existing.write) return;
  const [stored, wanted] = declaration.write === 'merge' ? ['without', 'with'] : ['with', 'without'];
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(declaration)} is stored ${stored} "write: merge" and cannot be declared ${wanted} it.`,
    { hint: 'Put `write` back as it was, or make a new collection, under another name, beside this one.' },
  );
}

function isStored(declaration: CollectionDeclaration, field: Field, stored: readonly Field[]): boolean {
  const found = stored.find((one) => one.name.toLowerCase() === field.name.toLowerCase());
  if (found === undefined) return false;
  if (found.name !== field.name) {
    throw incompatible(
      declaration,
      `the field "${field.name}" is stored as "${found.name}"; the two differ only in case.`,
    );
  }
  const [before, after] = [printType(found.type), printType(field.type)];
  if (before === after) return true;
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The field "${field.name}" of ${printQualified(declaration)} is stored as ${before} and cannot become ${after}.`,
    { hint: `Give the field a new name, keep ${before}, or make a new collection beside this one.` },
  );
}

const incompatible = (declaration: CollectionDeclaration, what: string): RockpoolError =>
  new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(declaration)} cannot be declared: ${what}`,
    {
      hint: 'Correct the fields that its transformation yields.',
    },
  );

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
