import type { FollowState } from '../ingest/connector.ts';
import type { ConsumeOptions } from './consume-topic.ts';
import { consumeTopic } from './consume-topic.ts';
import { readPosition } from './kafka-position.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { PartitionReaders } from './partition-readers.ts';
import { startPlace } from './start-place.ts';
import type { TopicSource } from '../catalog/collection.ts';
import { isUnknownTopic, type TopicLookup } from './topic-lookup.ts';

export interface ReadOptions extends Pick<
  ConsumeOptions,
  'client' | 'topic' | 'group' | 'sessionTimeoutMs' | 'maxRecordBytes' | 'patienceMs' | 'assigned'
> {
  readonly start: TopicSource['start'];
  readonly lookup: TopicLookup;
  readonly moved: FollowState['moved'];
  readonly readers: PartitionReaders;
  /** How many partitions there were when reading began; undefined when it begins now. */
  readonly partitionsAtStart: number | undefined;
  /** What may be held of one partition, in bytes. */
  readonly share: () => number;
  /** Something can be taken, or reading has ended. */
  readonly wake: () => void;
}

/**
 * `gone`: the topic was deleted, or is another one now. `failed`: the cluster could not be reached, or refused; `joined` tells whether that was
 * after it had let us in.
 */
export type ReadingEnd =
  { readonly kind: 'gone' | 'closed' } | { readonly kind: 'failed'; readonly error: unknown; readonly joined: boolean };

/** Membership in the group from joining to leaving: fills the queues of the readers. */
export interface Reading {
  /** Why nothing more comes; undefined while it reads. */
  readonly end: () => ReadingEnd | undefined;
  readonly partitionsAtStart: () => number | undefined;
  /** Something was taken from the reader's queue: it may be filled again. */
  readonly drained: (reader: PartitionReader) => void;
  /** The store has what stands before the offset. */
  readonly written: (partition: number, offset: number) => void;
  /** Another member has moved it: its place is found anew, if it is still ours. */
  readonly overtaken: (partition: number) => void;
  readonly close: () => Promise<void>;
}

/** A partition that was paused for longer is checked: its topic may have been deleted and made anew, which nobody would have told. */
const longPauseMs = 1_000;

export function readPartitions(options: ReadOptions): Reading {
  const { lookup, readers, start, share, wake, moved } = options;
  let partitionsAtStart = options.partitionsAtStart;
  let end: ReadingEnd | undefined;
  let joined = false;
  let closed: Promise<void> | undefined;
  /** Since when, by partition. */
  const full = new Map<number, number>();
  /** The newest attempt to find the place of a partition; older ones are void. */
  const placing = new Map<number, symbol>();
  let mine: readonly number[] = [];

  const finish = (why: ReadingEnd): void => {
    end ??= why;
    wake();
  };
  const fail = (error: unknown): void =>
    finish(isUnknownTopic(error) ? { kind: 'gone' } : { kind: 'failed', error, joined });

  const place = async (partitions: readonly number[]): Promise<void> => {
    const attempt = Symbol('attempt');
    for (const partition of partitions) {
      placing.set(partition, attempt);
      readers.of(partition).suspend();
    }
    consumer.pause(partitions);
    try {
      // Before the offsets are asked for: those that are there only rise, and whoever moved it cannot have come further.
      for (const [partition, position] of Object.entries((await moved?.(partitions.map(String))) ?? {}))
        readers.of(Number(partition)).moveTo(readPosition(position)!);
      const ranges = await lookup.offsets();
      const times = typeof start === 'number' ? await lookup.offsetsAt(start) : undefined;
      if (end !== undefined) return;
      partitionsAtStart ??= ranges?.size;
      for (const partition of partitions.filter((one) => placing.get(one) === attempt)) {
        const range = ranges?.get(partition);
        if (range === undefined) {
          finish({ kind: 'gone' });
          return;
        }
        const reader = readers.of(partition);
        if (!reader.hasPosition) {
          const offsetAtStart = times?.get(partition);
          const place = { start, partition, range, partitionsAtStart: partitionsAtStart ?? 0, offsetAtStart };
          reader.begin(startPlace(place));
        }
        consumer.seek(partition, reader.place(range));
        if (!full.has(partition)) consumer.resume(partition);
      }
      wake();
    } catch (error) {
      fail(error);
    }
  };

  const received = (reader: PartitionReader): void => {
    const { partition, queue } = reader;
    if (queue.bytes >= share() && !full.has(partition)) {
      full.set(partition, Date.now());
      consumer.pause([partition]);
    }
    wake();
  };

  const drained = (reader: PartitionReader): void => {
    const { partition, queue, isPlaced } = reader;
    const since = full.get(partition);
    if (since === undefined || queue.bytes > share() / 2) return;
    full.delete(partition);
    // Otherwise whoever looks for its place resumes it.
    if (!isPlaced) return;
    const offset = Date.now() - since > longPauseMs ? reader.recheck() : undefined;
    if (offset !== undefined) consumer.seek(partition, offset);
    consumer.resume(partition);
  };

  const consumer = consumeTopic({
    ...options,
    reader: (partition) => readers.of(partition),
    assigned(partitions) {
      joined = true;
      readers.keepOnly(partitions);
      for (const partition of full.keys()) if (!partitions.includes(partition)) full.delete(partition);
      placing.clear();
      mine = partitions;
      options.assigned(partitions);
      void place(partitions);
    },
    lost: (partition) => void place([partition]),
    received,
    // The library may wait for a cluster that is away for as long as it likes; a question of ours fails in seconds.
    silent: () =>
      void lookup.exists().then((there) => {
        if (!there) finish({ kind: 'gone' });
      }, fail),
    failed: fail,
  });

  return {
    end: () => end,
    partitionsAtStart: () => partitionsAtStart,
    drained,
    written: consumer.commit,
    overtaken(partition) {
      if (end === undefined && mine.includes(partition)) void place([partition]);
    },
    close() {
      end ??= { kind: 'closed' };
      closed ??= consumer.close();
      readers.keepOnly([]);
      options.assigned([]);
      return closed;
    },
  };
}
