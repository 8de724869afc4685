import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { RockpoolError } from '../../../src/base/error.ts';
import type { KafkaIntegration } from '../../../src/config/config.ts';
import type { Connector } from '../../../src/ingest/connector.ts';
import { openKafkaConnector } from '../../../src/kafka/connector.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { startKafka, type PrivateKafka } from '../../servers/start-kafka.ts';
import { startTcpProxy, type TcpProxy } from '../../servers/tcp-proxy.ts';
import { eventually, openTopic, reader, type Following, type TestTopic } from './open-topic.ts';

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));
afterEach(() => expect(unhandled.splice(0)).toEqual([]));

describe('a cluster that cannot be read', () => {
  const integrationOf = (of: Partial<KafkaIntegration>): KafkaIntegration => ({
    kind: 'kafka',
    brokers: serverAddresses().kafka,
    groupPrefix: 'faults',
    sessionTimeoutMs: 6_000,
    ...of,
  });
  const source = {
    kind: 'topic',
    id: 'events.topic',
    integration: 'events',
    topic: 'nowhere',
    format: { kind: 'json' },
    start: 'earliest',
  } as const;

  /** What following ends with, and how it is told beside it. */
  async function fail(of: Partial<KafkaIntegration>): Promise<{ code: string; message: string; health: string }> {
    const connector = openKafkaConnector({
      integration: integrationOf(of),
      maxRecordBytes: 1e6,
      batchRecords: 10_000,
      memoryBytes: 1e6,
    });
    const began = Date.now();
    const state = { positions: {}, reader };
    const [error, health] = await Promise.all([
      (async () => {
        for await (const batch of connector.follow(source, state, new AbortController().signal)) return batch;
        return undefined;
      })().catch((caught: unknown) => caught as RockpoolError),
      connector.health(source, state),
    ]);
    await connector.close();
    expect(Date.now() - began).toBeLessThan(12_000);
    const { code, message } = error as RockpoolError;
    return { code, message, health: health.message! };
  }

  it('is an error when nobody answers there', async () => {
    const told = 'At 127.0.0.1:1 nobody answers: the connection was refused.';

    expect(await fail({ brokers: ['127.0.0.1:1'] })).toEqual({
      code: 'SOURCE_UNREADABLE',
      message: told,
      health: told,
    });
  });

  it('is an error when it takes connections and says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const told = `The Kafka cluster at ${address} does not answer in time.`;

    expect(await fail({ brokers: [address] })).toEqual({ code: 'SOURCE_UNREADABLE', message: told, health: told });
    silent.close();
  });

  it('is an error when the password is wrong, which is not told', async () => {
    const { brokers, username } = serverAddresses().kafkaSasl;
    const failed = await fail({ brokers, sasl: { mechanism: 'scram-sha-256', username, password: 'open sesame' } });
    const told = `The Kafka cluster at ${brokers[0]!} refused the login of the user "${username}" (SCRAM-SHA-256).`;

    expect(failed).toEqual({ code: 'SOURCE_UNREADABLE', message: told, health: told });
  });

  it('is an error when it speaks TLS and we do not', async () => {
    const { brokers } = serverAddresses().kafkaTls;

    expect(await fail({ brokers })).toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: `The Kafka cluster at ${brokers[0]!} speaks TLS at this address, and we did not.`,
    });
  });

  it('is an error when we speak TLS and it does not', async () => {
    const brokers = serverAddresses().kafka;

    expect(await fail({ brokers, ssl: {} })).toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('has no buckets', () => {
    const connector = openKafkaConnector({
      integration: integrationOf({}),
      maxRecordBytes: 1,
      batchRecords: 10_000,
      memoryBytes: 1,
    });
    const bucket = { ...source, kind: 'bucket', bucket: 'shop', pattern: '*', everyMs: 1 } as const;

    expect(() =>
      connector.scan(bucket, { etagsOf: () => Promise.resolve(new Map()) }, new AbortController().signal),
    ).toThrow('The integration events is a Kafka cluster: it has topics, and no bucket shop.');
  });
});

interface Reading {
  readonly values: readonly string[];
  readonly errors: readonly string[];
  readonly stop: () => Promise<void>;
}

