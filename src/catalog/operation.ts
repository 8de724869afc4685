import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';

/**
 * What one record does to one document. `repsert` writes the whole document, `replace` only if it is present,
 * `insert` only if it is absent, `delete` leaves a tombstone, so that an older write cannot bring the document back.
 * Of merge collections only: `upsert` writes the fields that are not null and leaves the others alone, `update` does so only if the document is present.
 */
export type OperationKind = 'repsert' | 'replace' | 'insert' | 'delete' | 'upsert' | 'update';

/**
 * Operations in the order of their records, column-wise: entry i of `ids`, `kinds`, `versions`, `eventTimes` and of every
 * column belongs to operation i. `fields` are the document's own fields without `_id` and `_event_time`; a delete has nulls there.
 */
export interface OperationBatch {
  readonly ids: readonly string[];
  readonly kinds: readonly OperationKind[];
  /** Order versions, see order-version.ts. The highest wins; an equal one is the same write again and wins too. */
  readonly versions: readonly bigint[];
  /** Microseconds since 1970, UTC. */
  readonly eventTimes: readonly bigint[];
  readonly fields: readonly Field[];
  readonly columns: readonly (readonly Value[])[];
  /** Names of fields that an upsert or update empties, by operation; absent: none does. */
  readonly clears?: readonly (readonly string[])[];
}

/**
 * What became of one operation. `added`, `replaced` and `deleted` changed what is visible, or would have, had not a later operation
 * of the same batch done so; `superseded` lost against a newer version; `unmet` is a replace or update without, or an insert with, a document.
 *
 * A store that need not read before it writes may be less exact, where nothing depends on it: `replaced` for what took the place of a tombstone or of an
 * expired document, and one of the first three for an operation that lost, when a later one of the same batch and document won.
 */
export type OperationOutcome = 'added' | 'replaced' | 'deleted' | 'superseded' | 'unmet';
