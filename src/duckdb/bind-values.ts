import type { DuckDBPreparedStatement } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { toDuckdbValue } from './to-duckdb-value.ts';
import { duckdbType } from './types.ts';

/** Where a parameter stands in a prepared statement, and of what type its value is. */
export interface ParameterSlot {
  readonly name: string;
  readonly index: number;
  readonly type: SqlType;
}

/** Binds a value to every parameter: values travel beside the text and are never part of it. Throws ARGUMENT_MISSING. */
export function bindValues(
  prepared: DuckDBPreparedStatement,
  slots: readonly ParameterSlot[],
  values: ReadonlyMap<string, Value>,
): void {
  for (const { name, index, type } of slots) {
    const value = values.get(name);
    if (value === undefined) throw new RockpoolError('ARGUMENT_MISSING', `The parameter "${name}" has no value.`);
    bindValue(prepared, index, type, value);
  }
}

function bindValue(prepared: DuckDBPreparedStatement, index: number, type: SqlType, value: Value): void {
  // The common types need no value object of DuckDB's.
  if (value === null) prepared.bindNull(index);
  else if (type.kind === 'varchar') prepared.bindVarchar(index, value as string);
  else if (type.kind === 'bigint') prepared.bindBigInt(index, value as bigint);
  else if (type.kind === 'double') prepared.bindDouble(index, value as number);
  else if (type.kind === 'boolean') prepared.bindBoolean(index, value as boolean);
  else prepared.bindValue(index, toDuckdbValue(type, value), duckdbType(type));
}
