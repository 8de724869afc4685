import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { addCounters, inFlight, nothingRead } from './conservation.ts';
import type { Conservation } from './ingest-service.ts';

/** What a source needs to go on where it stopped; stored with the documents of its last batch. */
export interface SourceCheckpoint {
  readonly positions: Readonly<Record<string, JsonObject>>;
  /** The last order version of each position stream. */
  readonly lastVersions: Readonly<Record<string, bigint>>;
  readonly counters: Conservation;
  readonly lastProcessedMs?: number;
  /** Microseconds since 1970, of the newest document this source wrote. */
  readonly newestEventTime?: bigint;
}

export const noCheckpoint: SourceCheckpoint = { positions: {}, lastVersions: {}, counters: nothingRead };

/** As JSON; 64-bit numbers as text. */
export function printCheckpoint(checkpoint: SourceCheckpoint): JsonObject {
  const { positions, lastVersions, counters, lastProcessedMs, newestEventTime } = checkpoint;
  return {
    positions,
    last_versions: Object.fromEntries(
      Object.entries(lastVersions).map(([stream, version]) => [stream, String(version)]),
    ),
    counters: { ...counters },
    ...(lastProcessedMs === undefined ? {} : { last_processed_ms: lastProcessedMs }),
    ...(newestEventTime === undefined ? {} : { newest_event_time: String(newestEventTime) }),
  };
}

/**
 * The checkpoint as it was printed. What was in flight when the process ended was written, since the checkpoint is never visible before
 * its operations; only its outcome is lost, and it counts as applied.
 */
export function readCheckpoint(value: JsonObject | undefined): SourceCheckpoint {
  if (value === undefined) return noCheckpoint;
  const counters = addCounters(nothingRead, object(value['counters']));
  const newest = value['newest_event_time'];
  const lastProcessedMs = value['last_processed_ms'];
  return {
    positions: object(value['positions']) as Readonly<Record<string, JsonObject>>,
    lastVersions: Object.fromEntries(
      Object.entries(object(value['last_versions'])).map(([stream, version]) => [stream, BigInt(version as string)]),
    ),
    counters: addCounters(counters, { applied: inFlight(counters) }),
    ...(typeof lastProcessedMs === 'number' ? { lastProcessedMs } : {}),
    ...(typeof newest === 'string' ? { newestEventTime: BigInt(newest) } : {}),
  };
}

const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
