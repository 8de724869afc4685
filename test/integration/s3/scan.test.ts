import { readFile, stat } from 'node:fs/promises';
import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ObjectMarks, ObjectToRead } from '../../../src/ingest/connector.ts';
import {
  bucketSource,
  makeBucket,
  noMarks,
  openConnector,
  type Scanned,
  type TestBucket,
  type TestConnector,
} from './open-bucket.ts';
import { listXml, startStub } from './stub-server.ts';

let bucket: TestBucket;
let test: TestConnector;
beforeEach(async () => {
  bucket = await makeBucket();
  test = await openConnector();
});
afterEach(() => test.close());

const scanAll = (pattern?: string, marks?: ObjectMarks): Promise<readonly Scanned[]> =>
  test.scan(bucketSource(bucket.bucket, pattern), marks);

const marksOf = (objects: readonly Pick<ObjectToRead, 'key' | 'etag'>[]): ObjectMarks => ({
  etagsOf: (keys) =>
    Promise.resolve(new Map(objects.filter(({ key }) => keys.includes(key)).map(({ key, etag }) => [key, etag]))),
});

it.each([
  'a+b.csv',
  'a b.csv',
  'größe/日本/😀.csv',
  '100%.csv',
  '%2B%20.csv',
  '/leading.csv',
  "x&y=z?#;:@$'()*!~,.csv",
  ' outer ',
  'a//b.csv',
  '<a>&amp;".csv',
])('reads the key %j', async (key) => {
  await bucket.put(key, 'content');

  expect((await scanAll()).map((object) => [object.key, object.content])).toEqual([[key, 'content']]);
});

it('captures what a key with + and spaces holds, and lists only what begins as the pattern does', async () => {
  for (const key of ['in c/a+b c.csv', 'in c/d.csv', 'in+c/x.csv', 'other/y.csv']) await bucket.put(key, 'x');

  const found = await scanAll('in c/{name}.csv');

  expect(found.map(({ key, captures }) => [key, captures]).sort()).toEqual([
    ['in c/a+b c.csv', { name: 'a+b c' }],
    ['in c/d.csv', { name: 'd' }],
  ]);
});

it('asks the store for keys with the literal beginning of the pattern only', async () => {
  const stub = await startStub((_, response) => response.end(listXml('shop', [])));
  const stubbed = await openConnector(stub.endpoint);

  await stubbed.scan(bucketSource('shop', 'in+c/day={day}/*.csv'));

  const asked = new URL(stub.requests[0]!.url!, 'http://host').searchParams;
  expect([asked.get('prefix'), asked.get('encoding-type'), asked.get('list-type')]).toEqual(['in+c/day=', 'url', '2']);
  await stubbed.close();
  await stub.close();
});

it('takes the mark of a folder for no object, and an empty object for one', async () => {
  await bucket.put('folder/', '');
  await bucket.put('folder/empty.csv', '');

  expect((await scanAll()).map(({ key, bytes, content }) => [key, bytes, content])).toEqual([
    ['folder/empty.csv', 0, ''],
  ]);
});

it('keeps an object in a file that only its user may read, until it is released', async () => {
  await bucket.put('a.csv', 'content');
  const seen: unknown[] = [];

  for await (const object of test.connector.scan(bucketSource(bucket.bucket), noMarks, new AbortController().signal)) {
    seen.push((await stat(object.path)).mode & 0o777, await readFile(object.path, 'utf8'), await object.release());
    seen.push(await stat(object.path).catch((error: unknown) => (error as { readonly code: string }).code));
  }

  expect(seen).toEqual([0o600, 'content', 'intact', 'ENOENT']);
});

it('leaves no file behind when the reader stops in the middle', async () => {
  for (let index = 0; index < 20; index += 1) await bucket.put(`${index}.csv`, 'content');

  for await (const object of test.connector.scan(bucketSource(bucket.bucket), noMarks, new AbortController().signal)) {
    expect(object.key).toBe('0.csv');
    break;
  }
  // Closing fails when files are left.
});

