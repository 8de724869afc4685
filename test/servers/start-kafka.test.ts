import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kafka, logLevel, type Admin, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverAddresses } from './addresses.ts';
import { startKafka, type PrivateKafka } from './start-kafka.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

const topicOf = (): string => `servers-${randomBytes(6).toString('hex')}`;

const client = (config: Partial<KafkaConfig>): Kafka =>
  new Kafka({ brokers: [], logLevel: logLevel.NOTHING, connectionTimeout: 5_000, retry: { retries: 1 }, ...config });

async function withAdmin<T>(config: Partial<KafkaConfig>, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client(config).admin();
  try {
    await admin.connect();
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

const topicsAt = (config: Partial<KafkaConfig>): Promise<string[]> => withAdmin(config, (admin) => admin.listTopics());

const writable = (brokers: readonly string[]): Partial<KafkaConfig> => ({ brokers: [...brokers] });

describe('the Kafka of the tests', () => {
  const { kafka, kafkaSasl, kafkaTls, kafkaSaslTls, kafkaMutualTls } = serverAddresses();
  const ca = readFileSync(kafkaTls.ca, 'utf8');
  const topic = topicOf();
  const { username, password } = kafkaSasl;

  beforeAll(() =>
    withAdmin(writable(kafka), (admin) => admin.createTopics({ topics: [{ topic }], waitForLeaders: true })),
  );
  afterAll(() => withAdmin(writable(kafka), (admin) => admin.deleteTopics({ topics: [topic] })));

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'lets the user in by %s, with and without TLS, and nobody else',
    async (mechanism) => {
      const sasl = { mechanism, username, password } as SASLOptions;
      const wrong = { mechanism, username, password: 'wrong' } as SASLOptions;

      expect(await topicsAt({ ...writable(kafkaSasl.brokers), sasl })).toContain(topic);
      expect(await topicsAt({ ...writable(kafkaSaslTls.brokers), sasl, ssl: { ca } })).toContain(topic);
      await expect(topicsAt({ ...writable(kafkaSasl.brokers), sasl: wrong })).rejects.toThrow('SASL');
      await expect(topicsAt({ ...writable(kafkaSaslTls.brokers), sasl: wrong, ssl: { ca } })).rejects.toThrow('SASL');
    },
  );

  it('speaks TLS with a certificate of its own authority', async () => {
    expect(await topicsAt({ ...writable(kafkaTls.brokers), ssl: { ca } })).toContain(topic);
    await expect(topicsAt({ ...writable(kafkaTls.brokers), ssl: true })).rejects.toThrow('certificate');
    await expect(topicsAt(writable(kafkaTls.brokers))).rejects.toThrow();
    await expect(topicsAt({ ...writable(kafka), ssl: { ca } })).rejects.toThrow();
  });

  it('asks the client for a certificate where that is wanted', async () => {
    const [cert, key] = [readFileSync(kafkaMutualTls.cert, 'utf8'), readFileSync(kafkaMutualTls.key, 'utf8')];

    expect(await topicsAt({ ...writable(kafkaMutualTls.brokers), ssl: { ca, cert, key } })).toContain(topic);
    await expect(topicsAt({ ...writable(kafkaMutualTls.brokers), ssl: { ca } })).rejects.toThrow();
  });

  it('makes no topic by itself', async () => {
    await expect(withAdmin(writable(kafka), (admin) => admin.fetchTopicOffsets(topicOf()))).rejects.toThrow(
      'does not host this topic-partition',
    );
  });

  it('commits and aborts transactions', async () => {
    const producer = client({ ...writable(kafka), retry: { retries: 10 } }).producer({
      transactionalId: topic,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await producer.connect();
    const committed = await producer.transaction();
    await committed.send({ topic, messages: [{ value: 'a' }] });
    await committed.commit();
    const aborted = await producer.transaction();
    await aborted.send({ topic, messages: [{ value: 'b' }] });
    await aborted.abort();
    await producer.disconnect();

    const offsets = await withAdmin(writable(kafka), (admin) => admin.fetchTopicOffsets(topic));

    // Two records, and after each the mark that says how its transaction ended.
    expect(offsets).toEqual([{ partition: 0, offset: '4', high: '4', low: '0' }]);
  });
});

// Starting a broker takes long on a busy machine.
describe('a private Kafka', { timeout: 120_000 }, () => {
  let proxy: TcpProxy;
  let kafka: PrivateKafka;

  beforeAll(async () => {
    proxy = await startTcpProxy();
    kafka = await startKafka({ proxy });
  }, 120_000);
  afterAll(async () => {
    await kafka.remove();
    await proxy.close();
  });

  it.each(['stop', 'kill'] as const)('keeps address and records over %s and start', async (end) => {
    const topic = topicOf();
    const producer = client(writable(kafka.brokers)).producer();
    await withAdmin(writable(kafka.brokers), (admin) =>
      admin.createTopics({ topics: [{ topic }], waitForLeaders: true }),
    );
    await producer.connect();
    await producer.send({ topic, messages: [{ value: 'a' }], acks: -1 });
    await producer.disconnect();

    await kafka[end]();
    await expect(topicsAt(writable(kafka.brokers))).rejects.toThrow();
    await kafka.start();
    const offsets = await withAdmin(writable(kafka.brokers), (admin) => admin.fetchTopicOffsets(topic));

    expect(offsets).toEqual([{ partition: 0, offset: '1', high: '1', low: '0' }]);
  });

  it('says nothing while it is paused', async () => {
    kafka.pause();
    const topics = topicsAt({ ...writable(kafka.brokers), requestTimeout: 20_000 });
    const first = await Promise.race([topics, new Promise((resolve) => setTimeout(resolve, 500, 'nothing'))]);
    kafka.resume();

    expect(first).toBe('nothing');
    expect(await topics).toEqual(expect.any(Array));
  });

  it('is reached through the proxy alone', async () => {
    expect(await topicsAt(writable(kafka.brokers))).toEqual(expect.any(Array));
    await proxy.refuse();
    await expect(topicsAt(writable(kafka.brokers))).rejects.toThrow('ECONNREFUSED');
    await proxy.open();
    expect(await topicsAt(writable(kafka.brokers))).toEqual(expect.any(Array));
  });
});
