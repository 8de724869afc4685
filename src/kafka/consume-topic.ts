import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs';
import { clientRetry } from './make-client.ts';
import type { PartitionReader, Reaction } from './partition-reader.ts';
import { repairTransactions } from './repair-transactions.ts';
import { holdMessages } from './to-record.ts';

export interface ConsumeOptions {
  readonly client: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly maxRecordBytes: number;
  /** Milliseconds without a sign of life after which `silent` is called, again and again. */
  readonly patienceMs: number;
  /** The reader of a partition, known or new. */
  readonly reader: (partition: number) => PartitionReader;
  /** The member's partitions, after each rebalance; each is to be placed. */
  readonly assigned: (partitions: readonly number[]) => void;
  /** The place of the partition is not certain any more; it is to be placed again. */
  readonly lost: (partition: number) => void;
  /** Something can be taken from a reader's queue. */
  readonly received: (reader: PartitionReader) => void;
  readonly silent: () => void;
  /** The library gave up; it does nothing any more. */
  readonly failed: (error: unknown) => void;
}

/** A member of a consumer group, as far as reading needs it. Nothing it does throws. */
export interface TopicConsumer {
  /** Asks for this offset next, and for nothing while paused. */
  seek(partition: number, offset: number): void;
  pause(partitions: readonly number[]): void;
  resume(partition: number): void;
  /** Tells the group how far the store is, in the background; where to read is never decided by it. */
  commit(partition: number, offset: number): void;
  /** Leaves the group; ends within seconds, whatever the library does. */
  close(): Promise<void>;
}

/** Of one answer: larger records come alone. All answers of a broker to one question stay below the second. */
const fetchBytes = { partition: 4 * 1024 ** 2, all: 8 * 1024 ** 2 };
/** How long a broker waits for new records. Pausing, resuming and leaving take effect after it; records themselves do not wait. */
const maxWaitTimeInMs = 250;
const metadataMaxAge = 3_000;
/** How often we look whether the cluster is silent, and whether we were. */
const tickMs = 1_000;
/** When this process stood still for longer, its topic may have been deleted and made anew, which nobody would have told. */
const gapMs = 3_000;
const commitEveryMs = 500;

/** Joins the group and reads what it is given. What happens is told by the callbacks; none is called after `close`. */
export function consumeTopic(options: ConsumeOptions): TopicConsumer {
  const { client, topic, group, sessionTimeoutMs, maxRecordBytes, reader, received } = options;
  repairTransactions();
  const consumer = client.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.min(1_000, sessionTimeoutMs / 5),
    maxWaitTimeInMs,
    maxBytesPerPartition: fetchBytes.partition,
    maxBytes: fetchBytes.all,
    metadataMaxAge,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    // It does not begin anew by itself: it would forget what was paused.
    retry: { ...clientRetry.consume, restartOnFailure: () => Promise.resolve(false) },
  });
  let closed = false;
  let aliveAt = Date.now();
  let tickedAt = Date.now();
  let stoodStill = false;
  let mine: readonly number[] = [];
  const commits = openCommits(consumer, topic, () => mine);

  const react = (one: PartitionReader, reaction: Reaction): void => {
    if (reaction.kind === 'seek') control.seek(one.partition, reaction.offset);
    else if (reaction.kind === 'lost') options.lost(one.partition);
    received(one);
  };
  const eachBatch = ({ batch, resolveOffset, isStale }: EachBatchPayload): Promise<void> => {
    if (closed || isStale()) return Promise.resolve();
    const one = reader(batch.partition);
    const next = Number(batch.lastOffset()) + 1;
    const messages = holdMessages(batch.messages, maxRecordBytes);
    const reaction = one.receive({ from: fetchedOffset(batch), messages, next });
    if (reaction.kind === 'kept') resolveOffset(batch.messages.at(-1)!.offset);
    react(one, reaction);
    return Promise.resolve();
  };
  /** Aborted and control records never come as a batch: only this tells that the place moved over them. */
  const nothingVisible = (partition: number, lastOffset: string): void => {
    const one = reader(partition);
    react(one, one.receiveNothing(Number(lastOffset) + 1));
  };
  const checkAfterGap = (): void => {
    if (!stoodStill) return;
    stoodStill = false;
    for (const one of mine.map(reader)) {
      const offset = one.recheck();
      if (offset !== undefined) control.seek(one.partition, offset);
    }
  };

  const { events } = consumer;
  const alive = (): void => void (aliveAt = Date.now());
  consumer.on(events.CONNECT, alive);
  consumer.on(events.HEARTBEAT, alive);
  consumer.on(events.GROUP_JOIN, ({ payload }: ConsumerGroupJoinEvent) => {
    alive();
    if (closed) return;
    mine = payload.memberAssignment[topic] ?? [];
    control.pause(mine);
    options.assigned(mine);
  });
  consumer.on(events.FETCH_START, () => {
    if (!closed) checkAfterGap();
  });
  consumer.on(events.FETCH, alive);
  consumer.on(events.START_BATCH_PROCESS, ({ payload: { partition, batchSize, lastOffset } }) => {
    if (!closed && batchSize === 0) nothingVisible(partition, lastOffset);
  });
  consumer.on(events.CRASH, ({ payload }) => fail(payload.error));

  const fail = (error: unknown): void => {
    if (!closed) options.failed(error);
  };
  const tick = (): void => {
    const now = Date.now();
    stoodStill ||= now - tickedAt > gapMs;
    tickedAt = now;
    if (now - aliveAt <= options.patienceMs) return;
    aliveAt = now;
    options.silent();
  };
  const watch = setInterval(tick, tickMs).unref();

  const started = start(consumer, topic, eachBatch).catch(fail);

  const control: TopicConsumer = {
    seek: (partition, offset) => quietly(() => consumer.seek({ topic, partition, offset: String(offset) })),
    pause: (partitions) => quietly(() => consumer.pause([{ topic, partitions: [...partitions] }])),
    resume: (partition) => quietly(() => consumer.resume([{ topic, partitions: [partition] }])),
    commit: commits.add,
    async close() {
      closed = true;
      clearInterval(watch);
      await commits.close();
      // Leaving while it joins would leave a member behind that nobody owns: the library goes on once it has joined.
      await started;
      await consumer.disconnect().catch(() => undefined);
    },
  };
  return control;
}

async function start(
  consumer: Consumer,
  topic: string,
  eachBatch: (payload: EachBatchPayload) => Promise<void>,
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
}

/** A member of the library's batch that its types do not name. */
function fetchedOffset(batch: EachBatchPayload['batch']): number {
  return Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset);
}

/** The library throws when it is told something while it stops. */
function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // What it was told does not matter any more.
  }
}

interface Commits {
  readonly add: (partition: number, offset: number) => void;
  readonly close: () => Promise<void>;
}

/** The newest offset of each partition, sent together now and then. One that fails is not repeated: the next says more. */
function openCommits(consumer: Consumer, topic: string, mine: () => readonly number[]): Commits {
  let waiting = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  const send = (): Promise<void> => {
    const offsets = [...waiting].filter(([partition]) => mine().includes(partition));
    waiting = new Map();
    timer = undefined;
    if (offsets.length === 0) return Promise.resolve();
    return consumer
      .commitOffsets(offsets.map(([partition, offset]) => ({ topic, partition, offset: String(offset) })))
      .catch(() => undefined);
  };
  return {
    add(partition, offset) {
      waiting.set(partition, offset);
      timer ??= setTimeout(() => void (sending = sending.then(send)), commitEveryMs).unref();
    },
    async close() {
      clearTimeout(timer);
      await sending.then(send);
    },
  };
}
