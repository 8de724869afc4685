import { DuckDBDataChunk } from '@duckdb/node-api';
import type { SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { rawVector, rawVectors, writeBytes, type RawVector } from './raw-vector.ts';
import { duckdbType } from './types.ts';
import { writeTexts } from './write-texts.ts';

/** Rows that one chunk holds at most. */
export const chunkRows = 2048;

/** `batch` as chunks of at most `chunkRows` rows, for an appender. Throws for a value that its type cannot hold. */
export function* writeChunks(types: readonly SqlType[], batch: RowBatch): Generator<DuckDBDataChunk> {
  const duckdbTypes = types.map(duckdbType);
  for (let start = 0; start < batch.rowCount; start += chunkRows) {
    const end = Math.min(start + chunkRows, batch.rowCount);
    const chunk = DuckDBDataChunk.create(duckdbTypes, end - start);
    types.forEach((type, column) => writeColumn(type, chunk, column, batch.columns[column]!.slice(start, end)));
    yield chunk;
  }
}

/**
 * Writes values, in the form of schema/value.ts, into a column of a chunk that was made for this type, from its first row on. Column-wise and
 * without DuckDB's value objects: this runs for every value that is stored, transformed, or brought to a query.
 */
export function writeColumn(type: SqlType, chunk: DuckDBDataChunk, column: number, values: readonly Value[]): void {
  write(type, rawVector(chunk, column), values);
}

/** Makes all rows of a column null. */
export function writeNulls(chunk: DuckDBDataChunk, column: number, rowCount: number): void {
  writeValidity(rawVector(chunk, column), new Array<null>(rowCount).fill(null));
}

function write(type: SqlType, vector: RawVector, values: readonly Value[]): void {
  writeValidity(vector, values);
  switch (type.kind) {
    case 'varchar':
    case 'json':
      writeTexts(vector, values);
      break;
    case 'list':
      writeLists(type.element, vector, values as readonly (readonly Value[] | null)[]);
      break;
    case 'struct':
      type.fields.forEach((field, index) => {
        const members = (values as readonly (readonly Value[] | null)[]).map((value) => value && value[index]!);
        write(field.type, rawVectors.struct_vector_get_child(vector, index), members);
      });
      break;
    default:
      writeBytes(vector, bytesOf(type, values));
  }
}

function bytesOf(type: SqlType, values: readonly Value[]): ArrayBufferView<ArrayBuffer> {
  const { length } = values;
  switch (type.kind) {
    case 'boolean':
      return fill(new Uint8Array(length), values, (value) => (typeof value === 'boolean' ? Number(value) : NaN));
    case 'integer':
    case 'date':
      return fill(new Int32Array(length), values, (value) => value as number);
    case 'double':
      return doubles(values);
    case 'bigint':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return fillBig(new BigInt64Array(length), values);
    case 'hugeint':
      return wide(values);
    case 'decimal':
      if (type.width > 18) return wide(values);
      if (type.width > 9) return fillBig(new BigInt64Array(length), values);
      return fill(type.width > 4 ? new Int32Array(length) : new Int16Array(length), values, Number);
    case 'uuid':
      return uuids(values);
    default:
      throw new Error(`${type.kind} has no fixed size`);
  }
}

/** One bit per row, set where there is a value. A column begins with all of them set. */
function writeValidity(vector: RawVector, values: readonly Value[]): void {
  if (!values.includes(null)) return;
  const bits = new Uint8Array(Math.ceil(values.length / 64) * 8).fill(0xff);
  values.forEach((value, row) => {
    if (value === null) bits[row >> 3]! &= ~(1 << (row & 7));
  });
  rawVectors.vector_ensure_validity_writable(vector);
  rawVectors.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}

/** The values in the array; one that changes by being written does not fit. */
function fill<T extends Uint8Array | Int16Array | Int32Array>(
  items: T,
  values: readonly Value[],
  toNumber: (value: Value) => number,
): T {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as Value;
    if (value === null) continue;
    const number = toNumber(value);
    items[row] = number;
    if (items[row] !== number) throw outOfRange(value);
  }
  return items;
}

function fillBig(items: BigInt64Array<ArrayBuffer>, values: readonly Value[]): BigInt64Array<ArrayBuffer> {
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as Value;
    if (value === null) continue;
    items[row] = value as bigint;
    if (items[row] !== value) throw outOfRange(value);
  }
  return items;
}

function doubles(values: readonly Value[]): Float64Array<ArrayBuffer> {
  const items = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as Value;
    if (value === null) continue;
    if (typeof value !== 'number') throw outOfRange(value);
    items[row] = value;
  }
  return items;
}

/** 128 bits, the lower half first. */
function wide(values: readonly Value[]): BigInt64Array<ArrayBuffer> {
  const items = new BigInt64Array(values.length * 2);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as Value;
    if (value === null) continue;
    const number = value as bigint;
    if (BigInt.asIntN(128, number) !== number) throw outOfRange(value);
    items[row * 2] = number;
    items[row * 2 + 1] = number >> 64n;
  }
  return items;
}

/** DuckDB flips the first bit, so that they sort as numbers; the last 32 bits come first. */
function uuids(values: readonly Value[]): Uint32Array<ArrayBuffer> {
  const items = new Uint32Array(values.length * 4);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as Value;
    if (value === null) continue;
    const text = value as string;
    if (!uuidPattern.test(text)) throw outOfRange(value);
    items[row * 4 + 3] = parseInt(text.slice(0, 8), 16) ^ 0x80000000;
    items[row * 4 + 2] = parseInt(text.slice(9, 13) + text.slice(14, 18), 16);
    items[row * 4 + 1] = parseInt(text.slice(19, 23) + text.slice(24, 28), 16);
    items[row * 4] = parseInt(text.slice(28), 16);
  }
  return items;
}

const uuidPattern = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Where each list begins among all elements, and how many it has. */
function writeLists(element: SqlType, vector: RawVector, values: readonly (readonly Value[] | null)[]): void {
  const entries = new BigUint64Array(values.length * 2);
  const elements: Value[] = [];
  values.forEach((list, row) => {
    entries[row * 2] = BigInt(elements.length);
    if (list === null) return;
    entries[row * 2 + 1] = BigInt(list.length);
    for (const value of list) elements.push(value);
  });
  rawVectors.list_vector_reserve(vector, elements.length);
  rawVectors.list_vector_set_size(vector, elements.length);
  writeBytes(vector, entries);
  write(element, rawVectors.list_vector_get_child(vector), elements);
}

const outOfRange = (value: Value): Error => new Error(`${String(value)} does not fit its type`);
