import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { openS3Connector } from '../../src/s3/connector.ts';
import { serverAddresses } from '../servers/addresses.ts';
import { describeBucketConnector, type BucketUnderTest } from './connector.ts';

/** As the configuration gives them. */
const credentials = Object.freeze({ accessKeyId: 'test', secretAccessKey: 'test' });

async function openBucket(): Promise<BucketUnderTest> {
  const endpoint = serverAddresses().s3;
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { ...credentials } });
  const bucket = `conformance-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const connector = openS3Connector({
    integration: { kind: 's3', region: 'us-east-1', endpoint, pathStyle: true, credentials },
    folder,
    maxObjectBytes: 1_000_000,
  });
  return {
    bucket,
    connector,
    missingBucket: /^S3: the bucket "not-there" cannot be listed: there is no such bucket/,
    async put(key, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
      // The next change is later, also in the store's milliseconds.
      await wait(2);
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
    readContent: ({ path }) => readFile(path, 'utf8'),
    async close() {
      await connector.close();
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: Key! }));
      await client.send(new DeleteBucketCommand({ Bucket: bucket }));
      client.destroy();
      const left = await readdir(folder);
      await rm(folder, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`files were left: ${left.join(', ')}`);
    },
  };
}

describeBucketConnector('an S3 bucket', openBucket);
