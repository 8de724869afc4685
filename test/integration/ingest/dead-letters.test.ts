import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CollectionDefinition } from '../../../src/catalog/collection.ts';
import type { DeadLetterChoice } from '../../../src/ingest/ingest-service.ts';
import { sweepAll } from '../../../src/ingest/sweep.ts';
import { bucketSource, definitionOf, openIngest, topicSource, type TestIngest } from './open-ingest.ts';

let test: TestIngest;
let now: number;

beforeEach(async () => {
  now = 1_700_000_000_000;
  test = await openIngest({ clock: () => now });
  await mkdir(join(test.folder, 'topics'), { recursive: true });
  await mkdir(join(test.folder, 'buckets', 'shop'), { recursive: true });
});
afterEach(() => test.close());

const types = { _id: 'VARCHAR', amount: 'VARCHAR' };
const strict = definitionOf(topicSource('things'), types, 'SELECT _id, amount::INTEGER AS amount FROM _input');
const fixed = { ...strict, transformation: `SELECT _id, ltrim(amount, '$')::INTEGER AS amount FROM _input` };
const topic = (): string => join(test.folder, 'topics', 'things.ndjson');
const send = (...lines: readonly string[]): Promise<void> =>
  appendFile(topic(), lines.map((line) => `${line}\n`).join(''));
const record = (id: string, amount: string): string => JSON.stringify({ _id: id, amount });
const rows = async (definition = strict) => (await test.rows(definition)).map((row) => [row['_id'], row['amount']]);
const letters = async (choice = {}, definition: CollectionDefinition = strict) =>
  (await test.ingest.deadLetters(definition, choice)).map(({ position, code, attempts }) => [position, code, attempts]);

/** A wrong amount, no JSON, a wrong type. */
async function threeLetters(): Promise<void> {
  await send(record('a', '$1'), 'not json', '{"_id":5}', record('b', '2'));
  await test.begin(strict);
  await test.until(strict, (status) => status.counters.read === 4);
}

it('are counted by cause, the most frequent first', async () => {
  await threeLetters();
  await send(record('c', '$3'));
  await test.until(strict, (status) => status.deadLetters === 4);

  expect(await test.ingest.countDeadLetters(strict)).toEqual([
    { source: 'files.things', stage: 'transform', code: 'RECORD_TRANSFORMATION', count: 2 },
    { source: 'files.things', stage: 'decode', code: 'RECORD_FIELD_TYPE', count: 1 },
    { source: 'files.things', stage: 'decode', code: 'RECORD_NOT_JSON', count: 1 },
  ]);
});

it('are listed by cause', async () => {
  await threeLetters();

  expect(await letters({ code: 'RECORD_NOT_JSON' })).toEqual([['0:26', 'RECORD_NOT_JSON', 1]]);
  expect(await letters({ stage: 'decode', limit: 1 })).toEqual([['0:26', 'RECORD_NOT_JSON', 1]]);
  expect(await letters({ stage: 'decode', source: 'files.things' })).toHaveLength(2);
  expect(await letters({ source: 'files.other' })).toEqual([]);
  expect(await letters({ code: "' OR 1=1 --" })).toEqual([]);
});

it.each<[string, DeadLetterChoice, number]>([
  ['by code', { code: 'RECORD_TRANSFORMATION' }, 2],
  ['by stage', { stage: 'transform' }, 2],
  ['by source', { source: 'files.things' }, 0],
  ['by id', { ids: ['commons.things/files.things/0:0', 'commons.things/files.things/none', 'other.things/x'] }, 2],
])('are replayed %s, and the others are left alone', async (_, choice, untouched) => {
  await threeLetters();
  await test.begin(fixed);

  expect(await test.ingest.replay(fixed, choice)).toMatchObject({ replayed: 1, failed: 2 - untouched });

  expect(await rows()).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect((await letters()).filter(([, , attempts]) => attempts === 1)).toHaveLength(untouched);
});

it('that fail again are the same letters with one more attempt and the new reason', async () => {
  await threeLetters();
  const other = { ...strict, transformation: `SELECT _id, (amount || 'x')::INTEGER AS amount FROM _input` };
  await test.begin(other);
  now += 60_000;

  expect(await test.ingest.replay(other, { stage: 'transform' })).toEqual({ replayed: 0, failed: 1 });

  expect(await test.ingest.deadLetters(other, { stage: 'transform' })).toMatchObject([
    {
      id: 'commons.things/files.things/0:0',
      attempts: 2,
      message: expect.stringContaining(`'$1x'`) as string,
      atMs: 1_700_000_000_000,
      failedAtMs: 1_700_000_060_000,
    },
  ]);
});

it('keep their attempts when their records are read again', async () => {
  await threeLetters();
  await test.ingest.replay(strict, {});
  const again = { ...strict, name: 'things', sources: [topicSource('things')] };
  await test.ingest.stop(strict);
  // As if the process had been killed before the checkpoint moved.
  await test.documents.drop(strict);

  await test.begin(again);
  await test.until(again, (status) => status.counters.read === 4);

  expect(await letters()).toEqual([
    ['0:0', 'RECORD_TRANSFORMATION', 2],
    ['0:26', 'RECORD_NOT_JSON', 2],
    ['0:35', 'RECORD_FIELD_TYPE', 2],
  ]);
});

