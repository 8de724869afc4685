import type { TopicSource } from '../catalog/collection.ts';
import type { JsonObject } from '../base/json.ts';
import { readPosition, type KafkaPosition } from './kafka-position.ts';

/** The offsets of a partition that are there: from `low` up to, without, `high`. */
export interface OffsetRange {
  readonly low: number;
  readonly high: number;
}

/** Where a partition begins that has no checkpoint. */
export interface StartPlace {
  readonly position: KafkaPosition;
  /** True when the checkpoint must have it before the first record: it would be another one later. */
  readonly keep: boolean;
}

export interface StartQuestion {
  readonly start: TopicSource['start'];
  readonly partition: number;
  readonly range: OffsetRange;
  /** How many partitions there were when reading began; those with higher numbers came later. */
  readonly partitionsAtStart: number;
  /** The first offset at or after a start that is a time. */
  readonly offsetAtStart: number | undefined;
}

/** A partition that came later is read from its beginning: all in it was written after reading began. */
export function startPlace({ start, partition, range, partitionsAtStart, offsetAtStart }: StartQuestion): StartPlace {
  if (start === 'earliest') return { position: { offset: range.low, generation: 0 }, keep: false };
  const isNew = partition >= partitionsAtStart;
  const offset = isNew ? range.low : (offsetAtStart ?? range.high);
  return { position: { offset, generation: 0, partitionsAtStart }, keep: !isNew };
}

/** How many partitions there were when reading began, by the checkpoint; undefined when it begins now. */
export function partitionsAtStart(positions: Readonly<Record<string, JsonObject>>): number | undefined {
  const known = Object.values(positions).map(readPosition);
  if (known.length === 0) return undefined;
  return known.find((position) => position?.partitionsAtStart !== undefined)?.partitionsAtStart ?? 0;
}
