import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Integration } from '../../../src/config/config.ts';
import { uploadObjects } from '../../../src/s3/upload-objects.ts';
import { serverAddresses } from '../../servers/addresses.ts';

const endpoint = serverAddresses().s3;
const integration: S3Integration = { kind: 's3', region: 'us-east-1', endpoint, pathStyle: true };
const client = new S3Client({
  ...integration,
  forcePathStyle: true,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
const bucket = `demo-upload-${randomUUID().slice(0, 8)}`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rockpool-upload-'));
});

afterAll(async () => {
  client.destroy();
  await rm(folder, { recursive: true });
});

async function file(key: string, content: string): Promise<{ readonly key: string; readonly path: string }> {
  const path = join(folder, key.replaceAll('/', '_'));
  await writeFile(path, content);
  return { key, path };
}

const contentOf = async (key: string): Promise<string> =>
  (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body!.transformToString();

const modifiedAt = async (key: string): Promise<Date | undefined> =>
  (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).LastModified;

describe('uploading the files of the demo', () => {
  it('makes the bucket, sends what is missing, and later only what differs', async () => {
    const first = await file('a/one.csv', 'id\n1\n');
    const second = await file('b/zwei ü+.csv', 'id\n2\n');

    expect(await uploadObjects(integration, { bucket, objects: [first, second] })).toEqual([
      'a/one.csv',
      'b/zwei ü+.csv',
    ]);
    const before = await modifiedAt('a/one.csv');
    await file('b/zwei ü+.csv', 'id\n3\n');
    expect(await uploadObjects(integration, { bucket, objects: [first, second] })).toEqual(['b/zwei ü+.csv']);

    expect(await contentOf('a/one.csv')).toBe('id\n1\n');
    expect(await contentOf('b/zwei ü+.csv')).toBe('id\n3\n');
    expect(await modifiedAt('a/one.csv')).toEqual(before);
    expect(await uploadObjects(integration, { bucket, objects: [first, second] })).toEqual([]);
  });

  it('says in one sentence what is away', async () => {
    const nowhere = { ...integration, endpoint: 'http://127.0.0.1:9' };

    await expect(uploadObjects(nowhere, { bucket, objects: [] })).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('127.0.0.1:9') as string,
    });
  });

  it('refuses a name that no bucket can have', async () => {
    await expect(uploadObjects(integration, { bucket: 'No_Bucket', objects: [] })).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
    });
  });
});
