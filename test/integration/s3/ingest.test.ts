import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { BucketSource, CollectionDefinition, SourceFormat } from '../../../src/catalog/collection.ts';
import type { Connector } from '../../../src/ingest/connector.ts';
import { openS3Connector } from '../../../src/s3/connector.ts';
import { serverAddresses } from '../../servers/addresses.ts';
import { definitionOf, openIngest, type TestIngest } from '../ingest/open-ingest.ts';
import { credentials, makeBucket, type TestBucket } from './open-bucket.ts';

let bucket: TestBucket;
let test: TestIngest;
let connector: Connector;
beforeEach(async () => {
  bucket = await makeBucket();
  test = await openIngest({
    connectors: (folder) => {
      connector = openS3Connector({
        integration: { kind: 's3', region: 'us-east-1', endpoint: serverAddresses().s3, pathStyle: true, credentials },
        folder: join(folder, 'temp', 'objects'),
        maxObjectBytes: 100_000,
      });
      return [['s3', connector]];
    },
  });
});
afterEach(async () => {
  await test.close();
  await connector.close();
});

const csv: SourceFormat = { kind: 'csv', header: true, separator: ',', quote: '"' };
const things = { _id: 'VARCHAR', n: 'INTEGER', note: 'VARCHAR' };

function collection(pattern: string, format: SourceFormat, transformation?: string): CollectionDefinition {
  const source: BucketSource = {
    ...{ kind: 'bucket', id: 's3.test', integration: 's3', bucket: bucket.bucket },
    ...{ pattern, format, everyMs: 50 },
  };
  return definitionOf(source, things, transformation);
}

const letters = async (definition: CollectionDefinition): Promise<readonly string[]> =>
  (await test.ingest.deadLetters(definition, {})).map(
    ({ position, code, message }) => `${position} ${code}: ${message}`,
  );

/** Begins, waits until so many records are counted and nothing is left, and gives the documents. */
async function ingest(definition: CollectionDefinition, records: number): Promise<readonly JsonObject[]> {
  await test.begin(definition);
  const { counters } = await test.until(
    definition,
    ({ counters: { read }, behind }) => read === records && behind === 0,
  );
  expect([counters.read, counters.documents]).toEqual([
    counters.filtered + counters.dead + counters.made,
    counters.applied + counters.superseded + counters.refused,
  ]);
  return test.rows(definition);
}

it('reads CSV, packed or not, under keys with + and spaces, with what the pattern captured', async () => {
  const definition = collection(
    'day={day}/**',
    csv,
    `SELECT _id, n, _meta->>'day' AS day, _meta->>'path' AS path FROM _input`,
  );
  await bucket.put('day=1/a+b c.csv', '_id,n\na,1\n');
  await bucket.put('day=2/ü.csv.gz', gzipSync('_id,n\nb,2\n'));
  // The name does not matter, the bytes do.
  await bucket.put('day=2/packed.csv', gzipSync('_id,n\nc,3\n'));
  await bucket.put('day=3/', '');
  await bucket.put('day=3/empty.csv', '');
  await bucket.put('day=3/header.csv', '_id,n\n');

  expect((await ingest(definition, 3)).map(({ _id, n, day, path }) => [_id, n, day, path])).toEqual([
    ['a', 1, '1', 'day=1/a+b c.csv'],
    ['b', 2, '2', 'day=2/ü.csv.gz'],
    ['c', 3, '2', 'day=2/packed.csv'],
  ]);
  expect(await letters(definition)).toEqual([]);
});

it('reads JSON arrays and lines', async () => {
  const definition = collection('**', { kind: 'json' });
  await bucket.put('a.json', '[{"_id":"a","n":1},{"_id":"b","n":"x"}]');
  await bucket.put('b.ndjson', '{"_id":"c","n":3}\n');

  expect((await ingest(definition, 3)).map(({ _id, n }) => [_id, n])).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
  expect(await letters(definition)).toEqual([
    'a.json@1 RECORD_FIELD_TYPE: Field "n": expected INTEGER, got the text "x".',
  ]);
});

