import type { DuckDBConnection } from '@duckdb/node-api';
import type { OperationBatch } from '../catalog/operation.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { storeSchema, tableColumns, tableName, tableOf, type StoredCollection } from './document-layout.ts';
import { writeChunks } from './write-vector.ts';

/** A batch whose collection is ready for it. */
export interface RowsRequest {
  readonly collection: StoredCollection;
  readonly operations: OperationBatch;
  /** Operations that are left out. */
  readonly refused: ReadonlySet<number>;
  /** The oldest visible event time, see retention.ts. */
  readonly oldest: bigint | undefined;
}

/** Makes `temp.wanted`, the ids as `c2` and their place in the list as `c1`: joined with a table, everything is found by one scan. */
export async function wantRows(connection: DuckDBConnection, ids: readonly string[]): Promise<void> {
  const columns = [ids.map((_, index) => index), ids];
  await replaceTemporary(connection, 'wanted', [{ kind: 'integer' }, { kind: 'varchar' }], columns);
}

/** Deletes rows of a collection by their `rowid`. */
export async function deleteRows(
  connection: DuckDBConnection,
  collection: StoredCollection,
  rows: readonly bigint[],
): Promise<void> {
  if (rows.length === 0) return;
  await replaceTemporary(connection, 'gone', [{ kind: 'bigint' }], [rows]);
  const table = tableOf(collection.id);
  await connection.run(`DELETE FROM ${table} USING temp.gone g WHERE ${table}.rowid = g.c1`);
}

/** Appends rows with all columns of a collection's table. */
export async function appendRows(
  connection: DuckDBConnection,
  collection: StoredCollection,
  rows: RowBatch,
): Promise<void> {
  if (rows.rowCount === 0) return;
  const types = tableColumns(collection).map((column) => column.type);
  const appender = await connection.createAppender(tableName(collection.id), storeSchema);
  for (const chunk of writeChunks(types, rows)) appender.appendDataChunk(chunk);
  appender.closeSync();
}

/** A fresh one each time: deleted rows of a temporary table are never given back. */
async function replaceTemporary(
  connection: DuckDBConnection,
  name: string,
  types: readonly SqlType[],
  columns: readonly (readonly Value[])[],
): Promise<void> {
  const definition = types.map((type, index) => `c${index + 1} ${type.kind.toUpperCase()}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${definition})`);
  const appender = await connection.createAppender(name, null, 'temp');
  for (const chunk of writeChunks(types, { rowCount: columns[0]!.length, columns })) appender.appendDataChunk(chunk);
  appender.closeSync();
}
