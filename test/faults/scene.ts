import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Kafka, logLevel, Partitioners, type Admin, type KafkaConfig, type Message, type Producer } from 'kafkajs';
import { expect } from 'vitest';
import type { DeadLetter, SourceStatus } from '../../src/ingest/ingest-service.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { expectConserved } from './expect-conserved.ts';
import { faultStore, faultStoreKind, type FaultStore } from './fault-store.ts';
import { Model, type Fields, type Wish } from './model.ts';
import { operations } from './outside.ts';
import { startWorker, type KillAt, type Worker } from './worker.ts';

/** One topic, a project with one collection of it, and the workers that read it; the model knows what must become of it. */
export interface Scene {
  readonly topic: string;
  readonly project: string;
  readonly admin: Admin;
  readonly kafka: Kafka;
  readonly model: Model;
  /** How many records were sent that must be read once; a test that has them read again adds to it. */
  records: number;
  /** Starts a worker; it ends with the scene at the latest. */
  start(killAt?: KillAt): Promise<Worker>;
  /** Makes the topic, again after it was removed. */
  make(partitions: number, config?: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
  grow(partitions: number): Promise<void>;
  /** Documents by their wishes, in this order, at times of their own. `stream` is the name of the partition for the model. */
  send(partition: number, wishes: readonly Wish[], stream?: string): Promise<void>;
  /** Records of any kind, which the model does not see. */
  sendRaw(messages: readonly Message[]): Promise<void>;
  /** A time of its own, after all before. */
  time(): number;
  group(worker: Worker): Promise<string>;
  /** A member of the group that takes partitions and reads nothing, until it is called. Returns once it is in. */
  join(group: string): Promise<() => Promise<void>>;
  /** The status of the topic, once it is as wished. */
  until(worker: Worker, wish: (status: SourceStatus) => boolean, withinMs?: number): Promise<SourceStatus>;
  /**
   * Waits until all was read, by nobody's hand, and compares all documents with the model, the records of the topic with their count, and dead
   * letters, as `code position`, with what must be there.
   */
  expectEnd(worker: Worker, letters?: readonly string[]): Promise<SourceStatus>;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly brokers?: readonly string[];
  /** Another way for the scene's own hands than for the worker. */
  readonly client?: Partial<KafkaConfig>;
  readonly partitions?: number;
  readonly topicConfig?: Readonly<Record<string, string>>;
  /** More sources, as lines of the collection's file, and more integrations, as lines of the project's. */
  readonly sources?: string;
  readonly integrations?: string;
  /** Instead of the input and the transformation that the model knows. */
  readonly fields?: string;
  /** How the operations of the model are chosen. */
  readonly operations?: keyof typeof operations;
  /** Instead of the one that FAULT_STORE names. */
  readonly store?: FaultStore;
}

const projectFile = (storeLine: string, brokers: readonly string[], more: string): string => `${storeLine}integrations:
  events: { kind: kafka, brokers: ${JSON.stringify(brokers)}, session_timeout: 1s }
${more}`;

const collectionFile = (topic: string, more: string, fields: string): string => `sources:
  - { integration: events, topic: ${topic}, format: json }
${more}${fields}`;

const modelFields = (
  chosen: keyof typeof operations,
): string => `input: { _id: VARCHAR, op: VARCHAR, a: BIGINT, b: BIGINT, c: BIGINT, skip: BOOLEAN }
transformation: SELECT _id, ${operations[chosen]} AS _op, a, b, c FROM _input WHERE skip IS NULL
`;

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const { brokers = serverAddresses().kafka, partitions = 2, sources = '', integrations = '' } = options;
  const fields = options.fields ?? modelFields(options.operations ?? 'writeOrDelete');
  const topic = `fault-${randomUUID()}`;
  const store = options.store ?? faultStore(faultStoreKind, topic);
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, ...options.client });
  const admin = kafka.admin();
  await admin.connect();
  const project = await mkdtemp(join(tmpdir(), 'rockpool-faults-'));
  await mkdir(join(project, 'collections'));
  await writeFile(join(project, 'rockpool.yaml'), projectFile(store.line, brokers, integrations));
  await writeFile(join(project, 'collections/whole.yaml'), collectionFile(topic, sources, fields));
  const workers: Worker[] = [];
  const model = new Model();
  let producer: Producer | undefined;
  let newest = 0;
  const time = (): number => (newest = Math.max(newest + 1, Date.now()));

  const forgetProducer = async (): Promise<void> => {
    await producer?.disconnect().catch(() => undefined);
    producer = undefined;
  };
  const sendRaw = async (messages: readonly Message[]): Promise<void> => {
    if (producer === undefined) {
      producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await producer.connect();
    }
    await producer.send({ topic, messages: [...messages] });
  };
  const until: Scene['until'] = async (worker, wish, withinMs = 60_000) => {
    for (const began = Date.now(); ;) {
      const status = (await worker.sources('whole'))[0];
      if (status !== undefined && wish(status)) return status;
      if (Date.now() - began > withinMs) throw new Error(`never: ${String(wish)}\n${JSON.stringify(status)}`);
      await wait(50);
    }
  };
  /** Until every partition has its leader: a producer would send all again because of one that has none. */
  const untilThere = async (count: number): Promise<void> => {
    for (;;) {
      const offsets = await admin.fetchTopicOffsets(topic).catch(() => []);
      if (offsets.length === count) return;
      await wait(20);
    }
  };

  const scene: Scene = {
    topic,
    project,
    admin,
    kafka,
    model,
    records: 0,
    async start(killAt) {
      const worker = await startWorker(project, killAt);
      workers.push(worker);
      return worker;
    },
    async make(count, config = {}) {
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
      for (;;) {
        // While the one before is being deleted its name is taken.
        if (await admin.createTopics({ topics: [{ topic, numPartitions: count, configEntries }] }).catch(() => false))
          break;
        await wait(50);
      }
      await forgetProducer();
      await untilThere(count);
    },
    remove: () => admin.deleteTopics({ topics: [topic] }),
    async grow(count) {
      await admin.createPartitions({ topicPartitions: [{ topic, count }] });
      await untilThere(count);
      await forgetProducer();
    },
    async send(partition, wishes, stream = String(partition)) {
      const messages = wishes.map((wish): Message => {
        const timestampMs = time();
        model.sendToStream('whole', stream, timestampMs, wish);
        return { partition, key: wish.id, value: print(wish), timestamp: String(timestampMs) };
      });
      await sendRaw(messages);
      scene.records += wishes.length;
    },
    sendRaw,
    time,
    group: async (worker) => (await worker.sources('whole'))[0]!.group!,
    join: (group) => join_(kafka, group, topic),
    until,
    async expectEnd(worker, letters = []) {
      await until(worker, ({ counters, state }) => counters.read >= scene.records && state === 'WATCHING');
      const sources = await worker.sources('whole');
      if (options.fields === undefined) expect(await worker.documents('whole')).toEqual(model.documents('whole'));
      expect(sources[0]!.counters.read).toBe(scene.records);
      for (const { counters } of sources) expectConserved(counters);
      expect((await worker.deadLetters('whole')).map(printLetter)).toEqual(letters);
      expect(worker.bugs).toEqual([]);
      return sources[0]!;
    },
    async close() {
      for (const worker of workers) {
        if (!worker.alive()) continue;
        worker.signal('SIGCONT');
        await worker.kill();
      }
      await forgetProducer();
      await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
      await admin.disconnect();
      await rm(project, { recursive: true, force: true });
      await store.remove();
    },
  };
  await scene.make(partitions, options.topicConfig);
  return scene;
}

/** A whole document. */
export const write = (id: string, fields: Fields): Wish => ({ id, op: 'REPSERT', fields, clear: [] });
export const erase = (id: string): Wish => ({ id, op: 'DELETE', fields: {}, clear: [] });

/** Documents `from` to before `to`, with ids of this partition only. */
export const writes = (partition: number, from: number, to: number): readonly Wish[] =>
  Array.from({ length: to - from }, (_, index) => write(`${partition}-${from + index}`, { a: from + index }));

export const printLetter = ({ code, position }: DeadLetter): string => `${code} ${position}`;

function print({ id, op, fields }: Wish): string {
  return JSON.stringify({ _id: id, op, ...fields });
}

async function join_(kafka: Kafka, groupId: string, topic: string): Promise<() => Promise<void>> {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 1_000, heartbeatInterval: 200, maxWaitTimeInMs: 200 });
  const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  await joined;
  return () => consumer.disconnect();
}
