import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { bucketSource, openConnector } from './open-bucket.ts';
import { listXml, startStub } from './stub-server.ts';

const keys = 100_000;
const keyOf = (index: number): string => `day=2026-01-01/part+${String(index).padStart(6, '0')} of many.csv`;

/** Pages of 1,000 as S3 gives them; the token is the index of the next key. */
function startBucket() {
  return startStub((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://host');
    const from = Number(searchParams.get('continuation-token') ?? 0);
    const page = Array.from({ length: 1_000 }, (_, index) => ({
      key: keyOf(from + index),
    }));
    response.end(listXml('shop', page, from + 1_000 < keys ? String(from + 1_000) : undefined));
  });
}

/** Bytes that are held, after what is not was swept. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

it('asks for 100,000 keys that were all read, page by page, and holds none of them', async () => {
  const stub = await startBucket();
  const test = await openConnector(stub.endpoint);
  const marks = { etagsOf: (page: readonly string[]) => Promise.resolve(new Map(page.map((key) => [key, 'e@0']))) };
  const asked: number[] = [];
  let most = 0;
  const before = heapBytes();
  const measured = {
    etagsOf(page: readonly string[]) {
      asked.push(page.length);
      if (asked.length % 10 === 0) most = Math.max(most, heapBytes());
      return marks.etagsOf(page);
    },
  };

  expect(await test.scan(bucketSource('shop', 'day={day}/*.csv'), measured)).toEqual([]);

  expect(asked).toEqual(Array<number>(100).fill(1_000));
  expect((most - before) / 1024 ** 2).toBeLessThan(20);
  await test.close();
  await stub.close();
});
