import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import type { Event } from '../../../src/observe/event.ts';
import { definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';
import { strictThings, things } from './things.ts';

let test: TestIngest;
let now: number;
let refuseWrites: boolean;
let events: Event[];

const storeThatCanBeAway = (documents: DocumentStore): DocumentStore => ({
  ...documents,
  write(...call) {
    if (refuseWrites) return Promise.reject(new RockpoolError('STORE_UNAVAILABLE', 'The store is away.'));
    return documents.write(...call);
  },
});

beforeEach(async () => {
  [now, refuseWrites, events] = [1_700_000_000_000, false, []];
  test = await openIngest({
    clock: () => now,
    wrapDocuments: storeThatCanBeAway,
    observer: (event) => events.push(event),
  });
  await mkdir(join(test.folder, 'topics'), { recursive: true });
});
afterEach(() => test.close());

const send = (...records: readonly object[]): Promise<void> =>
  appendFile(
    join(test.folder, 'topics', 'things.ndjson'),
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );

describe('a source', () => {
  it('goes on after its checkpoint, with its counters', async () => {
    await send({ _id: 'a', amount: '$1' }, { _id: 'b', amount: 'skip' });
    await test.begin(things);
    await test.until(things, (status) => status.counters.read === 2);
    await test.ingest.stop(things);
    await send({ _id: 'c', amount: '$3' });

    await test.begin(things);
    const status = await test.until(things, (one) => one.counters.read === 3);

    expect(status.counters).toEqual({
      read: 3,
      filtered: 1,
      dead: 0,
      made: 2,
      documents: 2,
      applied: 2,
      superseded: 0,
      refused: 0,
    });
    expect((await test.rows(things)).map((row) => row['_id'])).toEqual(['a', 'c']);
  });

  it('goes on from a checkpoint of the time when all streams of a source had one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ingest-before-'));
    await cp(test.folder, folder, { recursive: true });
    const line = (_id: string): Promise<void> =>
      appendFile(join(folder, 'topics', 'things.ndjson'), `${JSON.stringify({ _id, amount: '$1' })}\n`);
    await line('a');
    await line('b');
    const before = await openIngest({ folder });
    await before.begin(things);
    await before.until(things, ({ counters }) => counters.applied === 2);
    await before.ingest.stop();
    const connection = await before.documents.instance.connect();
    const found = await connection.runAndReadAll(`SELECT collection, source, value FROM _store.checkpoints`);
    const [collection, source, text] = found.getRows()[0] as [number, string, string];
    const { position, last_version, counters } = JSON.parse(text) as Record<string, unknown>;
    const whole = { positions: { '0': position }, last_versions: { '0': last_version }, counters };
    await connection.run(`DELETE FROM _store.checkpoints`);
    await connection.run(`ALTER TABLE _store.checkpoints DROP COLUMN stream`);
    await connection.run(`INSERT INTO _store.checkpoints VALUES ($1, $2, $3)`, [
      collection,
      source,
      JSON.stringify(whole),
    ]);
    connection.disconnectSync();
    await before.close();
    await line('c');

    for (const last of ['c', 'd']) {
      const after = await openIngest({ folder });
      if (last === 'd') await line('d');
      await after.begin(things);
      const { counters: sum } = await after.until(things, (one) => one.counters.read === (last === 'c' ? 3 : 4));
      await after.ingest.stop();
      expect(sum).toMatchObject({ read: sum.applied, superseded: 0 });
      expect((await after.rows(things)).map(({ _id }) => _id).at(-1)).toBe(last);
      await after.close();
    }
    await rm(folder, { recursive: true });
  });

  it('waits while the store is away, says so, and loses nothing', async () => {
    refuseWrites = true;
    await send({ _id: 'a', amount: '$1' });
    await test.begin(things);
    const away = await test.until(things, (status) => status.state === 'ERROR');
    expect(away.message).toBe('The store is away.');

    await send({ _id: 'b', amount: '$1' });
    refuseWrites = false;

    const back = await test.until(things, (status) => status.counters.applied === 2);
    expect(back.state).toBe('WATCHING');
    // Every attempt that fails is told of; how many there are is a matter of time.
    const told = events.flatMap((event) => (event.kind === 'source-state' ? [event.state] : []));
    expect(told.filter((state, index) => state !== told[index - 1])).toEqual(['ERROR', 'PROCESSING']);
  });

  it('deletes and supersedes by the order of its records', async () => {
    await send(
      { _id: 'a', amount: '$1' },
      { _id: 'a', amount: 'gone' },
      { _id: 'b', amount: '$2', happened: '2026-08-17T10:00:00Z' },
    );

    await test.begin(things);
    const status = await test.until(things, (one) => one.counters.read === 3);

    expect((await test.rows(things)).map((row) => row['_id'])).toEqual(['b']);
    expect(status.dataAgeMs).toBe(0);
  });

  it('stops and is suspended', async () => {
    await test.begin(things);
    await test.ingest.stop(things);

    expect((await test.ingest.sources(things)).map(({ state }) => state)).toEqual(['SUSPENDED']);
  });
});

