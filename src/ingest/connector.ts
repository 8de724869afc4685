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
  /** 'changed' when the object was written to, or vanished, meanwhile: what was read may be a mixture and is read again. */
  release(): Promise<'intact' | 'changed'>;
  /** Captures of the pattern. */
  readonly captures: Readonly<Record<string, string>>;
}

export interface ConnectorState {
  /** Places by stream, as `StreamBatch.position` gave them; for buckets, etag by key of objects read whole. */
  readonly positions: Readonly<Record<string, JsonObject>>;
}

export interface SourceHealth {
  /** Records or objects that are there and not read yet, when known. */
  readonly behind: number;
  readonly message?: string;
}

/** Reads one kind of integration. Every implementation passes test/conformance/connector.ts. */
export interface Connector {
  /**
   * Follows a topic from `state` until the signal aborts. A batch is bounded in bytes and records; the next is read only when the consumer asks,
   * which is the back-pressure. A topic that is not there yet is waited for. Throws SOURCE_UNREADABLE for what waiting cannot mend.
   */
  follow(source: TopicSource, state: ConnectorState, signal: AbortSignal): AsyncIterable<StreamBatch>;
  /** New and changed objects, once through the bucket, oldest change first. */
  scan(source: BucketSource, state: ConnectorState, signal: AbortSignal): AsyncIterable<ObjectToRead>;
  /** How far behind a state is, and what the person who looks at the source should know; throws nothing. */
  health(source: TopicSource | BucketSource, state: ConnectorState): Promise<SourceHealth>;
  close(): Promise<void>;
}
