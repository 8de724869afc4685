import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel, type Admin, type Message, type Producer } from 'kafkajs';
import type { JsonObject } from '../../../src/base/json.ts';
import type { TopicSource } from '../../../src/catalog/collection.ts';
import type { Connector, RawRecord, StreamBatch } from '../../../src/ingest/connector.ts';
import { openKafkaConnector, type KafkaOptions } from '../../../src/kafka/connector.ts';
import { serverAddresses } from '../../servers/addresses.ts';

/** A topic of one test's own, the hands to change it, and connectors that end with it. */
export interface TestTopic {
  readonly name: string;
  readonly group: string;
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly producer: Producer;
  make(partitions?: number): Promise<void>;
  remove(): Promise<void>;
  /** Texts become records without a key in partition 0. */
  append(...messages: readonly (string | Message)[]): Promise<void>;
  source(options?: Partial<TopicSource>): TopicSource;
  connector(options?: Partial<KafkaOptions>): Connector;
  /** Reads in the background. */
  follow(connector: Connector, options?: FollowOptions): Following;
  close(): Promise<void>;
}

export interface FollowOptions {
  readonly positions?: Readonly<Record<string, JsonObject>>;
  readonly source?: Partial<TopicSource>;
  readonly reader?: string;
  /** Called before the next batch is asked for. */
  readonly onBatch?: (batch: StreamBatch) => Promise<void> | void;
}

export interface Following {
  readonly batches: readonly StreamBatch[];
  readonly records: readonly RawRecord[];
  readonly values: readonly (string | null)[];
  /** The places after all that was read, as a checkpoint. */
  readonly positions: Readonly<Record<string, JsonObject>>;
  /** What it ended with, if with an error. */
  readonly error: Error | undefined;
  readonly ended: Promise<void>;
  /** Fails when it takes long. */
  until(wish: (following: Following) => boolean, what?: string): Promise<void>;
  /** Aborts, and waits for the end. */
  stop(): Promise<void>;
}

export const reader = 'commons.things';

export async function openTopic(brokers: readonly string[] = serverAddresses().kafka): Promise<TestTopic> {
  const name = `follow-${randomUUID()}`;
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await Promise.all([admin.connect(), producer.connect()]);
  let isMade = false;
  const connectors: Connector[] = [];
  const followings: Following[] = [];
  const group = `test-${randomUUID()}`;

  const source = (options: Partial<TopicSource> = {}): TopicSource => ({
    kind: 'topic',
    id: 'events.topic',
    integration: 'events',
    topic: name,
    format: { kind: 'json' },
    start: 'earliest',
    ...options,
  });
  return {
    name,
    group: `${group}.${reader}.events.topic`,
    kafka,
    admin,
    producer,
    async make(partitions = 1) {
      const configEntries = [
        { name: 'max.message.bytes', value: String(32 * 1024 ** 2) },
        // Records of these tests may be years old.
        { name: 'retention.ms', value: '-1' },
      ];
      await admin.createTopics({ topics: [{ topic: name, numPartitions: partitions, configEntries }] });
      isMade = true;
    },
    async remove() {
      await admin.deleteTopics({ topics: [name] });
    },
    async append(...messages) {
      const whole = messages.map((one): Message => (typeof one === 'string' ? { value: one, partition: 0 } : one));
      await producer.send({ topic: name, messages: whole });
    },
    source,
    connector(options = {}) {
      const connector = openKafkaConnector({
        integration: { kind: 'kafka', brokers, groupPrefix: group, sessionTimeoutMs: 6_000 },
        maxRecordBytes: 4 * 1024 ** 2,
        memoryBytes: 64 * 1024 ** 2,
        batchRecords: 10_000,
        topicPollMs: 100,
        patienceMs: 2_000,
        ...options,
      });
      connectors.push(connector);
      return connector;
    },
    follow(connector, options = {}) {
      const following = follow(connector, source(options.source), options);
      followings.push(following);
      return following;
    },
    async close() {
      await Promise.all(followings.map((one) => one.stop()));
      await Promise.all(connectors.map((one) => one.close()));
      if (isMade) await admin.deleteTopics({ topics: [name] }).catch(() => undefined);
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

function follow(connector: Connector, source: TopicSource, options: FollowOptions): Following {
  const stop = new AbortController();
  const batches: StreamBatch[] = [];
  const records: RawRecord[] = [];
  const values: (string | null)[] = [];
  let positions = options.positions ?? {};
  let error: Error | undefined;
  const state = { positions, reader: options.reader ?? reader };
  const done = (async () => {
    for await (const batch of connector.follow(source, state, stop.signal)) {
      batches.push(batch);
      records.push(...batch.records);
      values.push(...batch.records.map(({ value }) => (value === null ? null : Buffer.from(value).toString('utf8'))));
      positions = { ...positions, [batch.stream]: batch.position };
      await options.onBatch?.(batch);
      batch.written?.();
    }
  })().catch((caught: unknown) => void (error = caught as Error));
  return {
    batches,
    records,
    values,
    ended: done,
    get positions() {
      return positions;
    },
    get error() {
      return error;
    },
    async until(wish, what = String(wish)) {
      const began = Date.now();
      while (!wish(this)) {
        if (error !== undefined) throw error;
        if (Date.now() - began > 20_000)
          throw new Error(`never: ${what}\nread ${JSON.stringify(values.slice(-20))}, at ${JSON.stringify(positions)}`);
        await wait(10);
      }
    },
    async stop() {
      stop.abort();
      await done;
    },
  };
}

/** Asks until the answer is as wished. */
export async function eventually<T>(ask: () => Promise<T> | T, wish: (answer: T) => boolean): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (wish(answer)) return answer;
    if (Date.now() - began > 20_000) throw new Error(`never as wished: ${JSON.stringify(answer)}`);
    await wait(20);
  }
}

export const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));
