import { listValue, type DuckDBConnection } from '@duckdb/node-api';
import type { JsonObject } from '../base/json.ts';
import type { Checkpoint } from '../catalog/document-store.ts';
import { storeSchema } from './document-layout.ts';

const checkpoints = `${storeSchema}.checkpoints`;
const marks = `${storeSchema}.marks`;

/** Moves the checkpoint of a source, inside the transaction that writes its documents. */
export async function storeCheckpoint(
  connection: DuckDBConnection,
  collection: number,
  { source, value, marks: read = [] }: Checkpoint,
): Promise<void> {
  await connection.run(`DELETE FROM ${checkpoints} WHERE collection = $1 AND source = $2`, [collection, source]);
  await connection.run(`INSERT INTO ${checkpoints} VALUES ($1, $2, $3)`, [collection, source, JSON.stringify(value)]);
  for (const { key, etag } of read) {
    await connection.run(`DELETE FROM ${marks} WHERE key = $3 AND collection = $1 AND source = $2`, [
      collection,
      source,
      key,
    ]);
    await connection.run(`INSERT INTO ${marks} VALUES ($1, $2, $3, $4)`, [collection, source, key, etag]);
  }
}

/** The last checkpoint of a source that was stored. */
export async function readCheckpoint(
  connection: DuckDBConnection,
  collection: number,
  source: string,
): Promise<JsonObject | undefined> {
  const sql = `SELECT value FROM ${checkpoints} WHERE collection = $1 AND source = $2`;
  const [row] = (await connection.runAndReadAll(sql, [collection, source])).getRows();
  return row === undefined ? undefined : (JSON.parse(row[0] as string) as JsonObject);
}

/** Etags by key, of the objects that were read. */
export async function readMarks(
  connection: DuckDBConnection,
  collection: number,
  source: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const sql = `SELECT key, etag FROM ${marks} JOIN (SELECT unnest($3::VARCHAR[]) AS wanted) ON key = wanted WHERE collection = $1 AND source = $2`;
  const found = await connection.runAndReadAll(sql, [collection, source, listValue(keys)]);
  return new Map(found.getRows() as [string, string][]);
}
