import { randomUUID } from 'node:crypto';
import kafkajs, { type Admin, type Producer } from 'kafkajs';
import type { KafkaIntegration } from '../config/config.ts';
import { toConnectorError } from './errors.ts';
import { clientRetry, makeKafkaClient } from './make-client.ts';
import { readLastValues } from './read-last-values.ts';

// Node finds not all names of this CommonJS module by itself.
const { Partitioners } = kafkajs;

export interface ProducedRecord {
  /** Records of one key keep their order. */
  readonly key: string | null;
  readonly value: string;
  /** Milliseconds since 1970; the moment of sending when absent. */
  readonly timestampMs?: number;
}

/** Writes to topics. Connects when it is first used, and anew after a failure. Everything throws SOURCE_UNREADABLE. */
export interface TopicProducer {
  /** Makes the topic unless it is there. One that is there stays as it is, with however many partitions. */
  ensureTopic(topic: string, partitions: number): Promise<void>;
  /**
   * Resolves when all replicas in sync have the records. A cluster that is away is waited for, about half a minute; after an error some of
   * the records may be there, and the same ones may be sent again.
   */
  send(topic: string, records: readonly ProducedRecord[]): Promise<void>;
  /** The value of the last record of each partition that has one, in no order. */
  lastValue(topic: string): Promise<readonly string[]>;
  /** Ends within seconds, whatever the cluster does. */
  close(): Promise<void>;
}

const closingPatienceMs = 3_000;

export function openTopicProducer(integration: KafkaIntegration): TopicProducer {
  const follower = makeKafkaClient(integration, { use: 'follow' });
  const asker = makeKafkaClient(integration, { use: 'ask' });
  let connected: Promise<Producer> | undefined;

  const connect = async (): Promise<Producer> => {
    // Given, since the library otherwise warns of the one it would take.
    const producer = follower.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: clientRetry.follow,
    });
    try {
      await producer.connect();
    } catch (error) {
      await soon(producer.disconnect());
      throw error;
    }
    return producer;
  };
  const forget = (): Promise<void> => {
    const last = connected;
    connected = undefined;
    return soon(last?.then((producer) => producer.disconnect()));
  };
  const ask = async <T>(topic: string, question: (admin: Admin) => Promise<T>): Promise<T> => {
    const admin = asker.admin();
    try {
      await admin.connect();
      return await question(admin);
    } catch (error) {
      throw toConnectorError(error, { integration, topic });
    } finally {
      await soon(admin.disconnect());
    }
  };

  return {
    async ensureTopic(topic, partitions) {
      await ask(topic, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: partitions }] }));
    },

    async send(topic, records) {
      if (records.length === 0) return;
      try {
        connected ??= connect();
        const producer = await connected;
        await producer.send({
          topic,
          acks: -1,
          messages: records.map(({ key, value, timestampMs }) => ({
            key,
            value,
            ...(timestampMs === undefined ? {} : { timestamp: String(timestampMs) }),
          })),
        });
      } catch (error) {
        // A client that was disturbed may stay so.
        void forget();
        throw toConnectorError(error, { integration, topic });
      }
    },

    lastValue: (topic) =>
      ask(topic, async (admin) => {
        const group = `${integration.groupPrefix}.last.${randomUUID()}`;
        const ends = await admin.fetchTopicOffsets(topic);
        try {
          return await readLastValues(asker, topic, group, ends);
        } finally {
          await admin.deleteGroups([group]).catch(() => undefined);
        }
      }),

    close: forget,
  };
}

/** Disconnecting may hang, or fail, when the cluster is away; nobody needs to know. */
async function soon(ending: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closingPatienceMs)));
  await Promise.race([ending?.then(() => undefined).catch(() => undefined), late]);
  clearTimeout(timer);
}
