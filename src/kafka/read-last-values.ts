import { setTimeout as wait } from 'node:timers/promises';
import kafkajs, { type EachBatchHandler, type Kafka, type SeekEntry } from 'kafkajs';
import { clientRetry } from './make-client.ts';

// Node finds not all names of this CommonJS module by itself.
const { KafkaJSError } = kafkajs;

interface PartitionEnds {
  readonly partition: number;
  readonly low: string;
  readonly high: string;
}

const patienceMs = 5_000;
/** A coordinator that has just started is not ready for a second or two. */
const attempts = 8;

/**
 * The value of the last record of each partition that has one. A partition whose end is no record, but the mark of a transaction, is left
 * out after some seconds.
 */
export async function readLastValues(
  client: Kafka,
  topic: string,
  group: string,
  ends: readonly PartitionEnds[],
): Promise<readonly string[]> {
  const places: readonly SeekEntry[] = ends
    .filter(({ low, high }) => BigInt(high) > BigInt(low))
    .map(({ partition, high }) => ({ partition, offset: String(BigInt(high) - 1n) }));
  if (places.length === 0) return [];

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readPlaces(client, topic, group, places);
    } catch (error) {
      if (attempt === attempts || !(error instanceof KafkaJSError) || !error.retriable) throw error;
      await wait(100 * 2 ** Math.min(attempt, 4));
    }
  }
}

async function readPlaces(
  client: Kafka,
  topic: string,
  group: string,
  places: readonly SeekEntry[],
): Promise<readonly string[]> {
  const values = new Map<number, string>();
  const consumer = client.consumer({
    groupId: group,
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { ...clientRetry.follow, restartOnFailure: () => Promise.resolve(false) },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, patienceMs);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachBatch: EachBatchHandler = ({ batch: { partition, messages } }) => {
        const place = places.find((one) => one.partition === partition);
        const last = messages.at(-1);
        if (place !== undefined && last !== undefined && BigInt(last.offset) >= BigInt(place.offset))
          values.set(partition, last.value?.toString('utf8') ?? '');
        if (values.size === places.length) resolve();
        return Promise.resolve();
      };
      consumer.run({ autoCommit: false, eachBatch }).catch(reject);
      for (const { partition, offset } of places) consumer.seek({ topic, partition, offset });
    });
    return [...values.values()];
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
  }
}
