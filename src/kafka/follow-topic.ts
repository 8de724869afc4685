import { setTimeout as wait } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { TopicSource } from '../catalog/collection.ts';
import type { ConnectorState, RawRecord, StreamBatch } from '../ingest/connector.ts';
import { toJson } from './kafka-position.ts';
import type { Incident } from './partition-reader.ts';
import type { Slice } from './partition-queue.ts';
import { readPartitions, type Reading } from './read-partitions.ts';
import { PartitionReaders } from './partition-readers.ts';
import { partitionsAtStart } from './start-place.ts';
import type { TopicLookup } from './topic-lookup.ts';
import { toRecord } from './to-record.ts';

export interface FollowOptions {
  readonly makeClient: () => Kafka;
  readonly lookup: TopicLookup;
  readonly source: TopicSource;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly positions: ConnectorState['positions'];
  readonly maxRecordBytes: number;
  /** Of a batch that is handed out. */
  readonly mostRecords: number;
  /** What may be held of one partition, in bytes. */
  readonly share: () => number;
  readonly topicPollMs: number;
  readonly patienceMs: number;
  /** The value of a record from a registry; absent: it is as the record has it. */
  readonly decode?: (value: Buffer) => Promise<{ readonly value: Uint8Array } | { readonly problem: string }>;
  readonly report: (incident: Incident) => void;
  /** True while the topic is not there. */
  readonly waiting: (isWaiting: boolean) => void;
  /** The partitions that this member reads, after each change. */
  readonly assigned: (partitions: readonly number[]) => void;
  readonly began: () => void;
  readonly ended: () => void;
  /** Leaving the group may take longer than the generator does. */
  readonly leaving: (left: Promise<void>) => void;
  readonly toError: (error: unknown) => Error;
  readonly signal: AbortSignal;
}

const mostBytes = 8 * 1024 ** 2;
/** The generator ends after this even when leaving the group takes longer. */
const patienceOfLeavingMs = 1_000;

/**
 * Follows a topic as a member of the group. Where reading begins is decided by the positions alone. A topic that is not there, or is deleted
 * meanwhile, is waited for. Throws SOURCE_UNREADABLE when the cluster cannot be reached or refuses.
 */
export async function* followTopic(options: FollowOptions): AsyncGenerator<StreamBatch> {
  const { lookup, signal, waiting, topicPollMs } = options;
  const readers = new PartitionReaders(options.positions, options.report);
  let atStart = partitionsAtStart(options.positions);
  options.began();
  try {
    while (!signal.aborted) {
      if (await lookup.exists()) {
        waiting(false);
        atStart = yield* readUntilGone(options, readers, atStart);
      } else {
        waiting(true);
        // Whatever partitions it will have, they are new.
        atStart ??= 0;
        await wait(topicPollMs, undefined, { signal }).catch(() => undefined);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw options.toError(error);
  } finally {
    options.ended();
  }
}

/** Returns how many partitions there were when reading began. */
async function* readUntilGone(
  options: FollowOptions,
  readers: PartitionReaders,
  atStart: number | undefined,
): AsyncGenerator<StreamBatch, number | undefined> {
  const { source, signal, mostRecords } = options;
  let wake = (): void => undefined;
  const reading = readPartitions({
    ...options,
    client: options.makeClient(),
    topic: source.topic,
    start: source.start,
    readers,
    partitionsAtStart: atStart,
    wake: () => wake(),
  });
  const close = (): void => {
    options.leaving(reading.close());
    wake();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    for (;;) {
      if (endOf(reading, signal) !== undefined) return reading.partitionsAtStart();
      const taken = readers.take(mostRecords, mostBytes);
      if (taken === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const { reader, slice } = taken;
      reading.drained(reader);
      yield {
        kind: 'stream',
        stream: String(reader.partition),
        records: await toRecords(options, reader.partition, slice),
        position: toJson(slice.position),
        bytes: slice.bytes,
        written: () => reading.written(reader.partition, slice.position.offset),
      };
    }
  } finally {
    signal.removeEventListener('abort', close);
    const left = reading.close();
    options.leaving(left);
    await Promise.race([left, wait(patienceOfLeavingMs, undefined, { ref: false })]);
  }
}

/** Undefined while it reads. Throws what made it fail. */
function endOf(reading: Reading, signal: AbortSignal): 'aborted' | 'gone' | undefined {
  if (signal.aborted) return 'aborted';
  const end = reading.end();
  if (end?.kind === 'failed') throw end.error;
  return end?.kind;
}

async function toRecords(
  { source, decode }: FollowOptions,
  partition: number,
  { messages, position }: Slice,
): Promise<readonly RawRecord[]> {
  const records = messages.map((message) => toRecord(source.topic, partition, position.generation, message));
  if (decode === undefined) return records;
  return Promise.all(
    records.map(async (record) =>
      record.value === null || record.wholeBytes !== undefined
        ? record
        : { ...record, ...(await decode(record.value as Buffer)) },
    ),
  );
}
