import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { InputField } from '../catalog/collection.ts';
import type { ErrorCodeName } from '../base/error-codes.ts';

/** A transformation that was checked and bound: row-wise, pure, over `_input` only. */
export interface Transformation {
  /** What it yields, in its order; may include `_id`, `_event_time`, `_op`, `_version`. */
  readonly fields: readonly Field[];
  /** All that its `_op` can be beside NULL, where its text says so; absent: only its rows tell. */
  readonly operations?: readonly string[];
  /** Whether the text reads `_meta`; if not, its column may be left out of the input. */
  readonly usesMeta: boolean;
  /**
   * Runs over a batch of decoded records. `input` has the columns of the declared input, then `_meta` as JSON; `arrivals` are microseconds.
   * `ordinals[r]` is the input row from which output row r came (UNNEST makes several, WHERE none).
   * Rows come in the order of `ordinals`, those of one record in an order that depends on nothing but them. Throws RECORD_TRANSFORMATION when a row fails; the caller halves the batch to find it.
   */
  apply(
    input: RowBatch,
    arrivals: readonly bigint[],
  ): Promise<{ readonly rows: RowBatch; readonly ordinals: readonly number[] }>;
  /** Gives back what it holds, after the call that runs. */
  close(): Promise<void>;
}

/** The engine that runs transformations and reads Parquet; the only one with access to files, limited to the folders of the sources. */
export interface BatchTransformer {
  /** Checks and binds. Throws SQL_* with the place in the transformation's text. */
  compile(input: readonly InputField[], sql: string | undefined): Promise<Transformation>;
  /** The rows of a Parquet file in its order, in batches, each row as the JSON text of one object. Throws RECORD_MALFORMED for a file that is no such thing. */
  readParquet(path: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
  close(): Promise<void>;
}

/** A decoded record, its values in the order of the input, or the reason why there is none. */
export type Decoded =
  | { readonly ok: true; readonly values: readonly Value[] }
  | { readonly ok: false; readonly code: ErrorCodeName; readonly message: string };
