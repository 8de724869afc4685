import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { S3Integration } from '../config/config.ts';
import { makeClient } from './client.ts';
import { askedOf, isMissing, unreadable } from './errors.ts';
import { unquoted } from './list-objects.ts';

export interface Upload {
  readonly bucket: string;
  /** Small files: each is held in memory while it is sent. */
  readonly objects: readonly { readonly key: string; readonly path: string }[];
  readonly signal?: AbortSignal;
}

const patience = { connectMs: 3_000, silenceMs: 10_000, attempts: 2 };

/**
 * Makes the bucket when it is missing and puts the objects that are missing or differ from their files into it; those that are equal keep
 * their ETag and time. Resolves with the keys that were sent. Throws SOURCE_UNREADABLE; then some may have been sent.
 */
export async function uploadObjects(
  integration: S3Integration,
  { bucket, objects, signal }: Upload,
): Promise<readonly string[]> {
  const client = makeClient(integration, patience);
  const sent: string[] = [];
  try {
    await makeBucket(client, bucket, integration, signal);
    for (const { key, path } of objects) {
      const content = await readFile(path);
      if ((await etagOf(client, { bucket, key }, signal)) === md5(content)) continue;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }), { abortSignal: signal });
      sent.push(key);
    }
    return sent;
  } catch (error) {
    throw unreadable(error, askedOf(integration, bucket));
  } finally {
    client.destroy();
  }
}

async function makeBucket(
  client: S3Client,
  bucket: string,
  { region, endpoint }: S3Integration,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
  } catch (error) {
    if (!isMissing(error)) throw error;
    // Amazon's first region must not be named, all others must: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    const elsewhere = endpoint === undefined && region !== 'us-east-1';
    const place = elsewhere ? { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } } : {};
    await client.send(new CreateBucketCommand({ Bucket: bucket, ...place }), { abortSignal: signal });
  }
}

/** Undefined when there is no such object. An ETag that is no MD5 (encrypted, or sent in parts) equals no file's, and the object is sent again. */
async function etagOf(
  client: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { ETag } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    return ETag === undefined ? undefined : unquoted(ETag);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const md5 = (content: Buffer): string => createHash('md5').update(content).digest('hex');
