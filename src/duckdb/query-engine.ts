import type { DuckDBInstance } from '@duckdb/node-api';
import { defaultWorkspace } from '../base/name.ts';
import type { QueryEngine } from '../query/query-engine.ts';
import { macroSchema } from '../sql/function-macros.ts';
import { openConnectionPool } from './connection-pool.ts';
import { lockDown } from './lock-down.ts';
import { explainQuery, startQuery, type Note } from './prepared-query.ts';

export interface EmbeddedEngineOptions {
  /** Holds the documents; one view per collection, external access off. */
  readonly instance: DuckDBInstance;
  readonly compiler: Pick<QueryEngine, 'compile'>;
  /** Queries that may run at once. Each holds one of libuv's threads while it computes. */
  readonly connections: number;
}

/**
 * The engine for documents in DuckDB itself. A query is one call into DuckDB plus one per chunk of 2,048 rows. Results are streamed, since
 * DuckDB counts a materialised result against no memory limit. No READ ONLY transaction: its two calls cost half of a small query again,
 * and a compiled statement is proven to be one SELECT.
 */
export async function makeEmbeddedEngine(
  options: EmbeddedEngineOptions,
): Promise<QueryEngine & { readonly close: () => Promise<void> }> {
  const first = await options.instance.connect();
  // A search path names schemas that exist, also before the first collection.
  await first.run(`CREATE SCHEMA IF NOT EXISTS ${defaultWorkspace}; CREATE SCHEMA IF NOT EXISTS ${macroSchema}`);
  const pool = await openConnectionPool<Note>(options.instance, options.connections, async (connection) => {
    await connection.run(`SET search_path = '${defaultWorkspace},${macroSchema}'`);
    await connection.run('SET errors_as_json = true');
  });
  // Last, since it also ends our own settings.
  await lockDown(first);
  first.disconnectSync();

  return {
    compile: (statement) => options.compiler.compile(statement),

    async run(query, values, { signal }) {
      const lease = await pool.acquire(signal);
      const closed = (): void => pool.release(lease);
      try {
        return await startQuery(lease, { query, sql: query.statement.sql }, values, { signal, closed });
      } catch (error) {
        closed();
        throw error;
      }
    },

    async explain(query, values, options) {
      const lease = await pool.acquire(options.signal);
      try {
        return await explainQuery(lease, { query, sql: query.statement.sql }, values, options);
      } finally {
        pool.release(lease);
      }
    },

    close: () => pool.close(),
  };
}
