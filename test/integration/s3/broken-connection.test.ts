import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverAddresses } from '../../servers/addresses.ts';
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts';
import {
  bucketSource,
  makeBucket,
  noMarks,
  openConnector,
  type TestBucket,
  type TestConnector,
} from './open-bucket.ts';
import { listXml, startStub } from './stub-server.ts';

let bucket: TestBucket;
let proxy: CuttingProxy | undefined;
let test: TestConnector;
beforeEach(async () => {
  bucket = await makeBucket();
});
afterEach(async () => {
  await test.close();
  await proxy?.close();
  proxy = undefined;
});

const content = randomBytes(3 * 1024 * 1024);
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What a scan reads, as the hash of each object. */
async function scanHashes(): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for await (const object of test.connector.scan(bucketSource(bucket.bucket), noMarks, new AbortController().signal)) {
    found.push([object.key, hash(await readFile(object.path))]);
    await object.release();
  }
  return found;
}

const ranges = (): readonly (string | undefined)[] =>
  proxy!.asked.filter((text) => text.includes('/big.bin')).map((text) => /^range: (.*)\r$/im.exec(text)?.[1]);

describe('a download that breaks off', () => {
  it.each(['reset', 'silence'] as const)('by %s goes on where it ended', async (how) => {
    await bucket.put('big.bin', content);
    proxy = await startCuttingProxy(serverAddresses().s3, { of: '/big.bin', afterBytes: [1_000_000, 500_000], how });
    test = await openConnector(proxy.endpoint);

    expect(await scanHashes()).toEqual([['big.bin', hash(content)]]);
    expect(ranges()).toEqual([
      undefined,
      expect.stringMatching(/^bytes=9\d{5}-$/),
      expect.stringMatching(/^bytes=14\d{5}-$/),
    ]);
  });

  it('and whose object changed meanwhile leaves it to the next scan', async () => {
    await bucket.put('big.bin', content);
    const before = (): Promise<unknown> => bucket.put('big.bin', 'another');
    proxy = await startCuttingProxy(serverAddresses().s3, {
      of: '/big.bin',
      afterBytes: [1_000_000],
      how: 'reset',
      before,
    });
    test = await openConnector(proxy.endpoint);

    expect(await scanHashes()).toEqual([]);
    expect(await scanHashes()).toEqual([['big.bin', hash(Buffer.from('another'))]]);
  });

  it('and whose object was removed meanwhile is no error', async () => {
    await bucket.put('big.bin', content);
    const before = (): Promise<unknown> => bucket.remove('big.bin');
    proxy = await startCuttingProxy(serverAddresses().s3, {
      of: '/big.bin',
      afterBytes: [1_000_000],
      how: 'reset',
      before,
    });
    test = await openConnector(proxy.endpoint);

    expect(await scanHashes()).toEqual([]);
  });

  it('again and again without a byte that is new is an error', async () => {
    await bucket.put('big.bin', content);
    proxy = await startCuttingProxy(serverAddresses().s3, {
      of: '/big.bin',
      afterBytes: Array<number>(20).fill(0),
      how: 'reset',
    });
    test = await openConnector(proxy.endpoint);

    await expect(scanHashes()).rejects.toThrow(/^S3: "big.bin" in ".*" cannot be read: the store does not answer at /);
  });
});

it('begins again with a store that does not know ranges', async () => {
  let asked = 0;
  const stub = await startStub((request, response) => {
    if (request.url!.startsWith(`/${bucket.bucket}/?`)) {
      response.end(listXml(bucket.bucket, [{ key: 'a.bin', bytes: content.byteLength }]));
      return;
    }
    asked += 1;
    response.writeHead(200, { etag: '"e"', 'content-length': content.byteLength });
    if (asked > 1) response.end(content);
    else response.write(content.subarray(0, 1_000_000), () => response.destroy());
  });
  test = await openConnector(stub.endpoint);

  expect(await scanHashes()).toEqual([['a.bin', hash(content)]]);
  expect(asked).toBe(2);
  await stub.close();
});

it('takes an answer with another ETag, from a store that does not know conditions, for a change', async () => {
  const stub = await startStub((request, response) => {
    if (request.url!.startsWith(`/${bucket.bucket}/?`)) response.end(listXml(bucket.bucket, [{ key: 'a.bin' }]));
    else response.writeHead(200, { etag: '"another"' }).end('x');
  });
  test = await openConnector(stub.endpoint);

  expect(await scanHashes()).toEqual([]);
  await stub.close();
});