it('begin anew when another record stands in the same place', async () => {
  const csv = { kind: 'csv', header: true, separator: ',', quote: '"' } as const;
  const source = bucketSource('*.csv', csv);
  const bucket = definitionOf(source, types, 'SELECT _id, amount::INTEGER AS amount FROM _input');
  const file = join(test.folder, 'buckets', 'shop', 'a ü+b.csv');
  await writeFile(file, '_id,amount\na,bad\n');
  await test.begin(bucket);
  await test.until(bucket, (status) => status.deadLetters === 1);
  await test.ingest.replay(bucket, {});

  await writeFile(file, '_id,amount\na,worse still\n');
  await test.until(bucket, (status) => status.counters.read === 2);

  const [letter] = await test.ingest.deadLetters(bucket, {});
  expect([letter!.record, letter!.attempts]).toEqual(['a,worse still', 1]);
  expect(await test.ingest.deadLetter(bucket, letter!.id)).toEqual(letter);
});

it('do not overwrite what was written later, not even when they are replayed meanwhile', async () => {
  await send(...Array.from({ length: 90 }, (_, at) => record(`d${at % 30}`, `$${at}`)));
  await test.begin(strict);
  await test.until(strict, (status) => status.deadLetters === 90);
  await test.begin(fixed);

  now += 1;
  const replayed = test.ingest.replay(fixed, {});
  for (let at = 0; at < 30; at += 5)
    await send(...Array.from({ length: 5 }, (_, next) => record(`d${at + next}`, '7')));
  await test.until(fixed, (status) => status.counters.read === 120);

  expect(await replayed).toEqual({ replayed: 90, failed: 0 });
  expect(new Set((await rows()).map(([, amount]) => amount))).toEqual(new Set([7]));
  expect(await rows()).toHaveLength(30);
  expect(await letters()).toEqual([]);
});

it('are replayed page by page, each letter once', async () => {
  await send(...Array.from({ length: 230 }, (_, at) => record(`d${at}`, 'never')));
  await test.begin(strict);
  await test.until(strict, (status) => status.deadLetters === 230);

  const first = await test.ingest.replay(strict, { limit: 200 });
  const second = await test.ingest.replay(strict, { limit: 1000, after: first.last! });

  expect([first, second]).toEqual([
    { replayed: 0, failed: 200, last: expect.any(String) as string },
    { replayed: 0, failed: 30 },
  ]);
  expect((await letters({ limit: 1000 })).every(([, , attempts]) => attempts === 2)).toBe(true);
});

it('of deletes without a key say the same when they are tried again', async () => {
  await test.begin(strict);
  await send('[1,2]', '"text"', 'null', '');
  await test.until(strict, (status) => status.deadLetters !== undefined && status.deadLetters > 0);
  const messages = async () => (await test.ingest.deadLetters(strict, {})).map(({ code, message }) => [code, message]);
  const before = await messages();

  await test.ingest.replay(strict, {});

  expect(await messages()).toEqual(before);
});

it('are deleted by id and by cause', async () => {
  await threeLetters();

  expect(await test.ingest.deleteDeadLetters(strict, { ids: ['commons.things/files.things/0:0', 'nope'] })).toBe(1);
  expect(await test.ingest.deleteDeadLetters(strict, { code: 'RECORD_NOT_JSON' })).toBe(1);
  expect(await letters()).toEqual([['0:35', 'RECORD_FIELD_TYPE', 1]]);
});

it('are found by id only in their own collection', async () => {
  await threeLetters();
  const other = { workspace: 'commons', name: 'thing' };
  const id = 'commons.things/files.things/0:0';

  expect((await test.ingest.deadLetter(strict, id)).id).toBe(id);
  for (const [collection, wrong] of [
    [strict, 'commons.things/files.things/0:1'],
    [strict, ''],
    [other, id],
  ] as const) {
    await expect(test.ingest.deadLetter(collection, wrong)).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' });
  }
});

it('are swept when nobody corrected them in time, counted from their last attempt', async () => {
  await threeLetters();
  now += 29 * 86_400_000;
  await test.ingest.replay(strict, { stage: 'transform' });
  now += 2 * 86_400_000;
  const parts = {
    documents: test.documents,
    records: test.records,
    settings: { maxRecordBytes: 1, batchRecords: 1, deadLettersMs: 30 * 86_400_000 },
    clock: () => now,
    observer: () => {},
  };

  await sweepAll(parts, [], new AbortController().signal);

  expect(await letters()).toEqual([['0:0', 'RECORD_TRANSFORMATION', 2]]);
});

it('of a key of a thousand bytes have an id that every store can hold', async () => {
  const key = 'ordner/'.repeat(30);
  await mkdir(join(test.folder, 'buckets', 'shop', key), { recursive: true });
  await writeFile(join(test.folder, 'buckets', 'shop', key, `${'ü'.repeat(110)}.ndjson`), 'no\nneither\n');
  await mkdir(join(test.folder, 'buckets', 'shop', key, 'x'.repeat(200)), { recursive: true });
  await writeFile(join(test.folder, 'buckets', 'shop', key, 'x'.repeat(200), `${'y'.repeat(200)}.ndjson`), 'no\n');
  const bucket = definitionOf(bucketSource('**', { kind: 'ndjson' }), types);
  await test.begin(bucket);
  await test.until(bucket, (status) => status.deadLetters === 3);

  const found = await test.ingest.deadLetters(bucket, {});
  expect(found.filter(({ id }) => Buffer.byteLength(id) > 512)).toEqual([]);
  expect(new Set(found.map(({ position }) => position)).size).toBe(3);
  await rm(join(test.folder, 'buckets'), { recursive: true });
});
