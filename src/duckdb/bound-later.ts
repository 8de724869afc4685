import { DuckDBTypeId, type DuckDBPreparedStatement } from '@duckdb/node-api';

/**
 * Whether DuckDB binds this statement only when it runs, since a function needs the value of a parameter: `range(:n)`, `to_json(:x)`.
 * Until then it reports one column, `unknown`, of no type.
 */
export function isBoundLater(prepared: DuckDBPreparedStatement): boolean {
  return prepared.columnCount === 1 && prepared.columnTypeId(0) === DuckDBTypeId.INVALID;
}
