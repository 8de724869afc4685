import type { Field, SqlType } from '../schema/sql-type.ts';

/** Indices that somebody else writes and a collection only reads. */
export interface ExistingIndices {
  /** A name, an alias or a pattern such as `orders-*`, or several with commas. */
  readonly index: string;
  /** The field that is `_event_time`. Absent: `@timestamp` when there is one, else it is null. */
  readonly eventTime?: string;
  /** Absent: every field of the mapping. */
  readonly fields?: ExistingFields;
}

export interface ExistingFields {
  readonly named: readonly ExistingField[];
  /** What the mapping holds beside the named ones too. */
  readonly others: boolean;
}

/** A field as the mapping has it, or with what the author knows better: a mapping does not say what is a list. */
export interface ExistingField {
  readonly name: string;
  readonly list: boolean;
  readonly type?: SqlType;
}

/** What such indices hold, as fields of a collection. */
export interface ExistingDescription {
  /** Without `_id` and `_event_time`. */
  readonly fields: readonly Field[];
  /** The field that is `_event_time`; absent: it is null. */
  readonly eventTime?: string;
  readonly remarks: readonly ExistingRemark[];
  /** Names of the indices that the pattern matches now, sorted. */
  readonly indices: readonly string[];
}

/** What an author should know about a field: it is not there, or conditions on it are not left to the engine. */
export interface ExistingRemark {
  readonly field: string;
  readonly kind: 'left-out' | 'unindexed';
  /** A sentence. */
  readonly why: string;
}

/** A proposal is made of the mapping and of some documents. */
export interface ExistingSample {
  readonly description: ExistingDescription;
  /** Documents that were looked at. */
  readonly sampled: number;
  /** Paths with dots of the members that held a list in one of them. */
  readonly lists: ReadonlySet<string>;
}

/** Looks into the indices of the store's cluster. Stores that are no cluster have none. */
export interface IndexReader {
  /**
   * Throws COLLECTION_INCOMPATIBLE when the indices disagree about a field, or the file asks for what they do not have, and STORE_UNAVAILABLE.
   * No index need match.
   */
  describe(existing: ExistingIndices): Promise<ExistingDescription>;
  /** The description and the beginning of the newest documents. Throws the same, and SOURCE_UNREADABLE when no index matches. */
  sample(index: string, documents: number): Promise<ExistingSample>;
}
