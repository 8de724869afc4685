import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { BucketSource } from '../../../src/catalog/collection.ts';
import type { S3Integration } from '../../../src/config/config.ts';
import type { Connector, ObjectMarks, ObjectToRead } from '../../../src/ingest/connector.ts';
import { openS3Connector, type S3Options } from '../../../src/s3/connector.ts';
import { serverAddresses } from '../../servers/addresses.ts';

export const noMarks: ObjectMarks = { etagsOf: () => Promise.resolve(new Map()) };

export function bucketSource(bucket: string, pattern = '**'): BucketSource {
  return { kind: 'bucket', id: 's3.test', integration: 's3', bucket, pattern, format: { kind: 'json' }, everyMs: 50 };
}

/** A bucket of its own on the test server, and the hands to change it. */
export interface TestBucket {
  readonly bucket: string;
  readonly client: S3Client;
  put(key: string, content: string | Uint8Array): Promise<string>;
  remove(key: string): Promise<void>;
}

export async function makeBucket(): Promise<TestBucket> {
  const client = new S3Client({
    endpoint: serverAddresses().s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
  });
  const bucket = `test-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    bucket,
    client,
    async put(key, content) {
      const { ETag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
      return ETag!;
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A connector to the endpoint, with little patience, and its folder. */
export interface TestConnector {
  readonly connector: Connector;
  readonly folder: string;
  /** All objects of a scan with their contents, each released. */
  scan(source: BucketSource, marks?: ObjectMarks): Promise<readonly Scanned[]>;
  /** Fails when files are left. */
  close(): Promise<void>;
}

export interface Scanned extends Omit<ObjectToRead, 'release'> {
  readonly content: string;
  readonly outcome: string;
}

export async function openConnector(
  endpoint: string = serverAddresses().s3,
  options: Partial<S3Integration> & Partial<S3Options> = {},
): Promise<TestConnector> {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  const { maxObjectBytes = 10_000_000, patience = { connectMs: 500, silenceMs: 500, attempts: 2 }, ...rest } = options;
  const connector = openS3Connector({
    integration: { kind: 's3', region: 'us-east-1', endpoint, pathStyle: true, credentials, ...rest },
    folder,
    maxObjectBytes,
    patience,
  });
  return {
    connector,
    folder,
    async scan(source, marks = noMarks) {
      const found: Scanned[] = [];
      for await (const { release, ...object } of connector.scan(source, marks, new AbortController().signal)) {
        const content = object.problem === undefined ? await readFile(object.path, 'utf8') : '';
        found.push({ ...object, content, outcome: await release() });
      }
      return found;
    },
    async close() {
      await connector.close();
      const left = await readdir(folder);
      await rm(folder, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`files were left: ${left.join(', ')}`);
    },
  };
}
