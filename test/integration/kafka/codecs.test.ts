import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaIntegration } from '../../../src/config/config.ts';
import { clientRetry, makeKafkaClient } from '../../../src/kafka/make-client.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { fetchJars } from '../../servers/jars.ts';
import { findJdk } from '../../servers/jdk.ts';

const { CompressionTypes } = kafkajs;
const { kafka: brokers } = serverAddresses();
const integration: KafkaIntegration = { kind: 'kafka', brokers, groupPrefix: 'codecs', sessionTimeoutMs: 30_000 };
const kafka = makeKafkaClient(integration, { use: 'follow' });
const admin = kafka.admin();

/** Many records in a batch, few large ones, and more small ones in a batch than arguments fit into a call. */
const shapes = {
  many: { count: 10_000, bytes: 200 },
  large: { count: 3, bytes: 1_000_000 },
  tiny: { count: 200_000, bytes: 0 },
} as const;
const cases = [
  ...(['gzip', 'snappy', 'lz4', 'zstd'] as const).flatMap((codec) => [
    { codec, shape: 'many' as const },
    { codec, shape: 'large' as const },
  ]),
  { codec: 'zstd', shape: 'tiny' } as const,
];

const run = randomUUID();
const topicOf = (codec: string, shape: string): string => `codecs-${run}-${codec}-${shape}`;

beforeAll(async () => {
  await admin.connect();
  await admin.createTopics({ topics: cases.map(({ codec, shape }) => ({ topic: topicOf(codec, shape) })) });
  await produceFromJava();
}, 120_000);

afterAll(() => admin.disconnect());

describe('batches of the Java client', () => {
  it.each(cases)('by $codec are read exactly: $shape records', async ({ codec, shape }) => {
    const { count } = shapes[shape];

    const { values, keys } = await readAll(topicOf(codec, shape), count);

    const numbers = values.map((value) => (JSON.parse(value) as { n: number }).n);
    const lengths = new Set(values.map((value) => /^\{"n":\d+,"t":"ü(\d*)"\}$/.exec(value)?.[1]?.length));
    expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(keys).toEqual(numbers.map((n) => `k${n}`));
    expect([...lengths]).toEqual([shapes[shape].bytes]);
  });
});

describe('batches of our own client', () => {
  it.each([
    ['gzip', CompressionTypes.GZIP],
    ['snappy', CompressionTypes.Snappy],
    ['lz4', CompressionTypes.LZ4],
  ] as const)('by %s are taken by the broker and read exactly', async (name, compression) => {
    const topic = topicOf(name, 'ours');
    await admin.createTopics({ topics: [{ topic }] });
    const sent = Array.from({ length: 5_000 }, (_, n) => JSON.stringify({ n, t: 'ü'.repeat(n % 50) }));
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, compression, messages: sent.map((value) => ({ value })) });
    await producer.disconnect();

    expect((await readAll(topic, sent.length)).values).toEqual(sent);
  });
});

async function produceFromJava(): Promise<void> {
  const java = join(await findJdk(), 'bin/java');
  const source = fileURLToPath(new URL('JavaProducer.java', import.meta.url));
  const classPath = join(await fetchJars('kafka'), '*');
  const topics = cases.flatMap(({ codec, shape }) => {
    const { count, bytes } = shapes[shape];
    return [topicOf(codec, shape), codec, String(count), String(bytes)];
  });
  await promisify(execFile)(java, ['-cp', classPath, source, brokers.join(','), ...topics], { timeout: 110_000 });
}

/** Keys and values of partition 0, the first `count` of them. */
async function readAll(topic: string, count: number): Promise<{ keys: readonly string[]; values: readonly string[] }> {
  const [keys, values]: [string[], string[]] = [[], []];
  const consumer = kafka.consumer({ groupId: `${topic}-${randomUUID()}`, retry: clientRetry.follow });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer
        .run({
          autoCommit: false,
          eachBatch: ({ batch }) => {
            for (const { key, value } of batch.messages) {
              keys.push(String(key));
              values.push(value!.toString('utf8'));
            }
            if (values.length >= count) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return { keys, values };
}
