import { createRequire } from 'node:module';
import type { DuckDBDataChunk } from '@duckdb/node-api';

declare const vectorBrand: unique symbol;

/** A column of a chunk as DuckDB's C API has it. */
export interface RawVector {
  readonly [vectorBrand]: true;
}

/** The part of the binding that fills columns; in chunks and lists memory is DuckDB's, and reset before it is handed out. */
interface Binding {
  data_chunk_get_vector(chunk: DuckDBDataChunk['chunk'], column: number): RawVector;
  copy_data_to_vector(to: RawVector, toByte: number, from: ArrayBuffer, fromByte: number, bytes: number): void;
  copy_data_to_vector_validity(to: RawVector, toByte: number, from: ArrayBuffer, fromByte: number, bytes: number): void;
  vector_ensure_validity_writable(vector: RawVector): void;
  vector_assign_string_element(vector: RawVector, index: number, text: string): void;
  list_vector_reserve(vector: RawVector, capacity: number): void;
  list_vector_set_size(vector: RawVector, size: number): void;
  list_vector_get_child(vector: RawVector): RawVector;
  struct_vector_get_child(vector: RawVector, index: number): RawVector;
}

// The vectors of @duckdb/node-api take one value object at a time, and copy all there was before. What lies below them is the package that
// it pins itself, so it is found from there.
const fromApi = createRequire(createRequire(import.meta.url).resolve('@duckdb/node-api'));

export const rawVectors = fromApi('@duckdb/node-bindings') as Binding;

/** Column `column` of a chunk. */
export function rawVector(chunk: DuckDBDataChunk, column: number): RawVector {
  return rawVectors.data_chunk_get_vector(chunk.chunk, column);
}

/** Writes the column's memory, whatever its type. */
export function writeBytes(vector: RawVector, { buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): void {
  rawVectors.copy_data_to_vector(vector, 0, buffer, byteOffset, byteLength);
}
