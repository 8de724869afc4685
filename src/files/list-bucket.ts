import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { BucketSource } from '../catalog/collection.ts';
import type { ObjectMarks, ObjectToRead } from '../ingest/connector.ts';
import { objectTooLarge } from '../ingest/object-too-large.ts';
import { objectPattern } from '../ingest/object-pattern.ts';

const pageSize = 1_000;

interface ListOptions {
  readonly folder: string;
  readonly source: BucketSource;
  readonly marks: ObjectMarks;
  readonly maxObjectBytes: number;
  /** Told how many are to be read, once they are listed. */
  readonly found: (objects: number) => void;
  readonly signal: AbortSignal;
}

/** Objects that are new or have another etag, oldest change first. A bucket that is not there yet is empty. Throws SOURCE_UNREADABLE. */
export async function* changedObjects({
  folder,
  source,
  marks,
  maxObjectBytes,
  found,
  signal,
}: ListOptions): AsyncGenerator<ObjectToRead> {
  const match = objectPattern(source.pattern);
  const keys = (await listKeys(folder)).filter((key) => match(key) !== undefined);
  const objects: Omit<ObjectToRead, 'release'>[] = [];
  for (let from = 0; from < keys.length; from += pageSize) {
    const page = keys.slice(from, from + pageSize);
    const read = await marks.etagsOf(page);
    for (const key of page) {
      const path = join(folder, key);
      const file = await fileState(path);
      if (file === undefined || read.get(key) === file.etag) continue;
      objects.push({ kind: 'object', bucket: source.bucket, key, path, captures: match(key)!, ...file });
    }
  }
  objects.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.key < b.key ? -1 : 1));
  for (const [index, object] of objects.entries()) {
    found(objects.length - index);
    if (signal.aborted) return;
    yield {
      ...object,
      ...(object.bytes > maxObjectBytes ? { problem: objectTooLarge(object.bytes, maxObjectBytes) } : {}),
      release: async () => ((await fileState(object.path))?.etag === object.etag ? 'intact' : 'changed'),
    };
  }
  found(0);
}

/** All keys below the folder, with `/`; hidden files are not objects. */
async function listKeys(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
      );
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new RockpoolError(
      'SOURCE_UNREADABLE',
      `The bucket folder ${folder} cannot be listed: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        cause,
      },
    );
  }
}

/** A file that vanished since it was listed is no object. */
async function fileState(
  path: string,
): Promise<{ readonly etag: string; readonly modifiedMs: number; readonly bytes: number } | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return { etag: `${found.mtimeMs}-${found.size}`, modifiedMs: Math.trunc(found.mtimeMs), bytes: found.size };
}
