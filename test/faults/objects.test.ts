import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SourceStatus } from '../../src/ingest/ingest-service.ts';
import { makeBucket, type TestBucket } from '../integration/s3/open-bucket.ts';
import { bucketOf } from './bucket-source.ts';
import { expectConserved } from './expect-conserved.ts';
import { openScene, type Scene } from './scene.ts';
import { steps, type Worker } from './worker.ts';

let bucket: TestBucket;
let scene: Scene;
beforeEach(async () => {
  bucket = await makeBucket();
  const fields = 'input: { _id: VARCHAR, n: BIGINT }\n';
  scene = await openScene({ ...bucketOf(bucket.bucket, { pattern: '**', format: 'ndjson' }), fields });
});
afterEach(() => scene.close());

const lines = (prefix: string, count: number, n: number): string =>
  Array.from({ length: count }, (_, row) => `{"_id":"${prefix}-${row}","n":${n}}\n`).join('');
const packed = gzipSync(lines('packed', 500, 1));
const rows = (prefix: string, count: number, n: number): readonly object[] =>
  Array.from({ length: count }, (_, row) => ({ _id: `${prefix}-${row}`, n: String(n) }));
const sorted = (all: readonly object[]): readonly object[] =>
  [...all].sort((x, y) => ((x as { _id: string })._id < (y as { _id: string })._id ? -1 : 1));

async function until(worker: Worker, wish: (status: SourceStatus) => boolean): Promise<SourceStatus> {
  for (const began = Date.now(); ;) {
    const status = (await worker.sources('whole'))[1]!;
    if (wish(status)) return status;
    await wait(50);
    if (Date.now() - began > 60_000) throw new Error(`never: ${JSON.stringify(status)}`);
  }
}

async function putAll(): Promise<void> {
  await bucket.put('plain.ndjson', lines('plain', 500, 1));
  await bucket.put('folder with spaces/a+b ü 😀 %2B.ndjson', lines('named', 500, 1));
  await bucket.put('whole.ndjson.gz', packed);
  await bucket.put('half.ndjson.gz', packed.subarray(0, packed.length / 2));
  await bucket.put('empty.ndjson', Buffer.alloc(0));
  await bucket.put('bad-line.ndjson', `${lines('before', 1, 1)}not json\n${lines('after', 1, 1)}`);
}
const expected = [...rows('plain', 500, 1), ...rows('named', 500, 1), ...rows('packed', 500, 1)];
const around = [...rows('before', 1, 1), ...rows('after', 1, 1)];

it.each(steps.filter((step) => step !== 'read'))(
  'a bucket with odd objects, read by a worker that is killed when it has passed the step "%s", is read whole',
  async (step) => {
    await putAll();
    for (const count of [1, 2]) {
      const dying = await scene.start({ step, count });
      await Promise.race([dying.ended, wait(5_000)]);
      await dying.kill();
    }
    const worker = await scene.start();

    const { counters } = await until(
      worker,
      ({ counters: { applied, superseded }, behind }) => applied + superseded >= 1_502 && behind === 0,
    );
    expect(await worker.documents('whole')).toEqual(sorted([...expected, ...around]));
    const letters = await worker.deadLetters('whole');
    expect(letters.map(({ code, position }) => `${code} ${position}`)).toEqual([
      'RECORD_NOT_JSON bad-line.ndjson@1',
      'RECORD_MALFORMED half.ndjson.gz@object',
    ]);
    expectConserved(counters);
    expect(worker.bugs).toEqual([]);
  },
);

it('an object that is replaced again and again while it is read ends as it was written last', async () => {
  const worker = await scene.start();
  for (let n = 1; n <= 8; n += 1) {
    await bucket.put('replaced.ndjson', lines('replaced', 20_000, n));
    await wait(150);
  }
  await bucket.put('replaced.ndjson', lines('replaced', 20_000, 9));

  await until(worker, ({ behind, state }) => behind === 0 && state === 'WATCHING');
  for (const began = Date.now(); Date.now() - began < 20_000;) {
    const documents = await worker.documents('whole');
    if (documents.length === 20_000 && documents.every(({ n }) => n === '9')) break;
    await wait(100);
  }
  expect(await worker.documents('whole')).toEqual(sorted(rows('replaced', 20_000, 9)));
  const { counters } = await until(worker, ({ behind, state }) => behind === 0 && state === 'WATCHING');
  expectConserved(counters);
  expect(counters.dead).toBe(0);
  expect(worker.bugs).toEqual([]);
});
