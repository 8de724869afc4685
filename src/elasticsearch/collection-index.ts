import type { QualifiedName } from '../base/name.ts';
import type { IndexedField } from './indexed-field.ts';

/** Where the documents of a collection lie. */
export interface CollectionIndex extends QualifiedName {
  /** What is searched: the alias of our own index, or the name or pattern of indices that exist. */
  readonly index: string;
  /** Ours: mapping, order versions and tombstones as we write them. Existing: read only. */
  readonly origin: 'ours' | 'existing';
  /** All fields in their order, `_id` (which is no part of `_source`) and `_event_time` included. */
  readonly fields: readonly IndexedField[];
  /** Shards that a search meets, for slices. */
  readonly shards: number;
  readonly retentionMs?: number;
  /** Values can be read apart from their documents, because the index says beside them which it does not hold (`_ignored`). */
  readonly columnar?: boolean;
  /** `external`: Elasticsearch compares order versions. `stored`: they lie in `_source`, and writes read first. */
  readonly versions: 'external' | 'stored';
  /** Its mapping was made from a declaration, and must still be what it was made. */
  readonly declared?: true;
}

/** The indices of all collections that are ready. The store fills it, the scans read it. */
export interface IndexRegistry {
  get(name: QualifiedName): CollectionIndex | undefined;
  /** Throws COLLECTION_NOT_FOUND. */
  require(name: QualifiedName): CollectionIndex;
  list(): readonly CollectionIndex[];
  set(index: CollectionIndex): void;
  remove(name: QualifiedName): void;
}
