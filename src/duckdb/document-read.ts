import { LIST, VARCHAR, listValue, type DuckDBConnection } from '@duckdb/node-api';
import type { CollectionStatistics } from '../catalog/document-store.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { tableOf, viewOf, type StoredCollection } from './document-layout.ts';
import { quote } from './quote.ts';
import { readChunk } from './read-vector.ts';

/** The visible documents with these ids, in the order of the ids. */
export async function readDocuments(
  connection: DuckDBConnection,
  collection: StoredCollection,
  ids: readonly string[],
): Promise<RowBatch> {
  const columns: Value[][] = collection.fields.map(() => []);
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return { rowCount: 0, columns };
  const names = collection.fields.map((field) => `d.${quote(field.name)}`).join(', ');
  const result = await connection.run(
    `SELECT ${names} FROM (SELECT unnest($1) AS id, generate_subscripts($1, 1) AS place) w JOIN ${viewOf(collection)} d ON d._id = w.id ORDER BY w.place`,
    [listValue(wanted)],
    [LIST(VARCHAR)],
  );
  for (const chunk of await result.fetchAllChunks()) {
    readChunk(chunk).columns.forEach((values, column) => {
      for (const value of values) columns[column]!.push(value);
    });
  }
  return { rowCount: columns[0]!.length, columns };
}

/** Counts what is visible. `bytes` are the blocks of the file that hold the collection: none before DuckDB's first checkpoint. */
export async function readStatistics(
  connection: DuckDBConnection,
  collection: StoredCollection,
): Promise<CollectionStatistics> {
  const [row] = (await connection.runAndReadAll(`SELECT count(*) FROM ${viewOf(collection)}`)).getRows();
  const blocks = `SELECT count(DISTINCT block_id) FROM pragma_storage_info('${tableOf(collection.id)}') WHERE block_id >= 0`;
  const [size] = (
    await connection.runAndReadAll(`SELECT (${blocks}) * (SELECT block_size FROM pragma_database_size() LIMIT 1)`)
  ).getRows();
  return { documents: Number(row![0]), bytes: Number(size![0]) };
}

/** Microseconds since 1970 of the newest visible document. */
export async function readNewest(
  connection: DuckDBConnection,
  collection: StoredCollection,
): Promise<bigint | undefined> {
  const sql = `SELECT epoch_us(max(_event_time)) FROM ${viewOf(collection)}`;
  return ((await connection.runAndReadAll(sql)).getRows()[0]![0] as bigint | null) ?? undefined;
}
