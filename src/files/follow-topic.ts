import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Clock } from '../base/clock.ts';
import { RockpoolError } from '../base/error.ts';
import type { JsonObject } from '../base/json.ts';
import type { TopicSource } from '../catalog/collection.ts';
import type { RawRecord, StreamBatch } from '../ingest/connector.ts';
import { watchFile } from './watch-file.ts';

/** A place in a topic file. */
export interface TopicPosition {
  readonly offset: number;
  /** How often the file was found to be another one; keeps positions of the old and the new apart. */
  readonly generation: number;
  /** CRC-32 of the last bytes before the offset: if they are others, the file was truncated or replaced. */
  readonly crc: number;
  readonly length: number;
}

export interface FollowOptions {
  readonly file: string;
  readonly source: TopicSource;
  readonly position: TopicPosition | undefined;
  readonly maxRecordBytes: number;
  readonly clock: Clock;
  /** Takes what should stand in the source's status; undefined takes it back. */
  readonly notice: (message: string | undefined) => void;
  readonly signal: AbortSignal;
}

const windowBytes = 1024 * 1024;
const mostRecords = 2_500;
const fingerprintBytes = 256;
/** What is delivered of a record that is too large. */
const keptBytes = 64 * 1024;
const newline = 0x0a;

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
    while (!signal.aborted) {
      const handle = await openIfThere(file);
      let read: Read | undefined;
      try {
        if (handle !== undefined && !(await isSameFile(handle, position))) {
          restarted = `${source.topic}.ndjson was truncated or replaced: read again from its beginning since ${new Date(clock()).toISOString()}`;
          position = { offset: 0, generation: position.generation + 1, crc: 0, length: 0 };
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

interface Read {
  readonly position: TopicPosition;
  readonly records: readonly RawRecord[];
  readonly bytes: number;
}

function toBatch({ position, records, bytes }: Read): StreamBatch {
  return { kind: 'stream', stream: '0', records, position: position as unknown as JsonObject, bytes };
}

/** Lines after the position; undefined when there is no whole one. */
async function readRecords(
  handle: FileHandle,
  position: TopicPosition,
  options: FollowOptions,
): Promise<Read | undefined> {
  const { size } = await handle.stat();
  if (size <= position.offset) return undefined;
  const buffer = Buffer.allocUnsafe(Math.min(windowBytes, size - position.offset));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, position.offset);
  const window = buffer.subarray(0, bytesRead);
  const records: RawRecord[] = [];
  const timestampMs = options.clock();
  let from = 0;
  for (
    let end = window.indexOf(newline);
    end >= 0 && records.length < mostRecords;
    end = window.indexOf(newline, from)
  ) {
    const line = window.subarray(from, end);
    if (!isBlank(line)) records.push(toRecord(options.source, position, position.offset + from, line, timestampMs));
    from = end + 1;
  }
  if (from > 0) return { position: advance(position, from, window.subarray(0, from)), records, bytes: from };
  return bytesRead < windowBytes ? undefined : readLongLine(handle, position, options, size);
}

/** A line longer than the window: held if it is allowed, else only its beginning. */
async function readLongLine(
  handle: FileHandle,
  position: TopicPosition,
  { source, maxRecordBytes, clock }: FollowOptions,
  size: number,
): Promise<Read | undefined> {
  const chunk = Buffer.allocUnsafe(windowBytes);
  const parts: Buffer[] = [];
  let held = 0;
  for (let at = position.offset; at < size;) {
    const { bytesRead } = await handle.read(chunk, 0, windowBytes, at);
    if (bytesRead === 0) return undefined;
    const end = chunk.subarray(0, bytesRead).indexOf(newline);
    const part = chunk.subarray(0, end < 0 ? bytesRead : end);
    if (held <= maxRecordBytes) {
      parts.push(Buffer.from(part));
      held += part.length;
    }
    at += part.length;
    if (end < 0) continue;
    const bytes = at - position.offset;
    const tooLarge = bytes > maxRecordBytes;
    const value = Buffer.concat(parts).subarray(0, tooLarge ? keptBytes : undefined);
    const record = toRecord(source, position, position.offset, value, clock());
    const tail = await readBefore(handle, at + 1);
    return {
      position: { ...position, offset: at + 1, crc: crc32(tail), length: tail.length },
      records: [tooLarge ? { ...record, wholeBytes: bytes } : record],
      bytes: bytes + 1,
    };
  }
  return undefined;
}

function toRecord(
  source: TopicSource,
  position: TopicPosition,
  offset: number,
  value: Uint8Array,
  timestampMs: number,
): RawRecord {
  const positionText = position.generation === 0 ? `0:${offset}` : `0.${position.generation}:${offset}`;
  return {
    value,
    key: null,
    timestampMs,
    meta: { topic: source.topic, partition: 0, offset, key: null },
    positionText,
  };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
}

function advance(position: TopicPosition, bytes: number, read: Uint8Array): TopicPosition {
  const tail = read.subarray(-fingerprintBytes);
  return { ...position, offset: position.offset + bytes, crc: crc32(tail), length: tail.length };
}

async function isSameFile(handle: FileHandle, { offset, crc, length }: TopicPosition): Promise<boolean> {
  if (length === 0) return true;
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset - length);
  return bytesRead === length && crc32(buffer) === crc;
}

async function readBefore(handle: FileHandle, offset: number): Promise<Buffer> {
  const length = Math.min(offset, fingerprintBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset - length);
  return buffer.subarray(0, bytesRead);
}

/** Lines have no time of their own: a start time after the last change skips what is there, an earlier one reads all. */
async function startPosition(file: string, { start }: TopicSource, clock: Clock): Promise<TopicPosition> {
  const beginning: TopicPosition = { offset: 0, generation: 0, crc: 0, length: 0 };
  if (start === 'earliest') return beginning;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (typeof start === 'number' && start <= Math.min(found.mtimeMs, clock()))) return beginning;
  const handle = await open(file);
  try {
    const offset = await lastLineEnd(handle, found.size);
    const tail = await readBefore(handle, offset);
    return { offset, generation: 0, crc: crc32(tail), length: tail.length };
  } finally {
    await handle.close();
  }
}

/** The offset after the last line break at or before `size`. */
async function lastLineEnd(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - buffer.length);
    const { bytesRead } = await handle.read(buffer, 0, end - from, from);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(newline);
    if (at >= 0) return from + at + 1;
    end = from;
  }
  return 0;
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

/** How many whole lines stand after the offset. */
export async function countLines(file: string, offset: number): Promise<number> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return 0;
  try {
    let lines = 0;
    const buffer = Buffer.allocUnsafe(windowBytes);
    for (let at = offset; ;) {
      const { bytesRead } = await handle.read(buffer, 0, windowBytes, at);
      if (bytesRead === 0) return lines;
      const window = buffer.subarray(0, bytesRead);
      for (let end = window.indexOf(newline); end >= 0; end = window.indexOf(newline, end + 1)) lines += 1;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
