import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { SourceHealth } from '../../../src/ingest/connector.ts';
import { eventually, numbers, openTopic, reader, type Following, type TestTopic } from './open-topic.ts';

let topic: TestTopic;
beforeEach(async () => {
  topic = await openTopic();
  await topic.make();
});
afterEach(() => topic.close());

async function deleteBefore(offset: number): Promise<void> {
  // The library finds no leader of a topic that this client was not asked about before.
  await topic.admin.fetchTopicOffsets(topic.name);
  await topic.admin.deleteTopicRecords({ topic: topic.name, partitions: [{ partition: 0, offset: String(offset) }] });
}

async function transaction(values: readonly string[], end: 'commit' | 'abort'): Promise<void> {
  const producer = topic.kafka.producer({
    transactionalId: randomUUID(),
    maxInFlightRequests: 1,
    idempotent: true,
    allowAutoTopicCreation: false,
    // The first transaction of a broker waits until the coordinator has its own topic.
    retry: { retries: 15 },
  });
  await producer.connect();
  const running = await producer.transaction();
  for (const value of values) await running.send({ topic: topic.name, messages: [{ value, partition: 0 }] });
  await running[end]();
  await producer.disconnect();
}

async function readAll(count: number): Promise<Following> {
  const following = topic.follow(topic.connector());
  await following.until(({ records }) => records.length === count);
  await following.stop();
  return following;
}

const untilNothingIsBehind = (following: Following): Promise<SourceHealth> => {
  const connector = topic.connector();
  return eventually(
    () => connector.health(topic.source(), { positions: following.positions, reader }),
    ({ behind }) => behind === 0,
  );
};

describe('records that retention removed', () => {
  it('are counted when they were not read', async () => {
    await topic.append(...numbers(0, 5));
    const before = await readAll(5);
    await topic.append(...numbers(5, 20));
    await deleteBefore(12);

    const connector = topic.connector();
    const after = topic.follow(connector, { positions: before.positions });
    await after.until(({ records }) => records.length === 8);

    expect(after.values).toEqual(numbers(12, 20));
    expect(after.records[0]!.positionText).toBe('0:12');
    expect((await connector.health(topic.source(), { positions: after.positions, reader })).message).toBe(
      `7 offsets of ${topic.name} were removed by its retention before they were read: 5 to 11 of partition 0`,
    );
  });

  it('are not missed when they were read', async () => {
    await topic.append(...numbers(0, 5));
    const before = await readAll(5);
    await topic.append(...numbers(5, 8));
    await deleteBefore(5);

    const connector = topic.connector();
    const after = topic.follow(connector, { positions: before.positions });
    await after.until(({ records }) => records.length === 3);

    expect(after.values).toEqual(numbers(5, 8));
    expect((await connector.health(topic.source(), { positions: after.positions, reader })).message).toBe(undefined);
  });

  it('leave a topic that is the same when all are gone', async () => {
    await topic.append(...numbers(0, 5));
    const before = await readAll(5);
    await deleteBefore(5);

    const after = topic.follow(topic.connector(), { positions: before.positions });
    await topic.append('5');
    await after.until(({ records }) => records.length === 1);

    expect(after.records[0]!.positionText).toBe('0:5');
  });

  it('are passed over while the topic is followed', async () => {
    await topic.append(...numbers(0, 20).map((one) => `${one} ${'x'.repeat(100_000)}`));
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const connector = topic.connector({ memoryBytes: 100_000, batchRecords: 1 });
    const following = topic.follow(connector, { onBatch: () => held });
    await following.until(({ batches }) => batches.length === 1);
    const { high } = (await topic.admin.fetchTopicOffsets(topic.name))[0]!;
    for (let round = 0; round < 10; round += 1)
      await topic.append(...numbers(0, 20).map((one) => `${round}.${one} ${'x'.repeat(100_000)}`));
    await deleteBefore(190);
    go();
    await following.until(({ positions }) => positions['0']!['offset'] === 220);

    expect(Number(high)).toBe(20);
    expect(following.error).toBe(undefined);
    expect(new Set(following.records.map(({ positionText }) => positionText)).size).toBe(following.records.length);
    expect(following.records.slice(-30).map(({ meta }) => meta['offset'])).toEqual(numbers(190, 220).map(Number));
    expect((await connector.health(topic.source(), { positions: following.positions, reader })).message).toMatch(
      /offsets of follow-\S+ were removed by its retention before they were read: \d+ to 189 of partition 0$/,
    );
  });

  it('do not hide the beginning from a source that starts at the earliest', async () => {
    await topic.append(...numbers(0, 9));
    await deleteBefore(6);

    expect((await readAll(3)).records.map(({ positionText }) => positionText)).toEqual(['0:6', '0:7', '0:8']);
  });
});

