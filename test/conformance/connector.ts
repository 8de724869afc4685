import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BucketSource, TopicSource } from '../../src/catalog/collection.ts';
import type { Connector, ConnectorState, ObjectMarks, ObjectToRead, StreamBatch } from '../../src/ingest/connector.ts';

/** A connector with a topic of its own, which is not there yet, and the hands to change it. */
export interface TopicUnderTest {
  readonly connector: Connector;
  readonly topic: string;
  /** Appends records in one partition; the first call makes the topic. */
  append(values: readonly string[]): Promise<void>;
  /** Removes the topic with its records and begins it anew. */
  recreate(): Promise<void>;
  close(): Promise<void>;
}

/** A connector with an empty bucket of its own, and the hands to change it. */
export interface BucketUnderTest {
  readonly connector: Connector;
  readonly bucket: string;
  /** What a scan of a bucket that is not there says; absent: it finds nothing. */
  readonly missingBucket?: RegExp;
  /** Writes an object, with another etag than before. */
  put(key: string, content: string): Promise<void>;
  remove(key: string): Promise<void>;
  readContent(object: ObjectToRead): Promise<string>;
  close(): Promise<void>;
}

const nothing: ConnectorState = { positions: {} };
/** Of a source that read nothing yet. */
export const noMarks: ObjectMarks = { etagsOf: () => Promise.resolve(new Map()) };

/** The promises of a connector about topics; every implementation that has them runs them. */
export function describeTopicConnector(name: string, open: () => Promise<TopicUnderTest>): void {
  describe(`${name} as connector of topics`, () => {
    let test: TopicUnderTest;
    let stop: AbortController;
    beforeEach(async () => {
      test = await open();
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await test.close();
    });

    const topic = (start: TopicSource['start'] = 'earliest'): TopicSource => ({
      kind: 'topic',
      id: 'test.events',
      integration: 'test',
      topic: test.topic,
      format: { kind: 'json' },
      start,
    });
    const textOf = (batch: StreamBatch): string[] =>
      batch.records.map(({ value }) => Buffer.from(value!).toString('utf8'));

    /** Follows until `count` records are there; returns them and the state after the last batch. */
    async function follow(
      source: TopicSource,
      state: ConnectorState,
      count: number,
    ): Promise<{ batches: StreamBatch[]; values: string[]; state: ConnectorState }> {
      const batches: StreamBatch[] = [];
      const values: string[] = [];
      let positions = state.positions;
      for await (const batch of test.connector.follow(source, state, stop.signal)) {
        batches.push(batch);
        values.push(...textOf(batch));
        positions = { ...positions, [batch.stream]: batch.position };
        if (values.length >= count) break;
      }
      return { batches, values, state: { positions } };
    }

    it('delivers the records of a topic in their order, each once', async () => {
      await test.append(['{"a":1}', '{"a":"ü"}', '{"a":3}']);

      const { values } = await follow(topic(), nothing, 3);

      expect(values).toEqual(['{"a":1}', '{"a":"ü"}', '{"a":3}']);
    });

    it('goes on after the position of a batch', async () => {
      await test.append(['1', '2']);
      const { state } = await follow(topic(), nothing, 2);
      await test.append(['3', '4']);

      const { values } = await follow(topic(), state, 2);

      expect(values).toEqual(['3', '4']);
    });

    it('delivers the same positions when it is asked from the same position again', async () => {
      await test.append(['1', '2', '3']);

      const [first, second] = [await follow(topic(), nothing, 3), await follow(topic(), nothing, 3)];

      const positions = ({ batches }: typeof first): string[] =>
        batches.flatMap((batch) => batch.records.map((record) => record.positionText));
      expect(positions(second)).toEqual(positions(first));
      expect(new Set(positions(first)).size).toBe(3);
    });

    it('waits for a topic that is not there yet', async () => {
      const following = follow(topic(), nothing, 1);
      await test.append(['late']);

      expect((await following).values).toEqual(['late']);
    });

    it('skips what is there when it starts at the latest', async () => {
      await test.append(['old']);
      const following = follow(topic('latest'), nothing, 1);
      // The start position is taken when reading begins; until then a new record may count as old.
      const writing = setInterval(() => void test.append(['new']), 50);

      const { values } = await following;
      clearInterval(writing);

      expect(values[0]).toBe('new');
    });

    it('keeps the place where it began at the latest, before any record came', async () => {
      await test.append(['old']);
      const { values, state } = await follow(topic('latest'), nothing, 0);
      await test.append(['while away']);

      const after = await follow(topic('latest'), state, 1);

      expect([values, after.values]).toEqual([[], ['while away']]);
    });

    it('reads a recreated topic from its beginning, under other positions, and says so', async () => {
      await test.append(['{"old":1}', '{"old":2}']);
      const before = await follow(topic(), nothing, 2);
      await test.recreate();
      await test.append(['{"new":1}', '{"new":2}', '{"new":3}']);

      const after = await follow(topic(), before.state, 3);

      expect(after.values).toEqual(['{"new":1}', '{"new":2}', '{"new":3}']);
      const positions = [...before.batches, ...after.batches].flatMap((batch) =>
        batch.records.map((record) => record.positionText),
      );
      expect(new Set(positions).size).toBe(5);
    });

    it('says where a record came from', async () => {
      await test.append(['1']);

      const { batches } = await follow(topic(), nothing, 1);

      expect(batches[0]!.records[0]!.meta).toMatchObject({ topic: test.topic, partition: 0, offset: 0, key: null });
    });

    it('counts what is behind', async () => {
      await test.append(['1', '2', '3']);
      const { state } = await follow(topic(), nothing, 3);
      await test.append(['4', '5']);

      expect((await test.connector.health(topic(), state)).behind).toBe(2);
    });

    it('ends when the signal aborts, without an error', async () => {
      const following = follow(topic(), nothing, 1);
      stop.abort();

      expect((await following).values).toEqual([]);
    });
  });
}

