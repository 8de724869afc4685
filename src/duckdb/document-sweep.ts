import type { DuckDBConnection } from '@duckdb/node-api';
import { oldestVisible } from '../catalog/retention.ts';
import { tableOf, type StoredCollection } from './document-layout.ts';

/** Deletes what is expired at `nowMicros`, and tombstones whose event time lies before `tombstonesBefore`. Returns the number of rows. */
export async function sweepRows(
  connection: DuckDBConnection,
  collection: StoredCollection,
  nowMicros: bigint,
  tombstonesBefore: bigint,
): Promise<number> {
  const oldest = oldestVisible(collection.retentionMs, nowMicros);
  const expired = oldest === undefined ? 'false' : '(_tomb = 0 AND epoch_us(_event_time) < $2)';
  const values = oldest === undefined ? [tombstonesBefore] : [tombstonesBefore, oldest];
  const result = await connection.run(
    `DELETE FROM ${tableOf(collection.id)} WHERE (_tomb = 1 AND epoch_us(_event_time) < $1) OR ${expired}`,
    values,
  );
  return result.rowsChanged;
}
