import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { openConnectionPool, prepareOnce } from './connection-pool.ts';

it('prepared statements that keep the memory of their last run are let go before it runs out', async () => {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '110MiB',
    temp_directory: '',
  });
  const pool = await openConnectionPool<null>(instance, 2, () => Promise.resolve());
  const never = new AbortController().signal;
  const counts: unknown[] = [];
  for (let call = 0; call < 16; call += 1) {
    const lease = await pool.acquire(never);
    // DuckDB keeps the rows of the CTE, some 9 MB, until the statement runs again or is destroyed.
    const sql = `WITH w AS MATERIALIZED (SELECT i, i + ${call} AS j FROM range(500000) t(i)) SELECT count(*) FROM w a, w b WHERE a.i = b.j`;
    const { prepared } = await prepareOnce(
      lease,
      sql,
      () => true,
      () => null,
    );
    counts.push((await prepared.runAndReadAll()).getRows()[0]![0]);
    pool.release(lease);
  }

  expect(counts).toEqual(Array.from({ length: 16 }, (_, call) => BigInt(500_000 - call)));

  await pool.close();
  instance.closeSync();
});
