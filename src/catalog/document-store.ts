import type { JsonObject } from '../base/json.ts';
import type { QualifiedName } from '../base/name.ts';
import type { ErrorCodeName } from '../base/error-codes.ts';
import type { Field } from '../schema/sql-type.ts';
import type { RowBatch } from '../schema/value.ts';
import type { OperationBatch, OperationOutcome } from './operation.ts';

/** An object of a bucket that was read whole. */
export interface ObjectMark {
  readonly key: string;
  readonly etag: string;
}

/** The place that is safe to resume from, with the counters of its conservation. Stored with the documents. */
export interface Checkpoint {
  readonly source: string;
  /** Which of the source's position streams moves; absent: the source as a whole. Each has a value of its own. */
  readonly stream?: string;
  readonly value: JsonObject;
  /**
   * What the writer takes for stored, null for nothing. Where another writer has stored something else meanwhile, the checkpoint does not move.
   * Absent: it moves whatever is stored.
   */
  readonly after?: JsonObject | null;
  /** Objects that are read now. Kept one by one, beside the value: a bucket may hold a hundred thousand. */
  readonly marks?: readonly ObjectMark[];
}

/** An operation that the store cannot hold; the others are written. `index` counts within the batch. */
export interface Refusal {
  readonly index: number;
  readonly code: ErrorCodeName;
  readonly message: string;
}

/** May be called again with the same refusals, when the write is made again, and more than once by one write, with those found since. */
export type KeepRefused = (refusals: readonly Refusal[]) => Promise<void>;

export interface WriteResult {
  readonly outcomes: readonly OperationOutcome[];
  readonly refusals: readonly Refusal[];
  /** Another writer has moved the stream: the checkpoint, with its marks, stays as that one left it. The operations are applied. */
  readonly overtaken?: true;
}

export interface CollectionDeclaration extends QualifiedName {
  /** All fields, `_id` and `_event_time` included. */
  readonly fields: readonly Field[];
  /** Fields have versions of their own, so that parts of documents can be written. Fixed once the collection is there. */
  readonly write?: 'merge';
  /** Its transformation chooses operations (`_op`) that ask whether the document is there: `insert`, `replace`. */
  readonly conditional?: boolean;
  /** List fields that are sets: they never hold an element twice, nor a null. */
  readonly uniqueFields?: readonly string[];
  /** Of the index behind it, where the store has one; others ignore it. */
  readonly settings?: IndexSettings;
  /** The documents lie in indices that somebody else writes: their name or pattern. Such a collection is read only. */
  readonly index?: string;
  /** Of such a collection: the field of the index that is `_event_time`; absent: it is null. */
  readonly eventTime?: string;
  readonly retentionMs?: number;
  /** Fields that deployed lambdas compare with a parameter, or that the file asks for: looked up fast. */
  readonly lookupFields: readonly string[];
}

/** What an author may say about the index of a collection. */
export interface IndexSettings {
  readonly shards?: number;
  readonly replicas?: number;
  /** How soon documents become visible, milliseconds. */
  readonly refreshMs?: number;
}

export interface CollectionStatistics {
  readonly documents: number;
  readonly bytes: number;
}

/** Holds documents. Every implementation passes test/conformance/document-store.ts. */
export interface DocumentStore {
  /**
   * Makes the collection ready for these fields: creates it, or adds fields to it (null in old documents). Look-up fields may change freely.
   * Throws COLLECTION_INCOMPATIBLE when a field is retyped or the way of writing is another; a field that is no longer declared stays stored and becomes invisible.
   */
  declare(collection: CollectionDeclaration): Promise<void>;
  /** Removes the collection, its documents and its checkpoints. */
  drop(collection: QualifiedName): Promise<void>;
  /**
   * Applies the operations in order and moves the checkpoint. After it returns both survive a crash. The checkpoint is never visible before the
   * operations. Refused operations are handed to `keepRefused` first, and the checkpoint moves only when it is done: so a crash loses none.
   * Throws STORE_UNAVAILABLE and what `keepRefused` throws; then the checkpoint has not moved, and the same call may be made again.
   * `visible`: returns only when queries see the documents, for writers that read what they wrote.
   */
  write(
    collection: QualifiedName,
    operations: OperationBatch,
    checkpoint?: Checkpoint,
    keepRefused?: KeepRefused,
    options?: { readonly visible?: boolean },
  ): Promise<WriteResult>;
  /** The visible documents with these ids, as rows of all declared fields in their order; absent ones are left out. */
  read(collection: QualifiedName, ids: readonly string[]): Promise<RowBatch>;
  /** The last value of the source as a whole. */
  readCheckpoint(collection: QualifiedName, source: string): Promise<JsonObject | undefined>;
  /** The last value of each of the source's streams. */
  readStreams(collection: QualifiedName, source: string): Promise<ReadonlyMap<string, JsonObject>>;
  /** The etags of those of the keys (at most 1,000) that a checkpoint of the source marked as read. */
  readMarks(collection: QualifiedName, source: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  statistics(collection: QualifiedName): Promise<CollectionStatistics>;
  /** Event time of the newest visible document, microseconds since 1970; undefined when there is none. Much cheaper than the statistics. */
  newestEventTime(collection: QualifiedName): Promise<bigint | undefined>;
  /** Removes expired documents, and tombstones older than `tombstonesBefore` (microseconds). Returns how many rows were freed. */
  sweep(collection: QualifiedName, nowMicros: bigint, tombstonesBefore: bigint): Promise<number>;
  close(): Promise<void>;
}

/** What reading sources asks of the documents that it fills. */
export type SourceDocuments = Pick<DocumentStore, 'write' | 'readCheckpoint' | 'readStreams' | 'readMarks'>;
