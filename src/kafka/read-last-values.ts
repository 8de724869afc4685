import type { Kafka, SeekEntry } from 'kafkajs';
import { clientRetry } from './make-client.ts';

interface PartitionEnds {
  readonly partition: number;
  readonly low: string;
  readonly high: string;
}

const patienceMs = 5_000;

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
      const eachBatch = ({
        batch: { partition, messages },
      }: {
        batch: { partition: number; messages: readonly { offset: string; value: Buffer | null }[] };
      }): Promise<void> => {
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
