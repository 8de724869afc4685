import {
  DuckDBArrayVector,
  DuckDBDecimal128Vector,
  DuckDBDecimal16Vector,
  DuckDBDecimal32Vector,
  DuckDBDecimal64Vector,
  DuckDBListVector,
  DuckDBStructVector,
  DuckDBTypeId,
  type DuckDBDataChunk,
  type DuckDBDateValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampSecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBTimeValue,
  type DuckDBUUIDValue,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { RowBatch, Value } from '../schema/value.ts';

/** The columns of a chunk as values. */
export function readChunk(chunk: DuckDBDataChunk): RowBatch {
  const { rowCount, columnCount } = chunk;
  const columns: Value[][] = [];
  for (let column = 0; column < columnCount; column += 1)
    columns.push(readVector(chunk.getColumnVector(column), rowCount));
  return { rowCount, columns };
}

/**
 * The first `rowCount` values of a vector whose type `sqlTypeOf` knows, in the form of schema/value.ts. Infinite dates and times stay
 * the extreme numbers that DuckDB stores for them. Column-wise and without DuckDB's value objects where one is not needed: this runs
 * for every value that a query returns.
 */
export function readVector(vector: DuckDBVector, rowCount: number): Value[] {
  if (vector instanceof DuckDBListVector) return readLists(vector, rowCount);
  if (vector instanceof DuckDBStructVector) return readStructs(vector, rowCount);
  if (vector instanceof DuckDBArrayVector) return readArrays(vector, rowCount);
  if (isDecimal(vector)) return readEach(rowCount, (row) => unscaled(vector.getScaledValue(row)));
  const read = readers[vector.type.typeId];
  if (read === undefined) return readEach(rowCount, (row) => vector.getItem(row) as Value);
  return readEach(rowCount, (row) => {
    const item: unknown = vector.getItem(row);
    return item === null ? null : read(item);
  });
}

function readEach(rowCount: number, read: (row: number) => Value): Value[] {
  const values = new Array<Value>(rowCount);
  for (let row = 0; row < rowCount; row += 1) values[row] = read(row);
  return values;
}

type DecimalVector = DuckDBDecimal16Vector | DuckDBDecimal32Vector | DuckDBDecimal64Vector | DuckDBDecimal128Vector;

function isDecimal(vector: DuckDBVector): vector is DecimalVector {
  return vector.type.typeId === DuckDBTypeId.DECIMAL;
}

const unscaled = (value: number | bigint | null): Value => (typeof value === 'number' ? BigInt(value) : value);

/** Only the types whose item is an object, or another JavaScript type than ours. */
const readers: Partial<Record<DuckDBTypeId, (item: unknown) => Value>> = {
  [DuckDBTypeId.UINTEGER]: (item) => BigInt(item as number),
  [DuckDBTypeId.DATE]: (item) => (item as DuckDBDateValue).days,
  [DuckDBTypeId.TIME]: (item) => (item as DuckDBTimeValue).micros,
  [DuckDBTypeId.TIMESTAMP]: (item) => (item as DuckDBTimestampValue).micros,
  [DuckDBTypeId.TIMESTAMP_TZ]: (item) => (item as DuckDBTimestampTZValue).micros,
  [DuckDBTypeId.TIMESTAMP_S]: (item) => scaled((item as DuckDBTimestampSecondsValue).seconds, 1_000_000n),
  [DuckDBTypeId.TIMESTAMP_MS]: (item) => scaled((item as DuckDBTimestampMillisecondsValue).millis, 1_000n),
  [DuckDBTypeId.TIMESTAMP_NS]: (item) => floorThousandth((item as DuckDBTimestampNanosecondsValue).nanos),
  [DuckDBTypeId.UUID]: (item) => (item as DuckDBUUIDValue).toString(),
};

/** The largest 64-bit number; DuckDB stores it, and its negative, for infinity, whatever the unit. */
const infinity = 2n ** 63n - 1n;

function scaled(count: bigint, unit: bigint): bigint {
  return count === infinity || count === -infinity ? count : count * unit;
}

function floorThousandth(nanos: bigint): bigint {
  if (nanos === infinity || nanos === -infinity) return nanos;
  return nanos >= 0n ? nanos / 1000n : (nanos - 999n) / 1000n;
}

/** Private to DuckDB's classes, and stable under the pinned version; the public ways copy a slice per row. */
interface NestedVector {
  readonly validity: { itemValid(row: number): boolean };
  readonly childData: DuckDBVector;
}
const nested = (vector: DuckDBVector): NestedVector => vector as unknown as NestedVector;

function readLists(vector: DuckDBListVector, rowCount: number): Value[] {
  const { validity, childData } = nested(vector);
  const elements = readVector(childData, childData.itemCount);
  return readEach(rowCount, (row) => {
    if (!validity.itemValid(row)) return null;
    const start = vector.getEntryOffset(row);
    return elements.slice(start, start + vector.getEntryLength(row));
  });
}

function readArrays(vector: DuckDBArrayVector, rowCount: number): Value[] {
  const { validity, childData } = nested(vector);
  const elements = readVector(childData, childData.itemCount);
  const { length } = vector.type;
  return readEach(rowCount, (row) =>
    validity.itemValid(row) ? elements.slice(row * length, (row + 1) * length) : null,
  );
}

function readStructs(vector: DuckDBStructVector, rowCount: number): Value[] {
  const members = vector.type.entryNames.map((_, index) => readVector(vector.entryVectorAt(index), rowCount));
  return readEach(rowCount, (row) => (vector.isItemValid(row) ? members.map((member) => member[row]!) : null));
}
