import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { numbers, openTopic, type TestTopic } from './open-topic.ts';

let topic: TestTopic;
beforeEach(async () => {
  topic = await openTopic();
});
afterEach(() => topic.close());

it('delivers key, headers, time, place and value of a record', async () => {
  await topic.make();
  await topic.append(
    {
      key: 'ü',
      value: '{"a":1}',
      timestamp: '1700000000123',
      headers: { trace: 'abc', twice: ['1', '2'], __proto__x: 'y' },
    },
    { key: Buffer.from([0xff]), value: null, timestamp: '1700000000124' },
    { value: '', timestamp: '1700000000125' },
  );
  const following = topic.follow(topic.connector());
  await following.until(({ records }) => records.length === 3);

  const meta = { topic: topic.name, partition: 0 };
  expect(
    following.records.map((record) => ({ ...record, value: following.values[record.meta['offset'] as number] })),
  ).toEqual([
    {
      key: 'ü',
      value: '{"a":1}',
      timestampMs: 1_700_000_000_123,
      meta: {
        ...meta,
        offset: 0,
        key: 'ü',
        timestamp: 1_700_000_000_123,
        headers: { trace: 'abc', twice: '2', __proto__x: 'y' },
      },
      positionText: '0:0',
    },
    {
      key: '\ufffd',
      value: null,
      timestampMs: 1_700_000_000_124,
      meta: { ...meta, offset: 1, key: '\ufffd', timestamp: 1_700_000_000_124 },
      positionText: '0:1',
    },
    {
      key: null,
      value: '',
      timestampMs: 1_700_000_000_125,
      meta: { ...meta, offset: 2, key: null, timestamp: 1_700_000_000_125 },
      positionText: '0:2',
    },
  ]);
});

it('begins at a time', async () => {
  await topic.make(2);
  await topic.append(
    ...[0, 1, 2, 3].flatMap((minute) =>
      [0, 1].map((partition) => ({
        value: `${minute}`,
        partition,
        timestamp: String(1_700_000_000_000 + minute * 60_000),
      })),
    ),
  );
  const source = { start: 1_700_000_000_000 + 100_000 };
  const following = topic.follow(topic.connector(), { source });
  await following.until(({ records }) => records.length === 4);

  expect(following.records.map(({ positionText }) => positionText).sort()).toEqual(['0:2', '0:3', '1:2', '1:3']);
});

it('begins at the end when the time is later than all records, and keeps that place', async () => {
  await topic.make();
  await topic.append('old');
  const source = { start: Date.now() + 3_600_000 };
  const before = topic.follow(topic.connector(), { source });
  await before.until(({ batches }) => batches.length === 1);
  await before.stop();
  await topic.append('while away');

  const after = topic.follow(topic.connector(), { source, positions: before.positions });
  await after.until(({ records }) => records.length === 1);

  expect([before.positions, after.values]).toEqual([
    { '0': { offset: 1, generation: 0, partitionsAtStart: 1 } },
    ['while away'],
  ]);
});

it('reads a topic that is made later from its beginning, though it starts at the latest', async () => {
  const following = topic.follow(topic.connector(), { source: { start: 'latest' } });
  await wait(300);
  await topic.make();
  await topic.append('first');
  await following.until(({ records }) => records.length === 1);

  expect(following.values).toEqual(['first']);
});

it('bounds batches by records, and takes turns between partitions', async () => {
  await topic.make(3);
  await topic.append(...numbers(0, 3_000).map((value, index) => ({ value, partition: index % 3 })));
  const following = topic.follow(topic.connector({ batchRecords: 100 }), { onBatch: () => wait(10) });
  await following.until(({ records }) => records.length === 3_000);

  expect(Math.max(...following.batches.map(({ records }) => records.length))).toBe(100);
  // Once all have been fetched, no partition waits for another to be read to its end.
  const streams = following.batches.slice(10, 19).map(({ stream }) => stream);
  expect(new Set(streams).size).toBe(3);
});

it('holds only the beginning of a record that is too large, and few bytes of what waits', async () => {
  await topic.make();
  const large = 'x'.repeat(20 * 1024 ** 2);
  for (let round = 0; round < 4; round += 1) {
    await topic.append(...numbers(0, 200).map((one) => `${round}.${one} ${'y'.repeat(4_000)}`));
    await topic.append(large);
  }
  await topic.append('end');
  const following = topic.follow(topic.connector({ memoryBytes: 1024 ** 2 }), { onBatch: () => wait(20) });
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
  const before = process.memoryUsage().arrayBuffers;
  await following.until(({ values }) => values.at(-1) === 'end');
  clearInterval(watch);

  const cut = following.records.filter(({ wholeBytes }) => wholeBytes !== undefined);
  expect(cut.map(({ value, wholeBytes }) => [value!.length, wholeBytes])).toEqual(
    Array(4).fill([64 * 1024, large.length]),
  );
  expect(following.records).toHaveLength(805);
  // Of 84 MB in the topic: one answer, and what the library joins it from.
  expect(most - before).toBeLessThan(70 * 1024 ** 2);
});
