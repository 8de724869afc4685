import type { JsonObject } from '../base/json.ts';
import type { TopicSource } from '../catalog/collection.ts';
import type { StreamHealth } from '../ingest/connector.ts';
import { readPosition } from './kafka-position.ts';
import type { OffsetRange } from './start-place.ts';

/** How far each partition is read, in their order. */
export function streamHealth(
  ranges: ReadonlyMap<number, OffsetRange>,
  positions: Readonly<Record<string, JsonObject>>,
  assigned: ReadonlySet<number>,
  start: TopicSource['start'],
): readonly StreamHealth[] {
  return [...ranges]
    .sort(([one], [other]) => one - other)
    .map(([partition, range]) => {
      const offset = readPosition(positions[String(partition)])?.offset;
      return {
        stream: String(partition),
        ...(offset === undefined ? {} : { offset }),
        end: range.high,
        lag: lagOf(range, offset, start),
        assigned: assigned.has(partition),
      };
    });
}

function lagOf({ low, high }: OffsetRange, offset: number | undefined, start: TopicSource['start']): number {
  // What is there will not be read, or not all of it: how much is known once reading has begun.
  if (offset === undefined) return start === 'earliest' ? high - low : 0;
  // Behind the end is nobody: the topic was recreated, and is read from its beginning.
  return offset > high ? high - low : high - Math.max(offset, low);
}
