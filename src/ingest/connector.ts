import type { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { BucketSource, TopicSource } from '../catalog/collection.ts';

/** One record as it came from a stream: not yet decoded. */
export interface RawRecord {
  /** UTF-8 text of the value, or null for a Kafka tombstone. */
  readonly value: Uint8Array | null;
  readonly key: string | null;
  /** Milliseconds since 1970; feeds the order version, and is the arrival time. */
  readonly timestampMs: number;
  /** Members of `_meta`: topic, partition, offset, key. */
  readonly meta: JsonObject;
  /** Position and ordinal as text, unique in the source: makes a missing `_id` and the id of a dead letter. */
  readonly positionText: string;
  /** The size of a value too large to be held, in bytes; `value` is then its beginning. */
  readonly wholeBytes?: number;
  /** Why the value cannot become JSON, when that is known already: an unknown schema, a broken encoding. */
  readonly problem?: string;
}

/** Records of one position stream (a partition, a followed file), in its order, and the place after them. The first batch of a source that begins at its end has none. */
export interface StreamBatch {
  readonly kind: 'stream';
  /** Names the position stream inside the source: a partition number, `0` for a file. */
  readonly stream: string;
  readonly records: readonly RawRecord[];
  /** Where to resume after these records; opaque to all but the connector. */
  readonly position: JsonObject;
  readonly bytes: number;
  /** The place that they follow. Whoever shares the work says it, so that no reader goes on from a place that another has left behind. */
  readonly from?: JsonObject;
  /** Called when the store has acknowledged the records with their position; until then they may be delivered again. Never throws. */
  readonly written?: () => void;
  /**
   * Called when another reader has moved the stream: whatever was read of it and not written is void, and its place is to be asked for again,
   * if the stream is still this reader's. Never throws. Absent: the call ends, and begins anew.
   */
  readonly overtaken?: () => void;
}

/** A whole object to be read: local file, format by its name and the source. */
export interface ObjectToRead {
  readonly kind: 'object';
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly bytes: number;
  /** A file that may be read until `release` is called. */
  readonly path: string;
  /** Why the object is not read at all, when that is known already: it is too large. There is no file then. */
  readonly problem?: RockpoolError;
  /** 'changed' when the object was written to, or vanished, meanwhile: what was read may be a mixture and is read again. */
  release(): Promise<'intact' | 'changed'>;
  /** Captures of the pattern. */
  readonly captures: Readonly<Record<string, string>>;
}

export interface ConnectorState {
  /** Places by stream, as `StreamBatch.position` gave them. */
  readonly positions: Readonly<Record<string, JsonObject>>;
  /** Who reads, since ids of sources are unique in a collection only: calls of one reader share the work. Absent: to look once, beside all readers. */
  readonly reader?: string | undefined;
}

/** What is needed to follow a topic. */
export interface FollowState extends ConnectorState {
  /**
   * Where these streams go on, of those that another reader has moved: by their names. To be asked when streams come to this reader, before it
   * is asked what is there. Absent: nobody shares the work.
   */
  readonly moved?: (streams: readonly string[]) => Promise<Readonly<Record<string, JsonObject>>>;
}

/** Which objects of a bucket were read whole. Asked by page, since there may be very many. */
export interface ObjectMarks {
  /** As in `ConnectorState`. */
  readonly reader?: string | undefined;
  /** The etags of those of the keys that were read; the others are not in it. */
  etagsOf(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** One position stream of a source, as a person wants to see it. */
export interface StreamHealth {
  readonly stream: string;
  /** The offset of the next record to be read; absent: nothing was read yet. */
  readonly offset?: number;
  /** The offset after the last record that is there. */
  readonly end: number;
  /** Offsets between the two. Transactions and compaction leave gaps, so there may be fewer records. */
  readonly lag: number;
  /** False when another member of the consumer group reads it. */
  readonly assigned: boolean;
}

export interface SourceHealth {
  /** Records or objects that are there and not read yet, when known. */
  readonly behind?: number;
  readonly message?: string;
  /** The consumer group that reads the source. */
  readonly group?: string;
  readonly streams?: readonly StreamHealth[];
}

/** Names what one reader does with a source, for a connector that remembers something of it. */
export function readingOf(
  { id }: TopicSource | BucketSource,
  { reader = '' }: { readonly reader?: string | undefined },
): string {
  return `${reader}/${id}`;
}

/** Reads one kind of integration. Every implementation passes test/conformance/connector.ts. */
export interface Connector {
  /**
   * Its records have no times of their own, and several readers of a topic would each get all of them: then the order versions of the slower one,
   * which are later, would bring back what the quicker one has replaced. Such topics are read under a lease, by one server at a time, as buckets are.
   */
  readonly readsAlone?: true;
  /**
   * Follows a topic from `state` until the signal aborts. A batch is bounded in bytes and records; the next is read only when the consumer asks,
   * which is the back-pressure. A topic that is not there yet is waited for. Throws SOURCE_UNREADABLE for what waiting cannot mend.
   * Within one call no record is delivered twice, whatever the group does: whoever calls writes a batch, says that it was overtaken, or ends the call.
   */
  follow(source: TopicSource, state: FollowState, signal: AbortSignal): AsyncIterable<StreamBatch>;
  /** New and changed objects, once through the bucket; of those listed together the oldest change first. Throws SOURCE_UNREADABLE. */
  scan(source: BucketSource, marks: ObjectMarks, signal: AbortSignal): AsyncIterable<ObjectToRead>;
  /**
   * How far behind a state is, and what the person who looks at the source should know; throws nothing, and answers soon even when the outside
   * system does not. Of a bucket it says what the last scan found: nothing before the first.
   */
  health(source: TopicSource | BucketSource, state: ConnectorState): Promise<SourceHealth>;
  close(): Promise<void>;
}
