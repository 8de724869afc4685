import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { addCounters, inFlight, nothingRead } from './conservation.ts';
import type { Conservation } from './ingest-service.ts';

/**
 * How far one position stream of a source has come; a bucket is one. Stored with the documents of its last batch. Since a stream's counters
 * move with its place, every record counts once, however many servers read the source.
 */
export interface StreamCheckpoint {
  /** Opaque to all but the connector; absent of a bucket, and where nothing was read. */
  readonly position?: JsonObject;
  /** The last order version of the stream. */
  readonly lastVersion: bigint;
  readonly counters: Conservation;
  readonly lastProcessedMs?: number;
  /** Microseconds since 1970, of the newest document of this stream. */
  readonly newestEventTime?: bigint;
}

export const nothingStored: StreamCheckpoint = { lastVersion: 0n, counters: nothingRead };

/** As JSON; 64-bit numbers as text. */
export function printStream(checkpoint: StreamCheckpoint): JsonObject {
  const { position, lastVersion, counters, lastProcessedMs, newestEventTime } = checkpoint;
  return {
    ...(position === undefined ? {} : { position, last_version: String(lastVersion) }),
    counters: { ...counters },
    ...(lastProcessedMs === undefined ? {} : { last_processed_ms: lastProcessedMs }),
    ...(newestEventTime === undefined ? {} : { newest_event_time: String(newestEventTime) }),
  };
}

/**
 * The checkpoint as it was printed. What was in flight when the process ended was written, since the checkpoint is never visible before
 * its operations; only its outcome is lost, and it counts as applied.
 */
export function readStream(value: JsonObject): StreamCheckpoint {
  const counters = addCounters(nothingRead, object(value['counters']));
  const [position, version, newest] = [value['position'], value['last_version'], value['newest_event_time']];
  const lastProcessedMs = value['last_processed_ms'];
  return {
    ...(isJsonObject(position) ? { position } : {}),
    lastVersion: typeof version === 'string' ? BigInt(version) : 0n,
    counters: addCounters(counters, { applied: inFlight(counters) }),
    ...(typeof lastProcessedMs === 'number' ? { lastProcessedMs } : {}),
    ...(typeof newest === 'string' ? { newestEventTime: BigInt(newest) } : {}),
  };
}

/** Of the time when a topic had one checkpoint for all its streams: where each of them goes on. What was counted then stays with the whole. */
export function readEarlierStreams(whole: JsonObject | undefined): ReadonlyMap<string, StreamCheckpoint> {
  const versions = object(whole?.['last_versions']);
  return new Map(
    Object.entries(object(whole?.['positions'])).map(([stream, position]) => {
      const version = versions[stream];
      const lastVersion = typeof version === 'string' ? BigInt(version) : 0n;
      return [stream, { position: position as JsonObject, lastVersion, counters: nothingRead }];
    }),
  );
}

/** What the streams of a source have come to together. */
export interface SourceTotals {
  readonly positions: Readonly<Record<string, JsonObject>>;
  readonly counters: Conservation;
  readonly lastProcessedMs?: number;
  readonly newestEventTime?: bigint;
}

/** By name; that of the source as a whole is empty. */
export function addStreams(streams: ReadonlyMap<string, StreamCheckpoint>): SourceTotals {
  const all = [...streams.values()];
  const processed = all.flatMap((one) => one.lastProcessedMs ?? []);
  const newest = all.flatMap((one) => one.newestEventTime ?? []);
  return {
    positions: Object.fromEntries(
      [...streams].flatMap(([stream, { position }]) => (position === undefined ? [] : [[stream, position]])),
    ),
    counters: all.reduce((sum, { counters }) => addCounters(sum, counters), nothingRead),
    ...(processed.length === 0 ? {} : { lastProcessedMs: Math.max(...processed) }),
    ...(newest.length === 0 ? {} : { newestEventTime: newest.reduce((most, one) => (one > most ? one : most)) }),
  };
}

const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
