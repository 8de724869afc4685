// The database of the bare server, made from the same files with the same SQL as the collections; once without, once with indexes.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const ndjson = (folder, topic, columns) =>
  `read_json('${folder}/topics/${topic}.ndjson', format = 'newline_delimited', columns = {${columns}})`;

/** Makes the database file unless it is there. Returns its path. */
export async function makeBareDatabase(folder, { indexed }) {
  const path = join(folder, indexed ? 'bare-indexed.duckdb' : 'bare.duckdb');
  if (existsSync(path)) return path;
  const half = `${path}.half`;
  rmSync(half, { force: true });
  const database = await DuckDBInstance.create(half);
  const connection = await database.connect();
  const activity = ndjson(
    folder,
    'user_activity',
    `_id: 'VARCHAR', event_time: 'TIMESTAMPTZ', user_id: 'VARCHAR', product_id: 'VARCHAR', action: 'VARCHAR'`,
  );
  const purchases = ndjson(
    folder,
    'user_purchases',
    `_id: 'VARCHAR', event_time: 'TIMESTAMPTZ', user_id: 'VARCHAR', amount: 'VARCHAR', product_ids: 'VARCHAR[]', card_type: 'VARCHAR'`,
  );
  for (const sql of [
    `SET TimeZone = 'UTC'`,
    `CREATE TABLE user_activity AS SELECT _id, event_time AS _event_time, user_id, product_id, action FROM ${activity}`,
    `CREATE TABLE user_purchases AS SELECT _id, event_time AS _event_time, user_id, TRY_CAST(ltrim(amount, '$') AS DOUBLE) AS amount, product_ids, card_type FROM ${purchases}`,
    `CREATE TABLE products AS SELECT product_id, name AS product_name, category, price FROM '${folder}/buckets/shop/products/*.csv'`,
    `CREATE TABLE users AS SELECT * FROM '${folder}/buckets/shop/users/*.csv'`,
    ...(indexed
      ? ['user_activity', 'user_purchases', 'users'].map(
          (table) => `CREATE INDEX ${table}_user_id ON ${table} (user_id)`,
        )
      : []),
    'CHECKPOINT',
  ]) {
    await connection.run(sql);
  }
  connection.closeSync();
  database.closeSync();
  renameSync(half, path);
  return path;
}
