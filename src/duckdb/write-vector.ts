import { DuckDBDataChunk, type DuckDBVector } from '@duckdb/node-api';
import type { SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { duckdbType } from './types.ts';
import { toDuckdbValue } from './to-duckdb-value.ts';

/** Writes values, in the form of schema/value.ts, from the vector's first entry on, and hands them to DuckDB. The vector was made for this type. */
export function writeVector(type: SqlType, vector: DuckDBVector, values: readonly Value[]): void {
  for (let row = 0; row < values.length; row += 1) vector.setItem(row, toDuckdbValue(type, values[row]!));
  vector.flush();
}

/** Rows that one chunk holds at most. */
export const chunkRows = 2048;

/** `batch` as chunks of at most `chunkRows` rows, for an appender. */
export function* writeChunks(types: readonly SqlType[], batch: RowBatch): Generator<DuckDBDataChunk> {
  const duckdbTypes = types.map(duckdbType);
  for (let start = 0; start < batch.rowCount; start += chunkRows) {
    const end = Math.min(start + chunkRows, batch.rowCount);
    const chunk = DuckDBDataChunk.create(duckdbTypes, end - start);
    types.forEach((type, column) =>
      writeVector(type, chunk.getColumnVector(column), batch.columns[column]!.slice(start, end)),
    );
    yield chunk;
  }
}
