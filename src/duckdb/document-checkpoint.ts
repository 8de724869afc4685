import { listValue, type DuckDBConnection } from '@duckdb/node-api';
import type { JsonObject } from '../base/json.ts';
import type { Checkpoint } from '../catalog/document-store.ts';
import { storeSchema } from './document-layout.ts';

const checkpoints = `${storeSchema}.checkpoints`;
const marks = `${storeSchema}.marks`;

const ofStream = 'collection = $1 AND source = $2 AND stream = $3';

/** Moves the checkpoint of a stream, inside the transaction that writes its documents. False when it stays, since another has moved it. */
export async function storeCheckpoint(
  connection: DuckDBConnection,
  collection: number,
  { source, stream = '', value, after, marks: read = [] }: Checkpoint,
): Promise<boolean> {
  const place = [collection, source, stream];
  const next = JSON.stringify(value);
  if (after !== undefined) {
    const sql = `SELECT value FROM ${checkpoints} WHERE ${ofStream}`;
    const [[stored] = [null]] = (await connection.runAndReadAll(sql, place)).getRows();
    if (stored !== next && stored !== (after === null ? null : JSON.stringify(after))) return false;
  }
  await connection.run(`DELETE FROM ${checkpoints} WHERE ${ofStream}`, place);
  await connection.run(`INSERT INTO ${checkpoints} (collection, source, stream, value) VALUES ($1, $2, $3, $4)`, [
    ...place,
    next,
  ]);
  for (const { key, etag } of read) {
    await connection.run(`DELETE FROM ${marks} WHERE key = $3 AND collection = $1 AND source = $2`, [
      collection,
      source,
      key,
    ]);
    await connection.run(`INSERT INTO ${marks} VALUES ($1, $2, $3, $4)`, [collection, source, key, etag]);
  }
  return true;
}

/** The last checkpoint of a source as a whole. */
export async function readCheckpoint(
  connection: DuckDBConnection,
  collection: number,
  source: string,
): Promise<JsonObject | undefined> {
  const sql = `SELECT value FROM ${checkpoints} WHERE ${ofStream}`;
  const [row] = (await connection.runAndReadAll(sql, [collection, source, ''])).getRows();
  return row === undefined ? undefined : (JSON.parse(row[0] as string) as JsonObject);
}

/** The last checkpoint of each stream of a source. */
export async function readStreams(
  connection: DuckDBConnection,
  collection: number,
  source: string,
): Promise<ReadonlyMap<string, JsonObject>> {
  const sql = `SELECT stream, value FROM ${checkpoints} WHERE collection = $1 AND source = $2 AND stream <> ''`;
  const rows = (await connection.runAndReadAll(sql, [collection, source])).getRows();
  return new Map(rows.map(([stream, value]) => [stream as string, JSON.parse(value as string) as JsonObject]));
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
