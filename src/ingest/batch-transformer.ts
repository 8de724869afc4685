import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { InputField, SourceFormat } from '../catalog/collection.ts';

/** A transformation that was checked and bound: row-wise, pure, over `_input` only. */
export interface Transformation {
  /** What it yields, in its order; may include `_id`, `_event_time`, `_op`, `_version`. */
  readonly fields: readonly Field[];
  /**
   * Runs over a batch of decoded records. `input` has the columns of the declared input, then `_meta` as JSON; `arrivals` are microseconds.
   * `ordinals[r]` is the input row from which output row r came (UNNEST makes several, WHERE none).
   * Throws RECORD_TRANSFORMATION when a row fails; the caller halves the batch to find it.
   */
  apply(
    input: RowBatch,
    arrivals: readonly bigint[],
  ): Promise<{ readonly rows: RowBatch; readonly ordinals: readonly number[] }>;
}

/** Rows of an object, as text values by column, with the row's number in the object from 0. */
export interface ObjectRows {
  readonly columns: readonly string[];
  /** `cells[c][r]`; null is an empty CSV cell or a Parquet null. Parquet and JSON cells are JSON text, `json` says so. */
  readonly cells: readonly (readonly (string | null)[])[];
  readonly firstRow: number;
  readonly json: boolean;
  /** Lines that are no row: their number, text and what is wrong. */
  readonly rejects: readonly { readonly row: number; readonly text: string; readonly message: string }[];
}

/** The engine that runs transformations and reads tabular files; the only one with access to files, limited to the folders of the sources. */
export interface BatchTransformer {
  /** Checks and binds. Throws SQL_* with the place in the transformation's text. */
  compile(input: readonly InputField[], sql: string | undefined): Promise<Transformation>;
  /** Reads CSV, Parquet (and their compressed forms) in batches. Throws RECORD_MALFORMED for a file that is no such thing. */
  readObject(path: string, format: SourceFormat, signal: AbortSignal): AsyncIterable<ObjectRows>;
  close(): Promise<void>;
}

/** A decoded row or the reason why there is none. */
export type Decoded =
  { readonly ok: true; readonly values: readonly Value[] } | { readonly ok: false; readonly message: string };