describe('a cluster that goes away while it is followed', () => {
  let proxy: TcpProxy;
  let kafka: PrivateKafka;
  let topic: TestTopic;
  let reading: Reading | undefined;
  beforeAll(async () => {
    proxy = await startTcpProxy();
    kafka = await startKafka({ proxy });
  }, 120_000);
  afterEach(async () => {
    await reading?.stop();
    reading = undefined;
    await proxy.open();
    await topic.close();
  });
  afterAll(async () => {
    await kafka.remove();
    await proxy.close();
  });

  /** As runSource does: begins again from the checkpoint after an error. */
  function readOn(connector: Connector): Reading {
    const values: string[] = [];
    const errors: string[] = [];
    const stopping = new AbortController();
    const state = { positions: {} as Record<string, JsonObject>, reader };
    const done = (async () => {
      while (!stopping.signal.aborted) {
        try {
          for await (const batch of connector.follow(topic.source(), { ...state }, stopping.signal)) {
            values.push(...batch.records.map(({ value }) => Buffer.from(value!).toString()));
            state.positions = { ...state.positions, [batch.stream]: batch.position };
            batch.written?.();
          }
        } catch (error) {
          errors.push((error as Error).message);
          await wait(200);
        }
      }
    })();
    return {
      values,
      errors,
      stop: () => {
        stopping.abort();
        return done;
      },
    };
  }

  it('is read on when its connections were cut', async () => {
    topic = await openTopic(kafka.brokers);
    await topic.make(2);
    const connector = topic.connector();
    const following = topic.follow(connector);
    await topic.append('a');
    await following.until(({ records }) => records.length === 1);

    for (const value of ['b', 'c', 'd']) {
      proxy.cut();
      await wait(300);
      await topic.append(value);
      await following.until(({ values }) => values.includes(value));
    }

    expect([following.values, following.error]).toEqual([['a', 'b', 'c', 'd'], undefined]);
  });

  it.each([
    ['refuses connections', () => proxy.refuse(), 'At ADDRESS nobody answers: the connection was refused.'],
    ['says nothing', async () => proxy.hold(), 'The Kafka cluster at ADDRESS does not answer in time.'],
  ])('is an error within seconds, and read on when it is back: it %s', async (_, goAway, told) => {
    topic = await openTopic(kafka.brokers);
    await topic.make(2);
    await topic.append('a');
    const connector = topic.connector();
    const one = (reading = readOn(connector));
    await eventually(
      () => one.values,
      ({ length }) => length === 1,
    );

    await goAway();
    const began = Date.now();
    await eventually(
      () => one.errors,
      ({ length }) => length > 0,
    );
    const tookMs = Date.now() - began;
    const health = await connector.health(topic.source(), { positions: {}, reader });
    await proxy.open();
    await topic.append('b');
    await eventually(
      () => one.values,
      ({ length }) => length === 2,
    );
    await one.stop();

    expect(one.values).toEqual(['a', 'b']);
    expect([one.errors[0], health.message]).toEqual(Array(2).fill(told.replace('ADDRESS', proxy.address)));
    expect(tookMs).toBeLessThan(12_000);
  });

  it('is read on when its broker was killed and started again', { timeout: 120_000 }, async () => {
    topic = await openTopic(kafka.brokers);
    await topic.make(2);
    await topic.append('a');
    const one = (reading = readOn(topic.connector()));
    await eventually(
      () => one.values,
      ({ length }) => length === 1,
    );

    await kafka.kill();
    // Its ports are free a moment later.
    await wait(1_500);
    await kafka.start();
    await eventually(
      () =>
        topic.append('b').then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    await eventually(
      () => one.values,
      (values) => values.includes('b'),
    );
    await one.stop();

    expect(new Set(one.values)).toEqual(new Set(['a', 'b']));
    expect(one.values[0]).toBe('a');
  });

  describe('when following is told to end', () => {
    const end = async (following: Following): Promise<number> => {
      const began = Date.now();
      await following.stop();
      return Date.now() - began;
    };
    beforeEach(async () => {
      topic = await openTopic(kafka.brokers);
    });

    it.each([0, 5, 20, 50, 100, 200, 400])('ends at once %i ms after its beginning', async (ms) => {
      await topic.make(2);
      const following = topic.follow(topic.connector());
      await wait(ms);

      expect(await end(following)).toBeLessThan(2_000);
      expect(following.error).toBe(undefined);
    });

    it('ends at once while the topic is waited for', async () => {
      const following = topic.follow(topic.connector());
      await wait(300);

      expect(await end(following)).toBeLessThan(2_000);
      expect(following.error).toBe(undefined);
    });

    it('ends at once while nobody answers', async () => {
      await topic.make(2);
      await topic.append('a');
      const following = topic.follow(topic.connector());
      await following.until(({ values }) => values.length === 1);
      proxy.hold();
      await wait(300);

      expect(await end(following)).toBeLessThan(2_000);
      expect(following.error).toBe(undefined);
    });

    it('ends with the connector', async () => {
      await topic.make(2);
      await topic.append('a');
      const connector = topic.connector();
      const following = topic.follow(connector);
      await following.until(({ values }) => values.length === 1);

      const began = Date.now();
      await connector.close();
      await following.ended;

      expect(Date.now() - began).toBeLessThan(2_000);
      expect(following.error).toBe(undefined);
    });

    it('leaves the group', async () => {
      await topic.make(2);
      await topic.append('a');
      const following = topic.follow(topic.connector());
      await following.until(({ values }) => values.length === 1);
      await following.stop();

      const { groups } = await topic.admin.describeGroups([topic.group]);
      expect(groups[0]!.members).toEqual([]);
    });
  });
});
