import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RockpoolError } from '../../../src/base/error.ts';
import type { DocumentStore } from '../../../src/catalog/document-store.ts';
import type { RecordStore } from '../../../src/catalog/record-store.ts';
import type { Conservation, IngestService } from '../../../src/ingest/ingest-service.ts';
import { bucketSource, definitionOf, openIngest, type TestIngest } from './open-ingest.ts';

const definition = definitionOf(bucketSource('*.ndjson', { kind: 'ndjson' }), { _id: 'VARCHAR', n: 'INTEGER' });
const rowsOfObject = 5;

let test: TestIngest;

beforeEach(async () => {
  test = await openIngest({ holder: 'one', leaseMs: 600 });
  await mkdir(join(test.folder, 'buckets', 'shop'), { recursive: true });
});
afterEach(() => test.close());

/** Objects `from` to before `to`, each with five rows. */
async function put(from: number, to: number): Promise<void> {
  for (let object = from; object < to; object += 1) {
    const lines = Array.from({ length: rowsOfObject }, (_, row) =>
      JSON.stringify({ _id: `${object}-${row}`, n: object }),
    );
    await writeFile(join(test.folder, 'buckets', 'shop', `${object}.ndjson`), `${lines.join('\n')}\n`);
  }
}
const documents = async (): Promise<number> => (await test.rows(definition)).length;
const countersOf = async (ingest: IngestService): Promise<Conservation> =>
  (await ingest.sources(definition))[0]!.counters;
const until = async (wish: () => Promise<boolean>): Promise<void> => {
  const began = Date.now();
  while (!(await wish())) {
    if (Date.now() - began > 20_000) throw new Error('never as wished');
    await wait(10);
  }
};
/** The counters follow the documents with the object's mark; a server whose lease is in doubt for a moment shows those that are stored. */
async function expectExact(ingest: IngestService, records: number): Promise<void> {
  const counted = async (): Promise<readonly number[]> => {
    const { read, applied, superseded, documents: made } = await countersOf(ingest);
    return [read, made, applied + superseded];
  };
  await expect.poll(counted, { timeout: 20_000 }).toEqual([records, records, records]);
}

it('lets one of two servers read a bucket, so that each object is read once', async () => {
  const two = test.beside('two');
  await put(0, 20);
  await Promise.all([test.begin(definition), two.begin(definition)]);
  await until(async () => (await documents()) === 100);
  await put(20, 30);
  await until(async () => (await documents()) === 150);

  await expectExact(test.ingest, 150);
  await expectExact(two.ingest, 150);
  const messages = (await Promise.all([test.ingest, two.ingest].map((ingest) => ingest.sources(definition)))).map(
    ([status]) => status!.message,
  );
  expect(messages.filter((message) => message !== undefined)).toEqual([
    expect.stringMatching(/^It is read by (one|two)\.$/) as string,
  ]);
});

it('hands a bucket over at once when its reader stops in order', async () => {
  const two = test.beside('two');
  await put(0, 3);
  await test.begin(definition);
  await until(async () => (await documents()) === 15);
  await two.begin(definition);

  await test.ingest.stop(definition);
  const lease = await test.records.get({ kind: 'lease', id: 'commons.things/files.shop' });
  await put(3, 6);
  await until(async () => (await documents()) === 30);

  expect(lease?.value['holder']).not.toBe('one');
  await expectExact(two.ingest, 30);
});

it('replaces a reader that died without giving its bucket back', async () => {
  let dead = false;
  const away = () => new RockpoolError('STORE_UNAVAILABLE', 'Dead.');
  const two = test.beside('two', {
    wrapRecords: (records): RecordStore => ({
      ...records,
      put: (...call) => (dead ? Promise.reject(away()) : records.put(...call)),
      delete: (...call) => (dead ? Promise.reject(away()) : records.delete(...call)),
    }),
  });
  await put(0, 3);
  await two.begin(definition);
  await until(async () => (await documents()) === 15);
  dead = true;
  await two.stop();
  await test.begin(definition);
  await put(3, 6);
  await wait(100);
  expect(await documents()).toBe(15);

  await until(async () => (await documents()) === 30);

  await expectExact(test.ingest, 30);
});

it('stops a reader that lost its lease before it writes on', async () => {
  let asleep: Promise<void> | undefined;
  let writes = 0;
  const two = test.beside('two', {
    wrapRecords: (records): RecordStore => ({
      ...records,
      async put(...call) {
        await asleep;
        return records.put(...call);
      },
    }),
    wrapDocuments: (store): DocumentStore => ({
      ...store,
      write(...call) {
        writes += 1;
        return store.write(...call);
      },
    }),
  });
  await put(0, 2);
  await two.begin(definition);
  await until(async () => (await documents()) === 10);
  let wake = (): void => {};
  asleep = new Promise((resolve) => (wake = resolve));
  // Its renewals are stuck for longer than the lease; what it reads from now on is not its own.
  await wait(700);
  const writesBefore = writes;
  await put(2, 8);
  await test.begin(definition);
  await until(async () => (await documents()) === 40);

  asleep = undefined;
  wake();
  await wait(700);

  expect(writes).toBe(writesBefore);
  await expectExact(test.ingest, 40);
  expect(await documents()).toBe(40);
});

it('survives a late write of a reader that was replaced in the middle of it', async () => {
  let hold: Promise<void> | undefined;
  let reached = (): void => {};
  const isHeld = new Promise<void>((resolve) => (reached = resolve));
  let cut = false;
  let lateWrites = 0;
  const two = test.beside('two', {
    wrapRecords: (records): RecordStore => ({
      ...records,
      put: (...call) =>
        cut ? Promise.reject(new RockpoolError('STORE_UNAVAILABLE', 'Asleep.')) : records.put(...call),
    }),
    wrapDocuments: (store): DocumentStore => ({
      ...store,
      async write(...call) {
        if (hold !== undefined) {
          reached();
          await hold;
          lateWrites += 1;
        }
        return store.write(...call);
      },
    }),
  });
  await put(0, 2);
  await two.begin(definition);
  await until(async () => (await documents()) === 10);
  let release = (): void => {};
  hold = new Promise((resolve) => (release = resolve));
  await put(2, 4);
  await isHeld;
  cut = true;
  await test.begin(definition);
  await until(async () => (await documents()) === 20);
  await writeFile(join(test.folder, 'buckets', 'shop', '2.ndjson'), '{"_id":"2-0","n":222}\n');
  await until(async () => (await test.rows(definition)).some((row) => row['n'] === 222));

  hold = undefined;
  release();
  cut = false;
  await wait(500);

  const rows = await test.rows(definition);
  expect(lateWrites).toBe(1);
  expect(rows.find((row) => row['_id'] === '2-0')!['n']).toBe(222);
  expect(rows).toHaveLength(20);
  const { read, filtered, dead, made, documents: all, applied, superseded, refused } = await countersOf(test.ingest);
  expect([read, all]).toEqual([filtered + dead + made, applied + superseded + refused]);
});

it('does not wait for its own lease after a kill', async () => {
  await put(0, 1);
  await test.records.put(
    { kind: 'lease', id: 'commons.things/files.shop' },
    { holder: 'one', duration_ms: 1e9 },
    undefined,
  );

  await test.begin(definition);

  await until(async () => (await documents()) === 5);
});