/** The promises of a connector about buckets; every implementation that has them runs them. */
export function describeBucketConnector(name: string, open: () => Promise<BucketUnderTest>): void {
  describe(`${name} as connector of buckets`, () => {
    let test: BucketUnderTest;
    let stop: AbortController;
    beforeEach(async () => {
      test = await open();
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await test.close();
    });

    const bucket = (pattern: string): BucketSource => ({
      kind: 'bucket',
      id: 'test.shop',
      integration: 'test',
      bucket: test.bucket,
      pattern,
      format: { kind: 'ndjson' },
      everyMs: 1_000,
    });

    async function scan(
      source: BucketSource,
      marks: ObjectMarks,
    ): Promise<{ key: string; content: string; captures: object; outcome: string; etag: string }[]> {
      const found = [];
      for await (const object of test.connector.scan(source, marks, stop.signal)) {
        const content = await test.readContent(object);
        found.push({
          key: object.key,
          content,
          captures: object.captures,
          outcome: await object.release(),
          etag: object.etag,
        });
      }
      return found;
    }
    const marksOf = (objects: readonly { key: string; etag: string }[]): ObjectMarks => ({
      etagsOf: (keys) =>
        Promise.resolve(new Map(objects.filter(({ key }) => keys.includes(key)).map(({ key, etag }) => [key, etag]))),
    });

    it('lists new objects that match, oldest change first', async () => {
      await test.put('day=1/b.csv', 'one');
      await test.put('day=2/a.csv', 'two');
      await test.put('day=2/a.txt', 'no');
      await test.put('other/day=2/a.csv', 'no');

      const objects = await scan(bucket('day={day}/?.csv'), noMarks);

      expect(objects.map(({ key, content, captures, outcome }) => ({ key, content, captures, outcome }))).toEqual([
        { key: 'day=1/b.csv', content: 'one', captures: { day: '1' }, outcome: 'intact' },
        { key: 'day=2/a.csv', content: 'two', captures: { day: '2' }, outcome: 'intact' },
      ]);
    });

    it.each([
      ['a', ['a/b/c.csv', 'a/d.csv', 'ab.csv']],
      ['a/', ['a/b/c.csv', 'a/d.csv']],
      ['*.csv', ['ab.csv']],
      ['a/*.csv', ['a/d.csv']],
      ['**', ['a/b/c.csv', 'a/d.csv', 'ab.csv']],
      ['**/*.csv', ['a/b/c.csv', 'a/d.csv', 'ab.csv']],
      ['a/**/c.csv', ['a/b/c.csv']],
      ['a?.csv', ['ab.csv']],
      ['{x}/{y}/c.csv', ['a/b/c.csv']],
      ['nothing', []],
    ])('matches the pattern %s', async (pattern, keys) => {
      for (const key of ['a/b/c.csv', 'a/d.csv', 'ab.csv']) await test.put(key, 'x');

      expect((await scan(bucket(pattern), noMarks)).map(({ key }) => key).sort()).toEqual(keys);
    });

    it('lists an object again only when it changed', async () => {
      await test.put('a.csv', 'one');
      await test.put('b.csv', 'one');
      const first = await scan(bucket('*'), noMarks);
      await test.put('b.csv', 'changed');

      expect((await scan(bucket('*'), marksOf(first))).map(({ key, content }) => [key, content])).toEqual([
        ['b.csv', 'changed'],
      ]);
    });

    it('ignores an object that was removed', async () => {
      await test.put('a.csv', 'one');
      const first = await scan(bucket('*'), noMarks);
      await test.remove('a.csv');

      expect(await scan(bucket('*'), marksOf(first))).toEqual([]);
    });

    it('tells each reader how far behind its own scan is', async () => {
      for (const key of ['a', 'b']) await test.put(key, 'x');
      const behind = async (reader: string): Promise<number | undefined> =>
        (await test.connector.health(bucket('*'), { positions: {}, reader })).behind;
      await scan(bucket('*'), { ...noMarks, reader: 'first' });

      const told: [number | undefined, number | undefined][] = [];
      for await (const object of test.connector.scan(bucket('*'), { ...noMarks, reader: 'second' }, stop.signal)) {
        told.push([await behind('first'), await behind('second')]);
        await object.release();
      }

      expect(told).toEqual([
        [0, 2],
        [0, 1],
      ]);
    });

    it('says of a bucket that is not there what the person should know', async () => {
      const scanning = scan({ ...bucket('*'), bucket: 'not-there' }, noMarks);

      if (test.missingBucket === undefined) expect(await scanning).toEqual([]);
      else await expect(scanning).rejects.toThrow(test.missingBucket);
    });
  });
}
