import type { DuckDBConnection } from '@duckdb/node-api';
import { tableOf, type StoredCollection } from './document-layout.ts';
import { inTransaction } from './document-transaction.ts';

/** Where a scan of the hot table begins to show beside a look-up in an index; bench/store has the figures. */
const mostHotRows = 20_000;

export const shouldMove = (hotRows: number): boolean => hotRows >= mostHotRows;

/** Moves everything from the hot table to the cold one, in one transaction. Bounded by `mostHotRows` and one batch. */
export async function moveToCold(connection: DuckDBConnection, { id }: StoredCollection): Promise<void> {
  await inTransaction(connection, async () => {
    await connection.run(`INSERT INTO ${tableOf(id, 'cold')} SELECT * FROM ${tableOf(id, 'hot')}`);
    await connection.run(`DELETE FROM ${tableOf(id, 'hot')}`);
  });
}

/** Rows in the hot tables, by collection id; counted once, at the start. */
export async function countHot(
  connection: DuckDBConnection,
  collections: readonly StoredCollection[],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const { id } of collections) {
    const [row] = (await connection.runAndReadAll(`SELECT count(*) FROM ${tableOf(id, 'hot')}`)).getRows();
    counts.set(id, Number(row![0]));
  }
  return counts;
}
