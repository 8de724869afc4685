import type { DuckDBConnection } from '@duckdb/node-api';

/** Runs `work` in one transaction; whatever it throws undoes all of it and is thrown again. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (cause) {
    // A failed COMMIT has rolled back already, and says so when it is asked again.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}
