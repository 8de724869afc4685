import type { JsonObject } from '../../base/json.ts';
import type { SourceDefinition } from '../../catalog/collection.ts';
import type { BatchTransformer } from '../batch-transformer.ts';
import type { Connector } from '../connector.ts';

/** One record before anybody said what it looks like. */
export interface SampleRecord {
  readonly text: string;
  /** Of CSV: the names of its columns. */
  readonly columns?: readonly string[];
  /** Why it cannot be read, when that is known without its types. */
  readonly problem?: string;
  readonly tombstone: boolean;
  readonly timestampMs: number;
  readonly meta: JsonObject;
  readonly position: string;
  readonly key: string | null;
}

export interface Sample {
  readonly records: readonly SampleRecord[];
  /** What was read, with the format that was found. */
  readonly source: SourceDefinition;
  /** `topic user_activity of events`, and more that is worth saying. */
  readonly seen: string;
}

export interface SampleParts {
  readonly connector: Connector;
  readonly transformer: Pick<BatchTransformer, 'readParquet'>;
  readonly maxRecordBytes: number;
}

export const mostRecords = 1_000;
const mostCharacters = 8 * 1024 * 1024;
/** Milliseconds: once something was read, no more than this is waited for the rest. */
export const patienceMs = 2_000;
/** Milliseconds: a cluster needs some time to hand out its partitions. */
export const longestMs = 20_000;

/** Whether more records would not make a better proposal. */
export function isEnough(records: readonly SampleRecord[]): boolean {
  const characters = records.reduce((sum, { text }) => sum + text.length, 0);
  return records.length >= mostRecords || characters >= mostCharacters;
}

/** Why a record is not looked at, when it is that. */
export const tooLargeProblem = (bytes: number): string => `it has ${bytes} bytes, more than are allowed`;
