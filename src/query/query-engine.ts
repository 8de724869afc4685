import type { QualifiedName } from '../base/name.ts';
import type { ScanVerdict } from '../plan/scan-verdict.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { Statement } from '../sql/statement.ts';

/** A column of a result. */
export interface Column extends Field {
  /** The name Rockset gave it when the author gave none: `?count`, `?field0`. Absent for named columns. */
  readonly rocksetName?: string;
  /** Why the value cannot be put on the wire, with what to write instead; a query with such a column may not run. */
  readonly unsupported?: string;
}

/** A statement that passed the allow-lists and was bound: safe to run, its columns known. */
export interface CompiledQuery {
  readonly statement: Statement;
  readonly columns: readonly Column[];
  /** False for `SELECT *`: Rockset then sends no column_fields. */
  readonly explicitColumns: boolean;
  readonly collections: readonly QualifiedName[];
  /** True when the outermost statement has an ORDER BY. */
  readonly ordered: boolean;
  /** Fields compared for equality with a parameter, per collection: candidates for look-up indexes. */
  readonly lookups: readonly { readonly collection: QualifiedName; readonly field: string }[];
}

export interface RunOptions {
  /** Aborting stops the execution in the engine; the reason is thrown. */
  readonly signal: AbortSignal;
  /** What may be read from an engine that holds the documents elsewhere; absent: as much as it takes. */
  readonly budget?: ScanBudget;
}

/** Rows and bytes that a call may read from the engine, over all its scans. */
export interface ScanBudget {
  readonly rows: number;
  readonly bytes: number;
}

/** A running query. Iterating `batches` to its end, or returning from it, frees the connection. */
export interface RunningQuery {
  readonly batches: AsyncIterable<RowBatch>;
  /** Time spent reading documents before the statement ran; absent where it reads them itself. */
  readonly scanMs?: number;
}

/** How much of a collection a scan of a statement reads. */
export interface ScanJudgement {
  readonly collection: QualifiedName;
  readonly verdict: ScanVerdict;
  /** Of the collection, roughly; undefined when nobody knows. */
  readonly documents: number | undefined;
  /** Sentences: which conditions the engine that holds the documents does not evaluate, and why. */
  readonly stays: readonly string[];
}

/** Runs SQL over collections. Every implementation passes test/conformance/query-engine.ts. */
export interface QueryEngine {
  /**
   * Parses, checks and binds, once per statement and catalog version; cached.
   * Throws SQL_SYNTAX, SQL_BIND, SQL_NOT_ALLOWED, SQL_STATEMENT_COUNT, COLLECTION_NOT_FOUND with the place in the author's text.
   */
  compile(statement: Statement): Promise<CompiledQuery>;
  /** Throws SQL_EXECUTION, LIMIT_MEMORY, LIMIT_SCAN, STORE_UNAVAILABLE, STORE_FAILED, STORE_TIMEOUT, or the signal's reason; from here or from the iteration. */
  run(query: CompiledQuery, values: ReadonlyMap<string, Value>, options: RunOptions): Promise<RunningQuery>;
  /** What is read for the statement, scan by scan; absent where the engine reads the documents itself. */
  judge?(query: CompiledQuery): Promise<readonly ScanJudgement[]>;
  /** The engine's plan as text; with `analyze` it is run and measured. */
  explain(
    query: CompiledQuery,
    values: ReadonlyMap<string, Value>,
    options: RunOptions & { readonly analyze: boolean },
  ): Promise<string>;
}
