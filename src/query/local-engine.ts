import type { Json } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import type { Givens } from '../plan/query-plan.ts';
import type { Field, SqlType } from '../schema/sql-type.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { Statement } from '../sql/statement.ts';
import type { CompiledQuery, RunningQuery } from './query-engine.ts';

/**
 * The optimised, bound plan of a statement as DuckDB prints it, over empty collections; undefined when there is none. Three things must be
 * done for it. DuckDB folds the clock (`now()`, CURRENT_DATE, `age(t)` …) to the moment of planning, which would drop rows later: the
 * clock stands in the planned text as `CAST($rp_now AS TIMESTAMPTZ)`, and a statement that reads it otherwise has no plan. It binds casts of
 * casts of a parameter as one, so each parameter stands in it as the only element of a list, `list_extract([CAST($x AS t)], 1)`. JSON.parse ruins
 * whole numbers beyond 2^53: they are texts of digits.
 */
export type BoundPlan = Json | undefined;

/** Runs statements over rows that are brought to it, for engines that hold the documents elsewhere. */
export interface LocalEngine {
  /** As QueryEngine.compile. */
  compile(statement: Statement): Promise<CompiledQuery>;
  /** Dear: once per statement and catalog. Places of parameters in table functions get NULL, as in binding. */
  plan(query: Pick<CompiledQuery, 'statement'>): Promise<BoundPlan>;
  /** Types of the columns of a rewritten text; undefined when it cannot be bound, or not without arguments. */
  types(sql: string): Promise<readonly SqlType[] | undefined>;
  /** The parse tree, for rules that rewrite, as text (its integers do not survive JSON.parse); undefined when it cannot be printed. */
  tree(sql: string): Promise<string | undefined>;
  /** SQL of a parse tree. */
  print(tree: string): Promise<string>;
  /** Waits for a connection. `groups`: the columns of the relations of group scans that will be provided, by name. Throws the signal's reason. */
  open(signal: AbortSignal, groups?: GroupRelations): Promise<LocalSession>;
}

/** Columns of the relations `_groups.<name>`, by name. */
export type GroupRelations = ReadonlyMap<string, readonly Field[]>;

/** One call: what it brings is seen by this call only. A session is closed once, by `close` or by the end of the rows of `run`. */
export interface LocalSession {
  /** Values of the givens, in order. `now()` here is the `now()` of `run`. */
  evaluate(givens: Givens, values: ReadonlyMap<string, Value>): Promise<readonly Value[]>;
  /** The rows that a collection, or the relation of a group scan (`_groups.<name>`), has in this call; fields of the collection that were not fetched are null. */
  provide(relation: QualifiedName, fields: readonly Field[], batch: RowBatch): void;
  /** Distinct values, without null, of the one column of a statement over what was provided. */
  keys(sql: string, query: CompiledQuery, values: ReadonlyMap<string, Value>): Promise<readonly Value[]>;
  /** Runs the statement (`sql` when it was rewritten) over what was provided. Its columns are those of the compiled query. */
  run(query: CompiledQuery, values: ReadonlyMap<string, Value>, sql?: string): Promise<RunningQuery>;
  explain(
    query: CompiledQuery,
    values: ReadonlyMap<string, Value>,
    options: { readonly analyze: boolean; readonly sql?: string },
  ): Promise<string>;
  close(): void;
}
