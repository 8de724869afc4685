import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners, type Admin, type Producer } from 'kafkajs';
import { serverAddresses } from '../servers/addresses.ts';
import { faultStore, type FaultStoreKind } from './fault-store.ts';
import type { CollectionName } from './model.ts';

/** The world around a worker: a project folder, topics and a bucket of its own on the real servers. */
export interface Outside {
  readonly project: string;
  topicOf(collection: CollectionName): string;
  /** In the given order, to the given partition. */
  produce(collection: CollectionName, partition: number, records: readonly OutsideRecord[]): Promise<void>;
  addPartitions(collection: CollectionName, count: number): Promise<void>;
  /** A member of the source's consumer group that takes partitions, reads nothing and gives them back. */
  joinGroup(group: string, collection: CollectionName, ms: number): Promise<void>;
  /** Returns the object's time in milliseconds since 1970. */
  put(key: string, lines: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

export interface OutsideRecord {
  readonly key: string;
  readonly value: string | null;
  readonly timestampMs: number;
}

const rockpoolFile = (sessionTimeout: string, storeLine: string): string => {
  const { kafka, s3 } = serverAddresses();
  return `${storeLine}integrations:
  events: { kind: kafka, brokers: ${JSON.stringify(kafka)}, session_timeout: ${sessionTimeout} }
  catalog: { kind: s3, endpoint: '${s3}', access_key_id: any, secret_access_key: any }
`;
};

/** An `_op` that can be anything makes the store look at what is there before it writes; one that writes or deletes does not. */
export const operations = {
  any: 'op',
  writeOrDelete: "CASE op WHEN 'DELETE' THEN 'DELETE' ELSE 'REPSERT' END",
} as const;

const collectionFile = (
  name: CollectionName,
  topic: string,
  bucket: string,
  wholes: keyof typeof operations,
): string => `${name === 'parts' ? 'write: merge\n' : ''}sources:
  - { integration: events, topic: ${topic}, format: json }
  - { integration: catalog, bucket: ${bucket}, pattern: '${name}/*.ndjson', format: ndjson, every: 200ms }
input: { _id: VARCHAR, op: VARCHAR, clear: 'VARCHAR[]', a: BIGINT, b: BIGINT, c: BIGINT, skip: BOOLEAN }
transformation: |
  SELECT _id, ${name === 'parts' ? 'op AS _op, clear AS _clear' : `${operations[wholes]} AS _op`}, a, b, c FROM _input WHERE skip IS NULL
`;

/** Makes it, with two partitions per topic. `wholes`: how the operations of whole documents are chosen. */
export async function openOutside(
  name: string,
  kind: FaultStoreKind,
  wholes: keyof typeof operations,
): Promise<Outside> {
  const store = faultStore(kind, name);
  const { kafka: brokers, s3: endpoint } = serverAddresses();
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  // What is sent to a partition that the producer has not heard of yet is lost without a word.
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, metadataMaxAge: 1 });
  const s3 = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const topicOf = (collection: CollectionName): string => `${name}-${collection}`;
  const project = await mkdtemp(join(tmpdir(), 'rockpool-faults-'));
  await mkdir(join(project, 'collections'));
  await writeFile(join(project, 'rockpool.yaml'), rockpoolFile('1s', store.line));
  const collections = ['whole', 'parts'] as const;
  for (const collection of collections) {
    await writeFile(
      join(project, `collections/${collection}.yaml`),
      collectionFile(collection, topicOf(collection), name, wholes),
    );
  }
  await Promise.all([admin.connect(), producer.connect()]);
  const topics = collections.map((one) => ({ topic: topicOf(one), numPartitions: 2 }));
  // A busy broker may need longer than the library waits.
  await admin.createTopics({ topics, waitForLeaders: false });
  for (const { topic } of topics) await untilPartitions(admin, topic, 2);
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  return {
    project,
    topicOf,
    produce: (collection, partition, records) => produce(producer, topicOf(collection), partition, records),
    addPartitions: (collection, count) => addPartitions(admin, topicOf(collection), count),
    joinGroup: (group, collection, ms) => joinGroup(kafka, group, topicOf(collection), ms),
    async put(key, lines) {
      await s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body: lines.map((line) => `${line}\n`).join('') }));
      const { Contents: [found] = [] } = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: key }));
      return found!.LastModified!.getTime();
    },
    async close() {
      await admin.deleteTopics({ topics: collections.map(topicOf) });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
      s3.destroy();
      await rm(project, { recursive: true, force: true });
      await store.remove();
    },
  };
}

async function produce(
  producer: Producer,
  topic: string,
  partition: number,
  records: readonly OutsideRecord[],
): Promise<void> {
  await producer.send({
    topic,
    messages: records.map(({ key, value, timestampMs }) => ({ key, value, partition, timestamp: String(timestampMs) })),
  });
}

async function addPartitions(admin: Admin, topic: string, count: number): Promise<void> {
  await admin.createPartitions({ topicPartitions: [{ topic, count }] });
  // The producer must not be faster than the cluster's own knowledge.
  await untilPartitions(admin, topic, count);
}

async function untilPartitions(admin: Admin, topic: string, count: number): Promise<void> {
  for (;;) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => ({ topics: [] }));
    const partitions = topics[0]?.partitions ?? [];
    if (partitions.length === count && partitions.every(({ leader }) => leader >= 0)) return;
    await wait(20);
  }
}

async function joinGroup(kafka: Kafka, groupId: string, topic: string, ms: number): Promise<void> {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 1_000, heartbeatInterval: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => Promise.resolve() });
  await Promise.race([joined, new Promise((resolve) => setTimeout(resolve, 3_000))]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  await consumer.disconnect();
}
