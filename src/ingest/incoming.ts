import type { JsonObject } from '../base/json.ts';
import type { Decoded } from './batch-transformer.ts';

/** A record on its way: decoded, with all that its documents, or its dead letter, need to know of where it came from. */
export interface Incoming {
  /** `tombstone`: a Kafka record without a value, which deletes the document of its key. */
  readonly decoded: Decoded | 'tombstone';
  readonly timestampMs: number;
  /** The order version of its documents. */
  readonly version: bigint;
  readonly meta: JsonObject;
  readonly position: string;
  readonly key: string | null;
  /** The record as text, asked for only when it becomes a dead letter. */
  readonly raw: () => RawText;
}

export interface RawText {
  readonly text: string;
  /** The text is only the beginning of the record. */
  readonly truncated: boolean;
  /** Of a CSV row: what its cells are called. */
  readonly columns?: readonly string[];
}
