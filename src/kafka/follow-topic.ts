import { setTimeout as wait } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { TopicSource } from '../catalog/collection.ts';
import type { ConnectorState, FollowState, RawRecord, StreamBatch } from '../ingest/connector.ts';
import { toJson } from './kafka-position.ts';
import type { Incident } from './partition-reader.ts';
import type { Slice } from './partition-queue.ts';
import { readPartitions, type ReadingEnd } from './read-partitions.ts';
import { PartitionReaders } from './partition-readers.ts';
import { partitionsAtStart } from './start-place.ts';
import type { TopicLookup } from './topic-lookup.ts';
import { toRecord } from './to-record.ts';
import type { ValueDecoder } from './value-decoder.ts';

export interface FollowOptions {
  readonly makeClient: () => Kafka;
  readonly lookup: TopicLookup;
  readonly source: TopicSource;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly positions: ConnectorState['positions'];
  readonly moved: FollowState['moved'];
  readonly maxRecordBytes: number;
  /** Of a batch that is handed out. */
  readonly mostRecords: number;
  /** What may be held of one partition, in bytes. */
  readonly share: () => number;
  readonly topicPollMs: number;
  readonly patienceMs: number;
  /** Absent: values pass as they are. */
  readonly decode: ValueDecoder | undefined;
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
/** In a row, of a cluster that answers and does not let us in. */
const mostFailures = 6;

/**
 * Follows a topic as a member of the group. Where reading begins is decided by the positions alone. A topic that is not there, or is deleted
 * meanwhile, is waited for. Throws SOURCE_UNREADABLE when the cluster cannot be reached or refuses.
 */
export async function* followTopic(options: FollowOptions): AsyncGenerator<StreamBatch> {
  const { lookup, signal, waiting, topicPollMs } = options;
  const readers = new PartitionReaders(options.positions, options.report);
  let atStart = partitionsAtStart(options.positions);
  let failures = 0;
  options.began();
  try {
    while (!signal.aborted) {
      if (!(await untilAborted(lookup.exists(), signal))) {
        waiting(true);
        // Whatever partitions it will have, they are new.
        atStart ??= 0;
        await pause(topicPollMs, signal);
        continue;
      }
      waiting(false);
      const ended = yield* readOn(options, readers, atStart);
      atStart = ended.partitionsAtStart;
      if (ended.why.kind !== 'failed') continue;
      failures = ended.why.joined ? 1 : failures + 1;
      if (failures > mostFailures || !isPassing(ended.why.error)) throw ended.why.error;
      await pause(Math.min(100 * 2 ** failures, 2_000), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw options.toError(error);
  } finally {
    options.ended();
  }
}

/** As a member of the group, until that ends. */
async function* readOn(
  options: FollowOptions,
  readers: PartitionReaders,
  atStart: number | undefined,
): AsyncGenerator<StreamBatch, { readonly why: ReadingEnd; readonly partitionsAtStart: number | undefined }> {
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
  if (signal.aborted) close();
  try {
    for (;;) {
      const why = reading.end();
      if (why !== undefined) return { why, partitionsAtStart: reading.partitionsAtStart() };
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
        from: toJson(slice.from),
        bytes: slice.bytes,
        written: () => reading.written(reader.partition, slice.position.offset),
        overtaken: () => reading.overtaken(reader.partition),
      };
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
    await Promise.race([reading.close(), wait(patienceOfLeavingMs, undefined, { ref: false })]);
  }
}

/**
 * True for what the cluster itself says will pass, such as a coordinator that is not ready yet: the library gives up at the first of those
 * when it joins (`joinAndSync` in kafkajs 2.2.4).
 */
function isPassing(error: unknown): boolean {
  let passing = false;
  for (let next = error, depth = 0; next instanceof Error && depth < 10; next = next.cause, depth += 1) {
    if ('retriable' in next) passing = next.retriable === true;
  }
  return passing;
}

/** Undefined when the signal aborts first. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(undefined);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

async function toRecords(
  { source, decode }: FollowOptions,
  partition: number,
  { messages, position }: Slice,
): Promise<readonly RawRecord[]> {
  const records: RawRecord[] = [];
  for (const message of messages) {
    const record = toRecord(source.topic, partition, position.generation, message);
    const { value } = message;
    if (decode === undefined || value === null || record.wholeBytes !== undefined) records.push(record);
    else {
      const decoded = decode(value);
      // Only a schema that is new has to be waited for.
      records.push({ ...record, ...(decoded instanceof Promise ? await decoded : decoded) });
    }
  }
  return records;
}
