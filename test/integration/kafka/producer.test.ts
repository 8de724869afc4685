import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KafkaIntegration } from '../../../src/config/config.ts';
import { makeKafkaClient } from '../../../src/kafka/make-client.ts';
import { openTopicProducer, type TopicProducer } from '../../../src/kafka/topic-producer.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { startTcpProxy } from '../../servers/tcp-proxy.ts';
import { startKafka } from '../../servers/start-kafka.ts';

const integrationOf = (brokers: readonly string[]): KafkaIntegration => ({
  kind: 'kafka',
  brokers,
  groupPrefix: 'producer',
  sessionTimeoutMs: 30_000,
});
const integration = integrationOf(serverAddresses().kafka);
const numbered = (from: number, to: number): readonly { key: string; value: string }[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ key: `k${from + n}`, value: `v${from + n}` }));

let producer: TopicProducer;
let topic: string;
beforeEach(() => {
  producer = openTopicProducer(integration);
  topic = `producer-${randomUUID()}`;
});
afterEach(() => producer.close());

describe('a producer', () => {
  it('makes a topic once, and leaves one that is there as it is', async () => {
    await producer.ensureTopic(topic, 3);
    await producer.send(topic, numbered(1, 10));
    await producer.ensureTopic(topic, 5);

    const admin = makeKafkaClient(integration, { use: 'ask' }).admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    expect(offsets).toHaveLength(3);
    expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(10);
  });

  it('tells the last record of each partition, and leaves no group behind', async () => {
    await producer.ensureTopic(topic, 2);
    expect(await producer.lastValue(topic)).toEqual([]);

    await producer.send(topic, [{ key: 'a', value: 'one' }]);
    await producer.send(topic, [{ key: 'a', value: 'two' }]);
    expect(await producer.lastValue(topic)).toEqual(['two']);

    await producer.send(topic, numbered(1, 1_000));
    const last = await producer.lastValue(topic);
    expect(last).toHaveLength(2);
    expect(last).toContain('v1000');

    const admin = makeKafkaClient(integration, { use: 'ask' }).admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    expect(groups.filter(({ groupId }) => groupId.startsWith('producer.last.'))).toEqual([]);
  });

  it('sends keys, timestamps, texts of any kind, and nothing', async () => {
    await producer.ensureTopic(topic, 1);
    await producer.send(topic, []);
    await producer.send(topic, [{ key: null, value: 'ü 🦆', timestampMs: 1_787_001_597_558 }]);

    const consumer = makeKafkaClient(integration, { use: 'ask' }).consumer({ groupId: topic });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const message = await new Promise((resolve) => {
      void consumer.run({
        autoCommit: false,
        eachMessage: ({ message }) => {
          resolve(message);
          return Promise.resolve();
        },
      });
    });
    await consumer.disconnect();
    expect(message).toMatchObject({ key: null, value: Buffer.from('ü 🦆'), timestamp: '1787001597558', offset: '0' });
  });

  it('says what is wrong, and works on', async () => {
    const message = async (doing: Promise<unknown>): Promise<string> =>
      doing.then(
        () => 'done',
        (error: unknown) => (error as Error).message,
      );
    const [broker] = integration.brokers;

    expect(await message(producer.ensureTopic('two words', 1))).toBe(
      `The Kafka cluster at ${broker}: The request attempted to perform an operation on an invalid topic.`,
    );
    expect(await message(producer.lastValue(topic))).toBe(`The Kafka cluster at ${broker} has no topic "${topic}".`);
    await producer.ensureTopic(topic, 1);
    expect(await message(producer.send(topic, [{ key: null, value: 'x'.repeat(40_000_000) }]))).toBe(
      `The Kafka cluster at ${broker}: The request included a message larger than the max message size the server will accept.`,
    );
    await producer.send(topic, [{ key: null, value: 'after' }]);
    expect(await producer.lastValue(topic)).toEqual(['after']);
  });

  it('waits for a cluster that is away for a moment, and ends soon when it stays away', async () => {
    const proxy = await startTcpProxy();
    const kafka = await startKafka({ proxy });
    const remote = openTopicProducer(integrationOf([proxy.address]));
    try {
      await remote.ensureTopic('numbers', 1);
      await remote.send('numbers', numbered(1, 1));

      await proxy.refuse();
      const sending = remote.send('numbers', numbered(2, 2));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await proxy.open();
      await sending;
      expect(await remote.lastValue('numbers')).toEqual(['v2']);

      await proxy.refuse();
      await expect(remote.lastValue('numbers')).rejects.toThrow(
        `At ${proxy.address} nobody answers: the connection was refused.`,
      );
    } finally {
      await remote.close();
      await kafka.remove();
      await proxy.close();
    }
    // A broker of its own takes long to start on a busy machine.
  }, 120_000);
});
