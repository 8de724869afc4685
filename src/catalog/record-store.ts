import type { JsonObject } from '../base/json.ts';

/** Kinds of records; one implementation may give each its own table or index. */
export type RecordKind =
  'workspace' | 'lambda' | 'version' | 'tag' | 'key' | 'dead-letter' | 'execution' | 'lease' | 'source';

export interface RecordKey {
  readonly kind: RecordKind;
  /** Parts are joined with `/` by their room: `commons/recommendation/latest`. Sorted by code point in lists. */
  readonly id: string;
}

/** Opaque; changes with every write of the record. */
export type Revision = string;

export interface StoredRecord {
  readonly id: string;
  readonly value: JsonObject;
  readonly revision: Revision;
}

/** Text members of the values that must have these values: `{ code: 'RECORD_MALFORMED' }`. */
export type MemberFilter = Readonly<Record<string, string>>;

export interface ListOptions {
  readonly prefix?: string;
  readonly where?: MemberFilter;
  /** Ids after this one. */
  readonly after?: string;
  readonly limit?: number;
}

/** How many records share these values of the members that were asked for, in their order; a member that is absent is ''. */
export interface RecordGroup {
  readonly values: readonly string[];
  readonly count: number;
}

/** Holds small records with compare-and-set. Every implementation passes test/conformance/record-store.ts. */
export interface RecordStore {
  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** Those of the ids (at most 1,000) that are stored, in any order. */
  getAll(kind: RecordKind, ids: readonly string[]): Promise<readonly StoredRecord[]>;
  /**
   * Writes only if the stored revision is still `expected` (undefined: the record must not exist). Returns the new revision, or 'conflict'.
   * Throws STORE_UNAVAILABLE; then the write may have happened.
   */
  put(key: RecordKey, value: JsonObject, expected: Revision | undefined): Promise<Revision | 'conflict'>;
  /** Writes all of them whatever is stored, in one go: for records that are facts, like dead letters. */
  putAll(kind: RecordKind, records: readonly { readonly id: string; readonly value: JsonObject }[]): Promise<void>;
  /** Returns false when the revision is no longer `expected`; a record that is gone counts as deleted. */
  delete(key: RecordKey, expected: Revision): Promise<boolean>;
  /** Sorted by id. */
  list(kind: RecordKind, options?: ListOptions): Promise<readonly StoredRecord[]>;
  count(kind: RecordKind, prefix?: string): Promise<number>;
  /** Counts by text members, the largest group first; no value leaves the store. */
  countBy(kind: RecordKind, members: readonly string[], prefix?: string): Promise<readonly RecordGroup[]>;
  /** Deletes the records whose numeric member is below; returns how many. A record without the member stays. */
  deleteBelow(kind: RecordKind, member: string, below: number): Promise<number>;
  /**
   * Of a store that several servers write: a text that is another one after any record of these kinds was written or deleted. Cheap enough for
   * every second. Absent where nobody else writes.
   */
  changeMark?(kinds: readonly RecordKind[]): Promise<string>;
  close(): Promise<void>;
}
