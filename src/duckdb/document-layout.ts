import type { QualifiedName } from '../base/name.ts';
import { eventTimeField, idField } from '../catalog/declaration-rules.ts';
import { printType } from '../schema/print-type.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import { quote } from './quote.ts';

/**
 * How documents lie: one table per collection with an index per look-up field and no key; a view over it is all that queries see. An index
 * that is not unique costs a write little (a primary key costs it four fifths), and buys look-ups that are fifteen times as fast; a small
 * table without indexes before it would only have every document written twice. bench/store has the figures.
 */
export interface StoredCollection extends QualifiedName {
  readonly id: number;
  /** What the view shows, `_id` and `_event_time` included, in the declared order. */
  readonly fields: readonly Field[];
  /** All columns that hold fields, those no longer declared too, in the order of the table. */
  readonly stored: readonly Field[];
  readonly write?: 'merge';
  readonly retentionMs?: number;
  readonly lookupFields: readonly string[];
}

/** No workspace can have this name, since names begin with a letter or digit. */
export const storeSchema = '_store';

export const tableOf = (id: number): string => `${storeSchema}.${tableName(id)}`;
export const tableName = (id: number): string => `c${id}`;
export const viewOf = (name: QualifiedName): string => `${quote(name.workspace)}.${quote(name.name)}`;
export const indexOf = (id: number, field: string): string => quote(`c${id}_by_${field}`);

/** The columns before the fields of a collection: `_v` is the order version, `_tomb` is 1 for a tombstone. */
const ownColumns: readonly Field[] = [
  idField,
  eventTimeField,
  { name: '_v', type: { kind: 'bigint' } },
  { name: '_tomb', type: { kind: 'integer' } },
];

/** Of merge collections only: the versions of the fields, packed as document-merge.ts says. */
const versionsColumn: Field = { name: '_versions', type: { kind: 'list', element: { kind: 'bigint' } } };

/** All columns of a collection's table, in their order. */
export function tableColumns({ stored, write }: StoredCollection): readonly Field[] {
  return [...ownColumns, ...(write === 'merge' ? [versionsColumn] : []), ...stored];
}

const taken = new Set(['_v', '_tomb', '_versions', 'rowid']);

/** The column of a field: its name, unless the tables need that name themselves. */
export function columnOf(field: string): string {
  return quote(taken.has(field.toLowerCase()) ? `field:${field}` : field);
}

/** True for the types that an index can hold. */
export function isIndexable(type: SqlType): boolean {
  return type.kind !== 'list' && type.kind !== 'struct' && type.kind !== 'json';
}

/** Statements that make the schema of the store itself; they change nothing the second time. */
export const createStore: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${storeSchema}`,
  `CREATE TABLE IF NOT EXISTS ${storeSchema}.collections (id INTEGER, workspace VARCHAR, name VARCHAR, definition VARCHAR)`,
  `CREATE TABLE IF NOT EXISTS ${storeSchema}.checkpoints (collection INTEGER, source VARCHAR, value VARCHAR)`,
  // Of the source as a whole it is empty, as in files that had no streams.
  `ALTER TABLE ${storeSchema}.checkpoints ADD COLUMN IF NOT EXISTS stream VARCHAR DEFAULT ''`,
  `CREATE TABLE IF NOT EXISTS ${storeSchema}.marks (collection INTEGER, source VARCHAR, key VARCHAR, etag VARCHAR)`,
  `CREATE INDEX IF NOT EXISTS marks_by_key ON ${storeSchema}.marks (key)`,
];

/** The statement that makes the table of a new collection. */
export function createTable(collection: StoredCollection): string {
  const own = tableColumns({ ...collection, stored: [] });
  const columns = [
    ...own.map((column) => `${column.name} ${printType(column.type)}`),
    ...collection.stored.map(columnDefinition),
  ].join(', ');
  return `CREATE TABLE ${tableOf(collection.id)} (${columns})`;
}

/** Statements that add fields; documents that are there already hold null. */
export function addColumns(id: number, fields: readonly Field[]): string[] {
  return fields.map((field) => `ALTER TABLE ${tableOf(id)} ADD COLUMN ${columnDefinition(field)}`);
}

const columnDefinition = (field: Field): string => `${columnOf(field.name)} ${printType(field.type)}`;

/** The view of a collection: visible documents, declared fields. */
export function createView(collection: StoredCollection): string {
  const columns = collection.fields.map((field) => `${columnOf(field.name)} AS ${quote(field.name)}`).join(', ');
  const select = `SELECT ${columns} FROM ${tableOf(collection.id)} WHERE ${visible(collection)}`;
  return `CREATE OR REPLACE VIEW ${viewOf(collection)} AS ${select}`;
}

/**
 * DuckDB looks into an index only when the compared field has the one filter that is pushed into the scan; a filter on the marker or on the
 * time beside it means reading everything. A condition over two columns is not pushed, so each of these has a second half that is never
 * true, since order versions are not negative.
 */
function visible({ retentionMs }: StoredCollection): string {
  const live = '(_tomb = 0 OR _v < 0)';
  if (retentionMs === undefined) return live;
  return `${live} AND (_event_time >= now() - to_milliseconds(${Math.trunc(retentionMs)}) OR _v < 0)`;
}
