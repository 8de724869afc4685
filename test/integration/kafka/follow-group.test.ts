import { afterEach, beforeEach, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, Message } from 'kafkajs';
import { eventually, numbers, openTopic, reader, type Following, type TestTopic } from './open-topic.ts';

let topic: TestTopic;
beforeEach(async () => {
  topic = await openTopic();
});
afterEach(() => topic.close());

const spread = (from: number, to: number, partitions: number): Message[] =>
  numbers(from, to).map((value, index) => ({ value, partition: index % partitions }));
const sorted = ({ values }: Following): number[] => values.map(Number).sort((one, other) => one - other);
const positionsOf = ({ records }: Following): Set<string> => new Set(records.map(({ positionText }) => positionText));

/** A member of the group that is not ours: it takes partitions and does nothing with them. */
async function joinBare(): Promise<Consumer> {
  const consumer = topic.kafka.consumer({
    groupId: topic.group,
    sessionTimeout: 6_000,
    heartbeatInterval: 500,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic.name] });
  await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  return consumer;
}

async function growTo(count: number): Promise<void> {
  await topic.admin.createPartitions({ topicPartitions: [{ topic: topic.name, count }] });
  // Until each has its leader; a producer would send all again because of one that has none.
  await eventually(
    () => topic.admin.fetchTopicOffsets(topic.name).catch(() => []),
    ({ length }) => length === count,
  );
}

/** By a client that knows the partitions of now. */
async function appendAnew(messages: Message[]): Promise<void> {
  const producer = topic.kafka.producer();
  await producer.connect();
  await producer.send({ topic: topic.name, messages });
  await producer.disconnect();
}

it('loses nothing and delivers nothing twice when another member takes partitions and gives them back', async () => {
  await topic.make(4);
  await topic.append(...spread(0, 400, 4));
  const connector = topic.connector();
  const following = topic.follow(connector, { onBatch: () => wait(5) });
  await following.until(({ records }) => records.length >= 40);
  const health = () => connector.health(topic.source(), { positions: following.positions, reader });

  const bare = await joinBare();
  const shared = await eventually(health, ({ streams }) => streams!.some(({ assigned }) => !assigned));
  await topic.append(...spread(400, 800, 4));
  const lagging = await eventually(
    health,
    ({ streams }) =>
      streams!.every(({ assigned, lag }) => (lag === 0) === assigned) && streams!.some(({ lag }) => lag > 0),
  );
  await bare.disconnect();
  await following.until(({ records }) => records.length >= 800);
  await wait(500);

  expect(shared.streams!.filter(({ assigned }) => assigned)).toHaveLength(2);
  expect(lagging.streams!.filter(({ assigned }) => !assigned).every(({ lag }) => lag > 0)).toBe(true);
  expect(lagging.group).toBe(topic.group);
  expect(sorted(following)).toEqual(numbers(0, 800).map(Number));
  expect(positionsOf(following).size).toBe(800);
  for (const partition of [0, 1, 2, 3]) {
    const offsets = following.records
      .filter(({ meta }) => meta['partition'] === partition)
      .map(({ meta }) => meta['offset']);
    expect(offsets).toEqual(numbers(0, 200).map(Number));
  }
});

it('reads records of a batch in flight once, when the group is rebalanced meanwhile', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 1_000, 2));
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  const following = topic.follow(topic.connector({ batchRecords: 100 }), { onBatch: () => held });
  await following.until(({ batches }) => batches.length === 1);

  const bare = await joinBare();
  await wait(1_500);
  await bare.disconnect();
  go();
  await following.until(({ records }) => records.length >= 1_000);

  expect(sorted(following)).toEqual(numbers(0, 1_000).map(Number));
});

it('keeps its place in the group while the store is away for longer than the session timeout', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 200, 2));
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  const connector = topic.connector({ batchRecords: 10, memoryBytes: 2_000 });
  const following = topic.follow(connector, { onBatch: () => held });
  await following.until(({ batches }) => batches.length === 1);
  const members = async (): Promise<readonly string[]> =>
    (await topic.admin.describeGroups([topic.group])).groups[0]!.members.map(({ memberId }) => memberId);
  const before = await members();

  await wait(8_000);
  const after = await members();
  go();
  await following.until(({ records }) => records.length >= 200);

  expect([before.length, after]).toEqual([1, before]);
  expect(sorted(following)).toEqual(numbers(0, 200).map(Number));
});

it('tells the group how far the store is, and reads from its own place all the same', async () => {
  await topic.make();
  await topic.append(...numbers(0, 10));
  const committed = async (): Promise<string> =>
    (await topic.admin.fetchOffsets({ groupId: topic.group, topics: [topic.name] }))[0]!.partitions[0]!.offset;
  const first = topic.follow(topic.connector());
  await first.until(({ records }) => records.length === 10);
  const told = await eventually(committed, (offset) => offset === '10');
  await first.stop();

  const again = topic.follow(topic.connector());
  await again.until(({ records }) => records.length === 10);

  expect([told, again.values]).toEqual(['10', numbers(0, 10)]);
});

it('gives each collection all records of a topic that feeds several', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 20, 2));
  const connector = topic.connector();

  const [one, other] = ['commons.one', 'commons.other'].map((name) => topic.follow(connector, { reader: name }));
  await one!.until(({ records }) => records.length === 20);
  await other!.until(({ records }) => records.length === 20);

  expect([sorted(one!), sorted(other!)]).toEqual([numbers(0, 20).map(Number), numbers(0, 20).map(Number)]);
});

it('looks once without disturbing the source that reads', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 20, 2));
  const connector = topic.connector();
  const following = topic.follow(connector);
  await following.until(({ records }) => records.length === 20);

  const values: string[] = [];
  for await (const { records } of connector.follow(topic.source(), { positions: {} }, new AbortController().signal)) {
    values.push(...records.map(({ value }) => Buffer.from(value!).toString()));
    if (values.length >= 20) break;
  }
  const { streams } = await connector.health(topic.source(), { positions: following.positions, reader });

  expect(values.map(Number).sort((one, two) => one - two)).toEqual(numbers(0, 20).map(Number));
  expect(streams!.map(({ assigned }) => assigned)).toEqual([true, true]);
});

it('notices new partitions and reads them from their beginning', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 10, 2));
  const following = topic.follow(topic.connector(), { source: { start: 'latest' } });
  await following.until(({ batches }) => batches.length === 2);

  await growTo(6);
  await appendAnew(spread(10, 70, 6));
  await following.until(({ records }) => records.length === 60);

  expect(sorted(following)).toEqual(numbers(10, 70).map(Number));
});

it('reads partitions that were added while nobody read from their beginning, though it began at the latest', async () => {
  await topic.make(2);
  await topic.append(...spread(0, 10, 2));
  const before = topic.follow(topic.connector(), { source: { start: 'latest' } });
  await before.until(({ batches }) => batches.length === 2);
  await before.stop();
  await growTo(6);
  await appendAnew(spread(10, 70, 6));

  const after = topic.follow(topic.connector(), { source: { start: 'latest' }, positions: before.positions });
  await after.until(({ records }) => records.length === 60);

  expect(sorted(after)).toEqual(numbers(10, 70).map(Number));
});