it('makes one dead letter of an object that is broken, too large or of other columns, and reads the others', async () => {
  const definition = collection('*.csv*', csv);
  await bucket.put('bad.csv.gz', gzipSync('_id,n\nx,1\n').subarray(0, 20));
  await bucket.put('good.csv', '_id,n,other\na,1,z\n');
  await bucket.put('large.csv', `_id,n\n${'b,1\n'.repeat(25_000)}`);
  await bucket.put('other.csv', 'ID,Name\nx,y\n');
  await bucket.put('semicolons.csv', '_id;n\nx;1\n');

  expect((await ingest(definition, 5)).map(({ _id }) => _id)).toEqual(['a']);
  expect(await letters(definition)).toEqual([
    expect.stringMatching(/^bad.csv.gz@object RECORD_MALFORMED: The object's gzip compression is broken: /),
    'large.csv@object RECORD_TOO_LARGE: The object has 97.7 KiB, more than the 97.7 KiB allowed.',
    'other.csv@object RECORD_MALFORMED: The columns are "ID", "Name"; none of them is declared under `input:`, which has "_id", "n", "note".',
    'semicolons.csv@object RECORD_MALFORMED: The columns are "_id;n"; none of them is declared under `input:`, which has "_id", "n", "note". Is the separator ";"?',
  ]);
});

it('reads Parquet of the same, of some and of other columns', async () => {
  const definition = collection('*.parquet*', { kind: 'parquet' });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const parquet = async (name: string, sql: string): Promise<Buffer> => {
    const path = join(test.folder, name);
    await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
    return readFile(path);
  };
  await bucket.put('good.parquet', await parquet('good', `SELECT 'a' AS _id, 1 AS n, 'x' AS note, 2 AS other`));
  await bucket.put('some.parquet', await parquet('some', `SELECT 'b' AS _id`));
  await bucket.put('types.parquet', await parquet('types', `SELECT 'c' AS _id, 'seven' AS n`));
  await bucket.put('none.parquet', await parquet('none', `SELECT 1 AS x, 2 AS "N"`));
  await bucket.put('no.parquet', 'this is no Parquet');
  await bucket.put('packed.parquet.gz', gzipSync(await parquet('packed', `SELECT 'd' AS _id`)));
  connection.disconnectSync();
  instance.closeSync();

  expect((await ingest(definition, 6)).map(({ _id, n, note }) => [_id, n, note])).toEqual([
    ['a', 1, 'x'],
    ['b', null, null],
  ]);
  expect(await letters(definition)).toEqual([
    expect.stringMatching(/^no.parquet@object RECORD_MALFORMED: The object cannot be read as Parquet: [^/]*$/),
    'none.parquet@object RECORD_MALFORMED: The columns are "x", "N"; none of them is declared under `input:`, which has "_id", "n", "note". Capital and small letters differ.',
    'packed.parquet.gz@object RECORD_MALFORMED: The object is packed with gzip: store the Parquet file itself, whose columns are compressed already.',
    'types.parquet@0 RECORD_FIELD_TYPE: Field "n": expected INTEGER, got the text "seven".',
  ]);
});

it('lets the content of a key that was written last win, however short the time between', async () => {
  const definition = collection('*.csv', csv);
  await bucket.put('a.csv', '_id,n\nfiller,0\nfiller,0\nfiller,0\nx,1\n');
  await ingest(definition, 4);

  await bucket.put('a.csv', '_id,n\nx,2\n');
  await test.until(definition, ({ counters }) => counters.read === 5 && counters.applied + counters.superseded === 5);
  await bucket.put('a.csv', '_id,n\nx,3\n');
  await test.until(definition, ({ counters }) => counters.read === 6 && counters.applied + counters.superseded === 6);

  expect((await test.rows(definition)).map(({ _id, n }) => [_id, n])).toEqual([
    ['filler', 0],
    ['x', 3],
  ]);
});

it('waits for a bucket that is not there as an error that says so, and reads it once it is', async () => {
  const definition = collection('**', csv);
  const [source] = definition.sources;
  const elsewhere = { ...definition, sources: [{ ...source!, bucket: `${bucket.bucket}-2` }] } as CollectionDefinition;
  await test.begin(elsewhere);

  const { message } = await test.until(elsewhere, ({ state }) => state === 'ERROR');
  expect(message).toMatch(
    /^S3: the bucket ".*-2" cannot be listed: there is no such bucket at .*; make it, or correct `bucket`/,
  );

  const { CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  await bucket.client.send(new CreateBucketCommand({ Bucket: `${bucket.bucket}-2` }));
  await bucket.client.send(new PutObjectCommand({ Bucket: `${bucket.bucket}-2`, Key: 'a.csv', Body: '_id,n\na,1\n' }));
  const { state } = await test.until(elsewhere, ({ counters, behind }) => counters.applied === 1 && behind === 0);
  expect(state).toBe('WATCHING');
});
