import type { QualifiedName } from '../../base/name.ts';
import type { Field } from '../../schema/sql-type.ts';

/** A collection as `_meta` of its index keeps it: what a server needs to know it again after a start. */
export interface StoredCollection extends QualifiedName {
  /** What the collection shows, `_id` and `_event_time` included, in the declared order. */
  readonly fields: readonly Field[];
  /** All fields that documents may hold, those no longer declared too; without `_id` and `_event_time`. */
  readonly stored: readonly Field[];
  readonly write?: 'merge';
  readonly conditional?: true;
  readonly uniqueFields?: readonly string[];
  readonly retentionMs?: number;
  /** Made anew with each new collection, kept by a reindex: checkpoints belong to it, so that those of a deleted index are not followed. */
  readonly incarnation: string;
  /** Of the indices that this one was made instead of, out of the sources: writers that know one of them go on here. The latest is the last. */
  readonly formerly?: readonly string[];
}

/** `stored`: the order versions lie in the documents, and writes read first. */
export function versionsOf({
  write,
  conditional,
}: Pick<StoredCollection, 'write' | 'conditional'>): 'external' | 'stored' {
  return write === 'merge' || conditional === true ? 'stored' : 'external';
}