it('ends without an error when the signal aborts', async () => {
  for (let index = 0; index < 20; index += 1) await bucket.put(`${index}.csv`, 'content');
  const stop = new AbortController();
  let count = 0;

  for await (const object of test.connector.scan(bucketSource(bucket.bucket), noMarks, stop.signal)) {
    await object.release();
    count += 1;
    stop.abort();
  }

  expect(count).toBe(1);
});

it('hands an object over the limit out unread, with the reason', async () => {
  await test.close();
  test = await openConnector(undefined, { maxObjectBytes: 10 });
  await bucket.put('large.csv', 'x'.repeat(11));
  await bucket.put('small.csv', 'x'.repeat(10));

  const found = await scanAll();

  expect(found.map(({ key, problem }) => [key, problem?.code, problem?.message])).toEqual([
    ['large.csv', 'RECORD_TOO_LARGE', 'The object has 11 B, more than the 10 B allowed.'],
    ['small.csv', undefined, undefined],
  ]);
  expect(await scanAll('**', marksOf(found))).toEqual([]);
});

it('leaves what is changed or removed while others are read to the next scan', async () => {
  for (let index = 0; index < 30; index += 1) await bucket.put(`${String(index).padStart(2, '0')}.csv`, 'old');
  const read: string[] = [];
  const found: ObjectToRead[] = [];
  for await (const object of test.connector.scan(bucketSource(bucket.bucket), noMarks, new AbortController().signal)) {
    if (found.length === 0) {
      await bucket.put('20.csv', 'new');
      await bucket.remove('21.csv');
    }
    found.push(object);
    read.push(`${object.key} ${await readFile(object.path, 'utf8')}`);
    await object.release();
  }

  const next = await scanAll('**', marksOf(found));

  expect(read).toEqual(
    Array.from({ length: 30 }, (_, index) => `${String(index).padStart(2, '0')}.csv old`).filter(
      (line) => !/^(20|21)/.test(line),
    ),
  );
  expect(next.map(({ key, content }) => [key, content])).toEqual([['20.csv', 'new']]);
});

it('orders the rows of another content after those of the one before, whatever the store says about the time', async () => {
  const client = bucket.client;
  const multipart = { Bucket: bucket.bucket, Key: 'a.csv' };
  await bucket.put('a.csv', 'first');
  const [first] = await scanAll();
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(multipart));
  const part = await client.send(new UploadPartCommand({ ...multipart, UploadId, PartNumber: 1, Body: 'second' }));
  const parts = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...multipart, UploadId, MultipartUpload: parts }));
  // As if it had been read in the same second or later.
  const marks = marksOf([{ key: 'a.csv', etag: first!.etag.replace(/@\d+$/, `@${Date.now() + 5_000}`) }]);

  const [second] = await scanAll('**', marks);

  expect(second!.content).toBe('second');
  expect(second!.etag).toMatch(/^[0-9a-f]{32}-1@\d+$/);
  expect(second!.modifiedMs).toBeGreaterThan(Date.now() + 5_000);
  expect(await scanAll('**', marksOf([second!]))).toEqual([]);
});

it('takes what another kind of integration left as a mark for an object that is to be read', async () => {
  await bucket.put('a.csv', 'content');

  const [found] = await scanAll('**', marksOf([{ key: 'a.csv', etag: '1767225600000-7' }]));

  expect(Math.abs(found!.modifiedMs - Date.now())).toBeLessThan(60_000);
});

it('counts what is left of a scan, and says when nothing matches', async () => {
  const source = bucketSource(bucket.bucket, 'x*');
  const nothing = { positions: {} };
  const healths = [await test.connector.health(source, nothing)];
  await test.scan(source);
  healths.push(await test.connector.health(source, nothing));
  for (const key of ['xa', 'xb']) await bucket.put(key, 'x');
  for await (const object of test.connector.scan(source, noMarks, new AbortController().signal)) {
    healths.push(await test.connector.health(source, nothing));
    await object.release();
  }
  healths.push(await test.connector.health(source, nothing));

  const message = 'waiting for an object that matches x*: there is none yet';
  expect(healths).toEqual([{}, { behind: 0, message }, { behind: 2 }, { behind: 1 }, { behind: 0 }]);
});
