import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverAddresses } from '../../servers/addresses.ts';
import { eventually, numbers, openTopic, reader, type Following, type TestTopic } from './open-topic.ts';

let topic: TestTopic;
beforeEach(async () => {
  topic = await openTopic();
});
afterEach(() => topic.close());

const positionsOf = (...followings: readonly Following[]): string[] =>
  followings.flatMap(({ records }) => records.map(({ positionText }) => positionText));
const recreate = async (): Promise<void> => {
  await topic.remove();
  await eventually(
    () =>
      topic.make().then(
        () => true,
        () => false,
      ),
    Boolean,
  );
};

/** Makes the topic anew beside a main thread that stands still, for longer than passes unnoticed. */
const recreatingWorker = `
  const { Kafka, logLevel } = require('kafkajs');
  const { setTimeout: wait } = require('node:timers/promises');
  const { workerData: { brokers, topic, done } } = require('node:worker_threads');
  (async () => {
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    const producer = kafka.producer();
    await Promise.all([admin.connect(), producer.connect()]);
    await wait(1_000);
    await admin.deleteTopics({ topics: [topic] });
    while (!(await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }).catch(() => false))) await wait(50);
    const messages = Array.from({ length: 40 }, (_, index) => ({ value: 'new ' + index, partition: 0 }));
    await producer.send({ topic, messages });
    await wait(3_500);
    Atomics.store(new Int32Array(done), 0, 1);
    Atomics.notify(new Int32Array(done), 0);
  })();
`;

describe('a topic that was deleted and made anew while nobody read', () => {
  it.each([
    ['fewer records', 4],
    ['as many records', 10],
    ['one record more', 11],
    ['more records', 25],
  ])('is read from its beginning under new positions: %s', async (_, count) => {
    await topic.make();
    await topic.append(...numbers(0, 10).map((one) => `old ${one}`));
    const before = topic.follow(topic.connector());
    await before.until(({ records }) => records.length === 10);
    await before.stop();
    await recreate();
    await topic.append(...numbers(0, count).map((one) => `new ${one}`));

    const connector = topic.connector();
    const after = topic.follow(connector, { positions: before.positions });
    await after.until(({ records }) => records.length === count);

    expect(after.values).toEqual(numbers(0, count).map((one) => `new ${one}`));
    expect(new Set(positionsOf(before, after)).size).toBe(10 + count);
    expect(after.records[0]!.positionText).toBe('0.1:0');
    expect((await connector.health(topic.source(), { positions: after.positions, reader })).message).toMatch(
      /^the topic follow-\S+ was deleted and made anew: read again from its beginning since \d{4}-/,
    );
  });

  it('is noticed when it is still empty', async () => {
    await topic.make();
    await topic.append(...numbers(0, 3));
    const before = topic.follow(topic.connector());
    await before.until(({ records }) => records.length === 3);
    await before.stop();
    await recreate();

    const after = topic.follow(topic.connector(), { positions: before.positions });
    await after.until(({ batches }) => batches.length > 0);
    await topic.append('new');
    await after.until(({ records }) => records.length > 0);

    expect(after.positions).toMatchObject({ '0': { offset: 1, generation: 1 } });
    expect(after.values).toEqual(['new']);
  });

  it('is noticed twice', async () => {
    await topic.make();
    await topic.append('a', 'b');
    let positions = {};
    const texts: string[] = [];
    for (const generation of [0, 1, 2]) {
      const following = topic.follow(topic.connector(), { positions });
      await following.until(({ records }) => records.length === 2);
      await following.stop();
      positions = following.positions;
      texts.push(...positionsOf(following));
      if (generation === 2) break;
      await recreate();
      await topic.append('a', 'b');
    }

    expect(texts).toEqual(['0:0', '0:1', '0.1:0', '0.1:1', '0.2:0', '0.2:1']);
  });
});

describe('a topic that is deleted and made anew while it is followed', () => {
  it.each([
    ['fewer records', 4],
    ['more records', 40],
  ])('is read from its beginning: %s', async (_, count) => {
    await topic.make();
    await topic.append(...numbers(0, 10).map((one) => `old ${one}`));
    const following = topic.follow(topic.connector());
    await following.until(({ records }) => records.length === 10);

    await recreate();
    await topic.append(...numbers(0, count).map((one) => `new ${one}`));
    await following.until(({ records }) => records.length === 10 + count);

    expect(following.values.slice(10)).toEqual(numbers(0, count).map((one) => `new ${one}`));
    expect(new Set(positionsOf(following)).size).toBe(10 + count);
  });

  it('is noticed when its partition was paused meanwhile', async () => {
    await topic.make();
    await topic.append(...numbers(0, 10).map((one) => `old ${one} ${'x'.repeat(100_000)}`));
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const connector = topic.connector({ memoryBytes: 100_000, batchRecords: 1 });
    const following = topic.follow(connector, { onBatch: () => held });
    await following.until(({ batches }) => batches.length === 1);

    await recreate();
    await topic.append(...numbers(0, 20).map((one) => `new ${one}`));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    go();
    await following.until(({ values }) => values.includes('new 19'));

    const fresh = following.values.filter((value) => value!.startsWith('new'));
    expect(fresh).toEqual(numbers(0, 20).map((one) => `new ${one}`));
  });

  it('is noticed when our process stood still meanwhile', async () => {
    await topic.make();
    await topic.append(...numbers(0, 10).map((one) => `old ${one}`));
    const brokers = serverAddresses().kafka;
    // It is not put out of the group, which would have its place looked for anew.
    const integration = { kind: 'kafka', brokers, groupPrefix: topic.group, sessionTimeoutMs: 60_000 } as const;
    const following = topic.follow(topic.connector({ integration }));
    await following.until(({ records }) => records.length === 10);

    const done = new SharedArrayBuffer(4);
    const worker = new Worker(recreatingWorker, { eval: true, workerData: { brokers, topic: topic.name, done } });
    Atomics.wait(new Int32Array(done), 0, 0, 20_000);
    await worker.terminate();
    await following.until(({ records }) => records.length >= 50);

    expect(following.values.slice(10)).toEqual(numbers(0, 40).map((one) => `new ${one}`));
  });

  it('is waited for while it is away', async () => {
    await topic.make();
    await topic.append('old');
    const connector = topic.connector();
    const following = topic.follow(connector);
    await following.until(({ records }) => records.length === 1);

    await topic.remove();
    const { message } = await eventually(
      () => connector.health(topic.source(), { positions: following.positions, reader }),
      (health) => health.message !== undefined,
    );
    await eventually(
      () =>
        topic.make().then(
          () => true,
          () => false,
        ),
      Boolean,
    );
    await topic.append('new');
    await following.until(({ records }) => records.length === 2);

    expect(message).toBe(`waiting for the topic ${topic.name}, which is not there`);
    expect([following.values, following.error]).toEqual([['old', 'new'], undefined]);
  });
});
