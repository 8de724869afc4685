import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { isGone, mayPass } from './errors.ts';
import { unquoted, type ListedObject } from './list-objects.ts';

export interface DownloadOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** For the file, which only this user may read. */
  readonly folder: string;
  /** How often in a row an answer may break off without a byte that is new. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/**
 * The file that holds exactly the content that was listed; undefined when the object was changed or removed since. An answer that breaks off
 * is asked for from where it ended. Throws what the client throws, and the file system; then there is no file.
 */
export async function download(
  object: Pick<ListedObject, 'key' | 'etag' | 'bytes'>,
  options: DownloadOptions,
): Promise<string | undefined> {
  const path = join(options.folder, randomUUID());
  const file = await open(path, 'wx', 0o600);
  let whole = false;
  try {
    whole = await fill(file, object, options);
  } finally {
    await file.close();
    if (!whole) await rm(path, { force: true });
  }
  return whole ? path : undefined;
}

/** False when the object is no longer the one that was listed. */
async function fill(
  file: FileHandle,
  object: Pick<ListedObject, 'key' | 'etag' | 'bytes'>,
  options: DownloadOptions,
): Promise<boolean> {
  const { attempts, signal } = options;
  let got = 0;
  let failures = 0;
  // An empty object has no byte to begin at, and one request at least says whether it is still there.
  for (let asked = false; got < object.bytes || !asked; asked = true) {
    const before = got;
    try {
      const answer = await request(object, got, options);
      if (answer.ETag !== undefined && unquoted(answer.ETag) !== object.etag) return false;
      // A store that does not know ranges begins again.
      if (got > 0 && answer.$metadata.httpStatusCode !== 206) got = 0;
      for await (const bytes of answer.Body as AsyncIterable<Uint8Array>) {
        if (got + bytes.byteLength > object.bytes) return false;
        await writeAll(file, bytes, got);
        got += bytes.byteLength;
      }
      if (got === 0 && object.bytes === 0) return true;
      if (got < object.bytes) throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
    } catch (error) {
      if (isGone(error)) return false;
      signal.throwIfAborted();
      failures = got > before ? 0 : failures + 1;
      if (!mayPass(error) || failures >= attempts) throw error;
      await wait(100 * 2 ** failures, undefined, { signal });
    }
  }
  return true;
}

function request(
  { key, etag }: Pick<ListedObject, 'key' | 'etag'>,
  from: number,
  { client, bucket, signal }: DownloadOptions,
): Promise<GetObjectCommandOutput> {
  return client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      IfMatch: `"${etag}"`,
      ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
    }),
    { abortSignal: signal },
  );
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
  }
}
