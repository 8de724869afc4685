import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { StreamBatch } from '../ingest/connector.ts';
import { readRecords, type Read, type ReadOptions } from './read-records.ts';
import { beginningAfter, isSameFile, startPosition, type TopicPosition } from './topic-position.ts';
import { watchFile } from './watch-file.ts';

export interface FollowOptions extends ReadOptions {
  readonly file: string;
  readonly position: TopicPosition | undefined;
  /** Takes what should stand in the source's status; undefined takes it back. */
  readonly notice: (message: string | undefined) => void;
  readonly signal: AbortSignal;
}

/** Where the records of a topic stand. */
export function topicFile(folder: string, topic: string): string {
  return join(folder, 'topics', `${topic}.ndjson`);
}

/**
 * Follows a file to which lines are appended. A line without its line break waits for the rest. A file that is not there yet is waited
 * for; one that was truncated or replaced is read again from its beginning. Throws SOURCE_UNREADABLE for a file that may not be read.
 */
export async function* followTopic(options: FollowOptions): AsyncGenerator<StreamBatch> {
  const { file, source, clock, notice, signal } = options;
  const watch = watchFile(file);
  let restarted: string | undefined;
  try {
    let position = options.position ?? (await startPosition(file, source, clock));
    // Kept at once: what is written while nobody reads is not old when reading goes on.
    if (options.position === undefined && source.start !== 'earliest')
      yield toBatch({ position, records: [], bytes: 0 });
    while (!signal.aborted) {
      const handle = await openIfThere(file);
      let read: Read | undefined;
      try {
        if (handle !== undefined && !(await isSameFile(handle, position))) {
          restarted = `${source.topic}.ndjson was truncated or replaced: read again from its beginning since ${new Date(clock()).toISOString()}`;
          position = beginningAfter(position);
        }
        notice(handle === undefined ? `waiting for ${source.topic}.ndjson, which is not there` : restarted);
        if (handle !== undefined) read = await readRecords(handle, position, options);
      } finally {
        await handle?.close();
      }
      if (read === undefined) await watch.changed(signal);
      else {
        position = read.position;
        if (read.records.length > 0) yield toBatch(read);
      }
    }
  } finally {
    watch.close();
  }
}

function toBatch({ position, records, bytes }: Read): StreamBatch {
  return { kind: 'stream', stream: '0', records, position: position as unknown as JsonObject, bytes };
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    const handle = await open(file);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw new Error('it is no file');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RockpoolError('SOURCE_UNREADABLE', `The topic file ${file} cannot be read: ${why}.`, { cause });
  }
}
