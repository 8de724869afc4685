import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { openKafkaConnector } from '../../src/kafka/connector.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { describeTopicConnector, type TopicUnderTest } from './connector.ts';

/** A topic of its own in the cluster that all tests share. */
async function open(): Promise<TopicUnderTest> {
  const brokers = [...serverAddresses().kafka];
  const topic = `conformance-${randomUUID()}`;
  const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await Promise.all([admin.connect(), producer.connect()]);
  const make = (): Promise<boolean> => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  let isThere: Promise<boolean> | undefined;
  const connector = openKafkaConnector({
    integration: { kind: 'kafka', brokers, groupPrefix: 'conformance', sessionTimeoutMs: 6_000 },
    maxRecordBytes: 4 * 1024 ** 2,
    batchRecords: 10_000,
    memoryBytes: 64 * 1024 ** 2,
    topicPollMs: 50,
  });
  return {
    connector,
    topic,
    async append(values) {
      await (isThere ??= make());
      await producer.send({ topic, messages: values.map((value) => ({ value })) });
    },
    async recreate() {
      await admin.deleteTopics({ topics: [topic] });
      await make();
    },
    async close() {
      await connector.close();
      if (isThere !== undefined) await admin.deleteTopics({ topics: [topic] });
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    },
  };
}

describeTopicConnector('a Kafka cluster', open);
