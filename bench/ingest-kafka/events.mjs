// A topic full of activity events, of about 150 bytes each.
import kafkajs from 'kafkajs';

const { Kafka, Partitioners, logLevel } = kafkajs;
const actions = ['view', 'View', 'view', 'add', 'add', 'remove'];
const firstMs = Date.now() - 7 * 86_400_000;

/** The n-th event, from 1. Every `_id` occurs once. */
export function makeEvent(n) {
  const user = 1 + ((n * 7919) % 100_000);
  const product = 1 + ((n * 104_729) % 2_000);
  const value = JSON.stringify({
    _id: `a-${n}`,
    event_time: new Date(firstMs + n).toISOString(),
    user_id: `u-${user}`,
    product_id: `p-${product}`,
    action: actions[n % actions.length],
    page: `/products/${product}?from=mail-${n % 977}`,
  });
  return { key: `u-${user}`, value };
}

/** A client without Rockpool's code. */
export const connect = (brokers) =>
  new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });

export const makeProducer = (kafka) =>
  kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner });

/** Makes the topic and writes the events. Returns the bytes of their values. */
export async function fillTopic(kafka, topic, { partitions, events }) {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
  await admin.disconnect();
  const producer = makeProducer(kafka);
  await producer.connect();
  let bytes = 0;
  for (let first = 1; first <= events; first += 5_000) {
    const count = Math.min(5_000, events - first + 1);
    const messages = Array.from({ length: count }, (_, index) => makeEvent(first + index));
    for (const { value } of messages) bytes += value.length;
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
  return bytes;
}

export async function removeTopic(kafka, topic) {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}