describe('dead letters', () => {
  it('are replayed after a fix, with their own place in the order', async () => {
    await send({ _id: 'a', amount: 'twelve' }, { _id: 'b', amount: '$1' }, { _id: 'c', amount: 5 });
    await test.begin(strictThings);
    await test.until(strictThings, (status) => status.deadLetters === 2);
    const [first] = await test.ingest.deadLetters(strictThings, { limit: 1 });
    expect(first).toEqual({
      id: 'commons.things/files.things/0:0',
      workspace: 'commons',
      collection: 'things',
      source: 'files.things',
      position: '0:0',
      stage: 'transform',
      code: 'RECORD_TRANSFORMATION',
      message: expect.stringContaining(`Could not convert string "twelve" to DECIMAL(18,2)`) as string,
      record: '{"_id":"a","amount":"twelve"}',
      truncated: false,
      atMs: 1_700_000_000_000,
      failedAtMs: 1_700_000_000_000,
      attempts: 1,
    });

    expect(await test.ingest.replay(strictThings, {})).toEqual({ replayed: 0, failed: 2 });
    expect((await test.ingest.deadLetters(strictThings, {})).map(({ attempts }) => attempts)).toEqual([2, 2]);

    await test.begin(things);
    expect(await test.ingest.replay(things, {})).toEqual({ replayed: 1, failed: 1 });
    expect((await test.rows(things)).map((row) => [row['_id'], row['amount']])).toEqual([
      ['a', null],
      ['b', '1.00'],
    ]);
    expect((await test.ingest.deadLetters(things, {})).map(({ code, attempts }) => [code, attempts])).toEqual([
      ['RECORD_FIELD_TYPE', 3],
    ]);
  });

  it('do not overwrite what came later', async () => {
    await send({ _id: 'a', amount: 'twelve' });
    await test.begin(strictThings);
    await test.until(strictThings, (status) => status.deadLetters === 1);
    now += 1;
    await send({ _id: 'a', amount: '$9' });
    await test.until(strictThings, (status) => status.counters.applied === 1);

    await test.begin(things);
    await test.ingest.replay(things, {});

    expect((await test.rows(things)).map((row) => row['amount'])).toEqual(['9.00']);
  });
});

describe('a preview', () => {
  it('shows records, their documents and what is wrong, and writes nothing', async () => {
    await send(
      { _id: 'a', amount: '$1.50' },
      { _id: 'b', amount: 'skip' },
      { _id: 'c', amount: 5 },
      { _id: 'd', amount: 'gone' },
    );

    const [preview] = await test.ingest.preview(things, 4);

    expect(preview!.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      '_id VARCHAR',
      '_event_time TIMESTAMPTZ',
      'amount DECIMAL(18,2)',
      'tags VARCHAR[]',
      'seen TIMESTAMPTZ',
    ]);
    const at = '2023-11-14T22:13:20.000000Z';
    expect(preview!.rows).toEqual([
      {
        record: '{"_id":"a","amount":"$1.50"}',
        documents: [{ _id: 'a', _event_time: at, amount: 1.5, tags: null, seen: at }],
      },
      { record: '{"_id":"b","amount":"skip"}', documents: [] },
      { record: '{"_id":"c","amount":5}', documents: [], error: 'Field "amount": expected VARCHAR, got the number 5.' },
      { record: '{"_id":"d","amount":"gone"}', documents: [{ _id: 'd', _op: 'DELETE' }] },
    ]);
  });
});

describe('a collection', () => {
  it.each([
    ['SELECT nope FROM _input', 'SQL_BIND'],
    ['SELECT 1.5 AS _id FROM _input', 'SQL_COLUMNS'],
    [`SELECT [1] AS _event_time FROM _input`, 'SQL_COLUMNS'],
  ])('is refused with %s', async (transformation, code) => {
    const wrong = { ...things, transformation };
    await expect(test.ingest.prepare(wrong, () => Promise.resolve())).rejects.toMatchObject({
      code,
      details: { place: { file: 'collections/things.yaml' } },
    });
  });

  it('goes on as it was when the store cannot take its new fields', async () => {
    await test.begin(things);
    const retyped = { ...things, transformation: 'SELECT _id, 1 AS amount FROM _input' };

    await expect(test.begin(retyped)).rejects.toMatchObject({ code: 'COLLECTION_INCOMPATIBLE' });

    expect(await test.ingest.writeDocuments(things, [{ _id: 'a', amount: '$1.50' }], 'write')).toEqual([
      { id: 'a', outcome: 'added' },
    ]);
    await send({ _id: 'b', amount: '$2' });
    await test.until(things, (status) => status.counters.applied === 1);
    expect((await test.rows(things)).map(({ _id, amount }) => [_id, amount])).toEqual([
      ['a', '1.50'],
      ['b', '2.00'],
    ]);
  });

  it('without a transformation takes _id and _event_time from the record', async () => {
    const plain = definitionOf(topicSource('things'), { n: 'INTEGER' });
    await writeFile(
      join(test.folder, 'topics', 'things.ndjson'),
      '{"_id":"a","_event_time":"2026-01-01T00:00:00Z","n":1}\n',
    );
    await test.begin(plain);
    await test.until(plain, (status) => status.counters.read === 1);

    expect(await test.rows(plain)).toEqual([{ _id: 'a', _event_time: '2026-01-01 00:00:00+00', n: 1 }]);
  });
});
