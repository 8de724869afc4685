import { Kafka, logLevel } from 'kafkajs';
import { numberOf } from '../../src/demo/demo-topic.ts';

/** What a topic of the demo says in the end: by `_id` its last record, in the order of its partition, without those that were taken back. */
export async function readTopic(
  brokers: readonly string[],
  topic: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = client.admin();
  const consumer = client.consumer({ groupId: `plain-${topic}-${process.pid}` });
  await Promise.all([admin.connect(), consumer.connect()]);
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const unread = new Map(
      ends.filter(({ high }) => high !== '0').map(({ partition, high }) => [partition, Number(high)]),
    );
    const records = new Map<string, Readonly<Record<string, unknown>>>();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      void consumer.run({
        eachBatch: async ({ batch: { partition, messages } }) => {
          for (const { value, offset } of messages) {
            const text = String(value);
            // What is broken is no record.
            if (numberOf(text) !== undefined) {
              const record = JSON.parse(text) as Readonly<Record<string, unknown>>;
              if (record['deleted'] === true) records.delete(record['_id'] as string);
              else records.set(record['_id'] as string, record);
            }
            if (Number(offset) + 1 >= (unread.get(partition) ?? 0)) unread.delete(partition);
          }
          if (unread.size === 0) resolve();
        },
      });
    });
    return records;
  } finally {
    await consumer.disconnect();
    await admin.disconnect();
  }
}