describe('transactions', () => {
  it('are read when they are committed, and never when they are aborted', async () => {
    await topic.append('a');
    await transaction(['no 1', 'no 2'], 'abort');
    await transaction(['b', 'c'], 'commit');
    await transaction(['no 3'], 'abort');
    await topic.append('d');

    const following = await readAll(4);

    expect(following.values).toEqual(['a', 'b', 'c', 'd']);
    // A marker may be written a moment after the producer was told that its transaction has ended.
    const offsets = following.records.map(({ meta }) => meta['offset'] as number);
    expect(offsets.at(-1)! - offsets[0]!).toBeGreaterThanOrEqual(8);
  });

  it.each(['commit', 'abort'] as const)('leave nothing behind with their marker at the end: %s', async (end) => {
    await topic.append('a');
    const following = topic.follow(topic.connector());
    await following.until(({ records }) => records.length === 1);
    await transaction(['b', 'c'], end);

    const health = await untilNothingIsBehind(following);

    expect(health.streams).toEqual([{ stream: '0', offset: 4, end: 4, lag: 0, assigned: false }]);
    await following.stop();
    await topic.append('d');
    const after = topic.follow(topic.connector(), { positions: following.positions });
    await after.until(({ records }) => records.length === 1);
    expect(after.values).toEqual(['d']);
  });

  it('may stand over each other, and the aborted one is not read', async () => {
    const open = async () => {
      const producer = topic.kafka.producer({
        transactionalId: randomUUID(),
        maxInFlightRequests: 1,
        idempotent: true,
      });
      await producer.connect();
      return { producer, running: await producer.transaction() };
    };
    const [long, short, good] = [await open(), await open(), await open()];
    const send = ({ running }: typeof long, value: string): Promise<unknown> =>
      running.send({ topic: topic.name, messages: [{ value, partition: 0 }] });
    await send(long, 'long 1');
    await send(short, 'short 1');
    await send(good, 'good 1');
    await send(long, 'long 2');
    await short.running.abort();
    await send(good, 'good 2');
    await send(long, 'long 3');
    await good.running.commit();
    await long.running.abort();
    await Promise.all([long, short, good].map(({ producer }) => producer.disconnect()));
    await topic.append('end');

    const following = topic.follow(topic.connector());
    await following.until(({ values }) => values.includes('end'));

    expect(following.values).toEqual(['good 1', 'good 2', 'end']);
  });

  it('are not read when they are aborted and a key is the number 0', async () => {
    const producer = topic.kafka.producer({ transactionalId: randomUUID(), maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const running = await producer.transaction();
    const key = Buffer.alloc(4);
    await running.send({ topic: topic.name, messages: [{ value: 'no 1', key, partition: 0 }] });
    await running.send({ topic: topic.name, messages: [{ value: 'no 2', partition: 0 }] });
    await running.abort();
    await producer.disconnect();
    await topic.append('end');

    const following = topic.follow(topic.connector());
    await following.until(({ values }) => values.includes('end'));

    expect(following.values).toEqual(['end']);
  });

  it('are waited for while they are open', async () => {
    const producer = topic.kafka.producer({ transactionalId: randomUUID(), maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    const running = await producer.transaction();
    await running.send({ topic: topic.name, messages: [{ value: 'open', partition: 0 }] });
    await topic.append('after');
    const following = topic.follow(topic.connector());
    await new Promise((resolve) => setTimeout(resolve, 800));
    const before = [...following.values];
    await running.commit();
    await producer.disconnect();
    await following.until(({ records }) => records.length === 2);

    expect([before, following.values]).toEqual([[], ['open', 'after']]);
  });

  it('leave the place of the last record to be found again', async () => {
    await transaction(['a'], 'commit');
    await transaction(['no'], 'abort');
    const before = topic.follow(topic.connector());
    await before.until(({ positions }) => positions['0']?.['offset'] === 4);
    await before.stop();
    await topic.append('b');

    const after = topic.follow(topic.connector(), { positions: before.positions });
    await after.until(({ records }) => records.length > 0);

    expect([before.values, after.records.map(({ positionText }) => positionText)]).toEqual([['a'], ['0:4']]);
  });
});
