import { mkdir, rm } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { RockpoolError } from '../base/error.ts';
import type { BucketSource } from '../catalog/collection.ts';
import type { ObjectMarks, ObjectToRead } from '../ingest/connector.ts';
import { literalPrefix, objectPattern } from '../ingest/object-pattern.ts';
import { objectTooLarge } from '../ingest/object-too-large.ts';
import { changedObjects, type ChangedObject } from './changed-objects.ts';
import { download } from './download.ts';
import { isAboutOneObject, isArchived, unreadable, type Asked } from './errors.ts';
import { listObjects, type ListedObject } from './list-objects.ts';
import { printMark } from './object-mark.ts';
import { readAhead } from './read-ahead.ts';
import type { ScanProgress } from './scan-progress.ts';

export interface ScanOptions {
  readonly client: S3Client;
  readonly source: BucketSource;
  readonly marks: ObjectMarks;
  readonly asked: Asked;
  /** Where objects lie while they are read. */
  readonly folder: string;
  readonly maxObjectBytes: number;
  readonly attempts: number;
  readonly progress: ScanProgress;
  readonly signal: AbortSignal;
}

/** Small objects do not wait for each other's round trips. */
const ahead = { most: 8, mostBytes: 64 * 1024 * 1024 };

/** What became of an object: its file, or why there is none. */
type Fetched = { readonly path: string } | 'gone' | 'archived' | 'too large' | RockpoolError;

/**
 * New and changed objects, each in a file that holds exactly the content that was listed: an object that changes or goes meanwhile is left to
 * the next scan. Throws SOURCE_UNREADABLE; for objects that may not be read, after all others.
 */
export async function* scanBucket(options: ScanOptions): AsyncGenerator<ObjectToRead> {
  const { source, marks, folder, maxObjectBytes, progress } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const files = new Set<string>();
  const running = new Set<Promise<unknown>>();
  const fetch = (object: ChangedObject): Promise<Fetched> => {
    const fetching = fetchObject(object, options, signal).then((fetched) => {
      if (typeof fetched === 'object' && 'path' in fetched) files.add(fetched.path);
      return fetched;
    });
    running.add(fetching);
    return fetching.finally(() => running.delete(fetching));
  };
  let refused: RockpoolError | undefined;
  try {
    progress.begin();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const pages = listPages(options, signal);
    const match = objectPattern(source.pattern);
    for await (const held of changedObjects({ pages, match, marks, matched: () => progress.matched() })) {
      progress.hold(held.length);
      const bytesOf = ({ bytes }: ChangedObject): number => (bytes > maxObjectBytes ? 0 : bytes);
      for await (const [object, fetched] of readAhead(held, { ...ahead, work: fetch, bytesOf })) {
        if (signal.aborted) return;
        if (fetched instanceof RockpoolError) {
          refused ??= fetched;
          progress.refused(fetched.message);
        } else if (fetched === 'archived') progress.archived(object.key);
        else if (fetched === 'too large') yield tooLarge(object, source.bucket, maxObjectBytes);
        else if (fetched !== 'gone') yield inFile(object, source.bucket, fetched.path, files);
        progress.handedOut();
      }
    }
    if (refused !== undefined) throw refused;
    progress.end(source.pattern);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    stop.abort();
    await Promise.allSettled(running);
    await Promise.all([...files].map((path) => rm(path, { force: true })));
  }
}

async function* listPages(
  { client, source, asked }: ScanOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[]> {
  try {
    yield* listObjects(client, source.bucket, literalPrefix(source.pattern), signal);
  } catch (error) {
    throw unreadable(error, asked);
  }
}

/** An error that is about this object alone is returned, any other thrown. */
async function fetchObject(object: ChangedObject, options: ScanOptions, signal: AbortSignal): Promise<Fetched> {
  const { client, source, folder, attempts, asked } = options;
  if (object.archived) return 'archived';
  if (object.bytes > options.maxObjectBytes) return 'too large';
  try {
    const path = await download(object, { client, bucket: source.bucket, folder, attempts, signal });
    return path === undefined ? 'gone' : { path };
  } catch (error) {
    if (isArchived(error)) return 'archived';
    const told = unreadable(error, { ...asked, key: object.key });
    if (isAboutOneObject(error)) return told;
    throw told;
  }
}

/** All of an object but its content. */
function described({ key, etag, modifiedMs, bytes, captures }: ChangedObject, bucket: string) {
  return { kind: 'object', bucket, key, etag: printMark(etag, modifiedMs), modifiedMs, bytes, captures } as const;
}

function inFile(object: ChangedObject, bucket: string, path: string, files: Set<string>): ObjectToRead {
  return {
    ...described(object, bucket),
    path,
    async release() {
      files.delete(path);
      await rm(path, { force: true });
      return 'intact';
    },
  };
}

function tooLarge(object: ChangedObject, bucket: string, maxObjectBytes: number): ObjectToRead {
  return {
    ...described(object, bucket),
    path: '',
    problem: objectTooLarge(object.bytes, maxObjectBytes),
    release: () => Promise.resolve('intact'),
  };
}
