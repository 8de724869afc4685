import { DuckDBTypeId, type DuckDBInstance, type DuckDBPreparedStatement, type DuckDBResult } from '@duckdb/node-api';
import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../base/assert.ts';
import { RockpoolError } from '../base/error.ts';
import { defaultWorkspace } from '../base/name.ts';
import type { CompiledQuery, QueryEngine } from '../query/query-engine.ts';
import { parseType } from '../schema/parse-type.ts';
import { macroSchema } from '../sql/function-macros.ts';
import type { Statement } from '../sql/statement.ts';
import { bindValues, type ParameterSlot } from './bind-values.ts';
import { isBoundLater } from './bound-later.ts';
import { openConnectionPool, prepareOnce, type Lease } from './connection-pool.ts';
import { executionError } from './errors.ts';
import { interruptible } from './interrupt.ts';
import { lockDown } from './lock-down.ts';
import { readChunk } from './read-vector.ts';
import { streamBatches } from './stream-batches.ts';
import { sqlTypeOf } from './types.ts';

export interface EmbeddedEngineOptions {
  /** Holds the documents; one view per collection, external access off. */
  readonly instance: DuckDBInstance;
  readonly compiler: Pick<QueryEngine, 'compile'>;
  /** Queries that may run at once. Each holds one of libuv's threads while it computes. */
  readonly connections: number;
}

/** What is remembered of a prepared statement. */
interface Note {
  readonly query: CompiledQuery;
  readonly slots: readonly ParameterSlot[];
  /** Absent for a statement that DuckDB binds only together with its values. */
  readonly columns?: readonly string[];
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

  const prepare = (lease: Lease<Note>, query: CompiledQuery) =>
    prepareOnce(
      lease,
      query.statement.sql,
      (note) => note.query === query,
      (prepared) => makeNote(query, prepared),
    );

  return {
    compile: (statement) => options.compiler.compile(statement),

    async run(query, values, { signal }) {
      const lease = await pool.acquire(signal);
      const { connection } = lease;
      try {
        const { prepared, note } = await prepare(lease, query);
        bindValues(prepared, note.slots, values);
        const result = await interruptible(connection, signal, () => prepared.stream());
        const isCurrent =
          note.columns === undefined ? hasColumns(query, result) : isDeepStrictEqual(columnsOf(result), note.columns);
        if (!isCurrent) throw changedColumns(query.statement);
        const batches = streamBatches(result, {
          connection,
          signal,
          failure: () => findFailure(prepared, query.statement),
          closed: () => pool.release(lease),
        });
        return { batches };
      } catch (error) {
        // What was prepared over collections that have changed since is prepared anew by the next call.
        if (error instanceof RockpoolError && error.code === 'SQL_BIND') lease.kept.delete(query.statement.sql);
        pool.release(lease);
        throw signal.aborted ? signal.reason : executionError(error, query.statement);
      }
    },

    async explain(query, values, { signal, analyze }) {
      const lease = await pool.acquire(signal);
      try {
        const prepared = await lease.connection.prepare(`EXPLAIN ${analyze ? 'ANALYZE ' : ''}${query.statement.sql}`);
        bindValues(prepared, slotsOf(query.statement, prepared), values);
        const result = await interruptible(lease.connection, signal, () => prepared.run());
        const chunks = await result.fetchAllChunks();
        prepared.destroySync();
        return chunks.flatMap((chunk) => readChunk(chunk).columns[1]!).join('\n');
      } catch (error) {
        throw signal.aborted ? signal.reason : executionError(error, query.statement);
      } finally {
        pool.release(lease);
      }
    },

    close: () => pool.close(),
  };
}

function makeNote(query: CompiledQuery, prepared: DuckDBPreparedStatement): Note {
  const slots = slotsOf(query.statement, prepared);
  if (isBoundLater(prepared)) return { query, slots };
  if (!hasColumns(query, prepared)) throw changedColumns(query.statement);
  return { query, slots, columns: columnsOf(prepared) };
}

/** Whether these are the columns that the query was compiled with. */
function hasColumns(query: CompiledQuery, source: DuckDBPreparedStatement | DuckDBResult): boolean {
  return (
    source.columnCount === query.columns.length &&
    query.columns.every(
      (column, index) =>
        column.unsupported !== undefined || isDeepStrictEqual(sqlTypeOf(source.columnType(index)), column.type),
    )
  );
}

function slotsOf(statement: Statement, prepared: DuckDBPreparedStatement): readonly ParameterSlot[] {
  return statement.parameters.map((name) => {
    const type = parseType(statement.parameterTypes[name]!);
    invariant(type !== undefined, `parameter ${name} has a type`);
    return { name, index: prepared.parameterIndex(name), type };
  });
}

const nested = new Set([DuckDBTypeId.LIST, DuckDBTypeId.ARRAY, DuckDBTypeId.STRUCT, DuckDBTypeId.DECIMAL]);

/** Names and types of the columns. Nested types are few, and only those need more than their number. */
function columnsOf(source: DuckDBPreparedStatement | DuckDBResult): readonly string[] {
  return Array.from({ length: source.columnCount }, (_, index) => {
    const typeId = source.columnTypeId(index);
    return `${source.columnName(index)} ${nested.has(typeId) ? source.columnType(index).toString() : typeId}`;
  });
}

/** DuckDB binds a prepared statement again when a view below it was replaced; its columns are then not those that the caller knows. */
function changedColumns(statement: Statement): RockpoolError {
  return new RockpoolError('SQL_BIND', 'The columns of this statement are not those that it had when it was checked.', {
    hint: 'A collection has changed: run the query again. Or the type of a column depends on an argument: CAST the column.',
    cause: statement.text,
  });
}

/** The message of a stream that broke off: it is lost, so the statement runs again as a whole, which throws it. */
async function findFailure(prepared: DuckDBPreparedStatement, statement: Statement): Promise<unknown> {
  const error: unknown = await prepared.run().then(
    () => new RockpoolError('SQL_EXECUTION', 'The statement failed while its rows were read.'),
    (thrown: unknown) => thrown,
  );
  return executionError(error, statement);
}
