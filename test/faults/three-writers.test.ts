import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeBucket, type TestBucket } from '../integration/s3/open-bucket.ts';
import { bucketOf } from './bucket-source.ts';
import { openScene, write, type Scene } from './scene.ts';
import type { Worker } from './worker.ts';

let bucket: TestBucket;
let scene: Scene;
let worker: Worker;
beforeEach(async () => {
  bucket = await makeBucket();
  scene = await openScene(bucketOf(bucket.bucket, { pattern: '*.ndjson', format: 'ndjson' }));
  worker = await scene.start();
});
afterEach(() => scene.close());

let number = 0;
let objects = 0;

/** Each writes `one` and a document that nobody else writes, and returns when that is there. */
const writers = {
  async kafka(timestampMs?: number): Promise<void> {
    number += 1;
    for (const wish of [write('one', { a: number }), write(`kafka-${number}`, { a: number })]) {
      const at = timestampMs ?? Date.now();
      scene.model.sendToStream('whole', '0', at, wish);
      const value = JSON.stringify({ _id: wish.id, ...wish.fields });
      await scene.sendRaw([{ partition: 0, value, timestamp: String(at) }]);
      scene.records += 1;
    }
  },
  async s3(): Promise<void> {
    number += 1;
    objects += 1;
    const wishes = [write('one', { b: number }), write(`s3-${number}`, { b: number })];
    const key = `${objects}.ndjson`;
    await bucket.put(key, wishes.map(({ id, fields }) => `${JSON.stringify({ _id: id, ...fields })}\n`).join(''));
    const { Contents } = await bucket.client.send(new ListObjectsV2Command({ Bucket: bucket.bucket, Prefix: key }));
    wishes.forEach((wish, row) => scene.model.send('whole', Contents![0]!.LastModified!.getTime(), row, wish));
  },
  async http(): Promise<void> {
    number += 1;
    const wishes = [write('one', { c: number }), write(`http-${number}`, { c: number })];
    const at = Date.now();
    await worker.write(
      'whole',
      wishes.map(({ id, fields }) => ({ _id: id, ...fields })),
      'write',
    );
    wishes.forEach((wish, ordinal) => scene.model.send('whole', at, ordinal, wish));
  },
};

const objectRows = async (): Promise<number> => (await worker.sources('whole'))[1]!.counters.read;

it('of Kafka, S3 and HTTP the newest writer of a document wins, whatever arrives last', async () => {
  for (const writer of ['kafka', 's3', 'http', 's3', 'kafka', 'http', 'kafka', 's3'] as const) {
    // Objects are dated in whole seconds by some stores: no two writers share one.
    await wait(1_050 - (Date.now() % 1_000));
    await writers[writer]();
    const rows = objects * 2;
    while ((await objectRows()) < rows) await wait(20);
  }
  const newest = number;
  // It arrives last and is older than all: the second document of it is new, and stays.
  await writers.kafka(Date.now() - 60_000);
  await wait(300);

  await scene.expectEnd(worker);
  const one = scene.model.documents('whole').find(({ _id }) => _id === 'one');
  expect(one).toEqual({ _id: 'one', a: null, b: String(newest), c: null });
});
