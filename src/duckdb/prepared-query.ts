import { DuckDBTypeId, type DuckDBPreparedStatement, type DuckDBResult } from '@duckdb/node-api';
import { isDeepStrictEqual } from 'node:util';
import { invariant } from '../base/assert.ts';
import { RockpoolError } from '../base/error.ts';
import type { CompiledQuery, RunningQuery } from '../query/query-engine.ts';
import { parseType } from '../schema/parse-type.ts';
import type { Value } from '../schema/value.ts';
import type { Statement } from '../sql/statement.ts';
import { bindValues, type ParameterSlot } from './bind-values.ts';
import { isBoundLater } from './bound-later.ts';
import { prepareOnce, type Lease } from './connection-pool.ts';
import { executionError } from './errors.ts';
import { interruptible } from './interrupt.ts';
import { readChunk } from './read-vector.ts';
import { streamBatches } from './stream-batches.ts';
import { sqlTypeOf } from './types.ts';

/** What is remembered of a prepared statement. */
export interface Note {
  /** What it was prepared for: a query, or the givens of a plan. */
  readonly source: object;
  readonly slots: readonly ParameterSlot[];
  /** Absent for a statement that DuckDB binds only together with its values. */
  readonly columns?: readonly string[];
}

/** A compiled query, and the text to run for it. */
export interface PreparedQuery {
  readonly query: CompiledQuery;
  /** The statement's own, unless it was rewritten; then places in it are nowhere in the author's text. */
  readonly sql: string;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Called before a statement that broke off runs again, which finds its error. */
  readonly beforeRepeat?: () => Promise<void>;
  /** Called once, when the connection may be used again; not when `startQuery` throws. */
  readonly closed: () => void;
}

/**
 * Runs a compiled query on a connection: prepared once, its columns compared with those that it was compiled with. Throws SQL_EXECUTION,
 * LIMIT_MEMORY, SQL_BIND with the place in the author's text, or the signal's reason; from here or from the iteration.
 */
export async function startQuery(
  lease: Lease<Note>,
  { query, sql }: PreparedQuery,
  values: ReadonlyMap<string, Value>,
  { signal, beforeRepeat, closed }: StartOptions,
): Promise<RunningQuery> {
  const { connection } = lease;
  const statement = placesOf(query, sql);
  try {
    const { prepared, note } = await prepareOnce(
      lease,
      sql,
      ({ source }) => source === query,
      (fresh) => makeNote(query, fresh),
    );
    bindValues(prepared, note.slots, values);
    const result = await interruptible(connection, signal, () => prepared.stream());
    const isCurrent =
      note.columns === undefined ? hasColumns(query, result) : isDeepStrictEqual(columnsOf(result), note.columns);
    if (!isCurrent) throw changedColumns(query.statement);
    const failure = async (): Promise<unknown> => {
      await beforeRepeat?.();
      return findFailure(prepared, statement);
    };
    return { batches: streamBatches(result, { connection, signal, failure, closed }) };
  } catch (error) {
    // What was prepared over collections that have changed since is prepared anew by the next call.
    if (error instanceof RockpoolError && error.code === 'SQL_BIND') lease.kept.delete(sql);
    throw signal.aborted ? signal.reason : executionError(error, statement);
  }
}

/** DuckDB's plan as text; with `analyze` the query runs. Throws as `startQuery` does. */
export async function explainQuery(
  { connection }: Lease<Note>,
  { query, sql }: PreparedQuery,
  values: ReadonlyMap<string, Value>,
  { signal, analyze }: { readonly signal: AbortSignal; readonly analyze: boolean },
): Promise<string> {
  try {
    const prepared = await connection.prepare(`EXPLAIN ${analyze ? 'ANALYZE ' : ''}${sql}`);
    bindValues(prepared, slotsOf(query.statement, prepared), values);
    const result = await interruptible(connection, signal, () => prepared.run());
    const chunks = await result.fetchAllChunks();
    prepared.destroySync();
    return chunks.flatMap((chunk) => readChunk(chunk).columns[1]!).join('\n');
  } catch (error) {
    throw signal.aborted ? signal.reason : executionError(error, placesOf(query, sql));
  }
}

/** The parameters that occur in a prepared statement, with the types that the author's statement gives them. */
export function slotsOf(statement: Statement, prepared: DuckDBPreparedStatement): readonly ParameterSlot[] {
  // DuckDB finds parameters in any case, and a statement has no two that differ in it.
  const names = new Map(statement.parameters.map((name) => [name.toLowerCase(), name]));
  return Array.from({ length: prepared.parameterCount }, (_, at) => {
    const name = names.get(prepared.parameterName(at + 1).toLowerCase());
    invariant(name !== undefined, `the statement has the parameter ${prepared.parameterName(at + 1)}`);
    const type = parseType(statement.parameterTypes[name]!);
    invariant(type !== undefined, `parameter ${name} has a type`);
    return { name, index: at + 1, type };
  });
}

/** The statement in which places are found: none for a text that is not the author's. */
function placesOf({ statement }: CompiledQuery, sql: string): Statement | undefined {
  return sql === statement.sql ? statement : undefined;
}

function makeNote(query: CompiledQuery, prepared: DuckDBPreparedStatement): Note {
  const slots = slotsOf(query.statement, prepared);
  if (isBoundLater(prepared)) return { source: query, slots };
  if (!hasColumns(query, prepared)) throw changedColumns(query.statement);
  return { source: query, slots, columns: columnsOf(prepared) };
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
async function findFailure(prepared: DuckDBPreparedStatement, statement: Statement | undefined): Promise<unknown> {
  const error: unknown = await prepared.run().then(
    () => new RockpoolError('SQL_EXECUTION', 'The statement failed while its rows were read.'),
    (thrown: unknown) => thrown,
  );
  return executionError(error, statement);
}
