import { open, type FileHandle } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import type { TopicSource } from '../catalog/collection.ts';
import type { RawRecord } from '../ingest/connector.ts';
import { positionBehind, readBefore, type TopicPosition } from './topic-position.ts';

export interface ReadOptions {
  readonly source: TopicSource;
  readonly maxRecordBytes: number;
  readonly clock: Clock;
}

/** What was read, and where to go on. */
export interface Read {
  readonly position: TopicPosition;
  readonly records: readonly RawRecord[];
  readonly bytes: number;
}

const windowBytes = 1024 * 1024;
const mostRecords = 2_500;
/** What is delivered of a record that is too large. */
const keptBytes = 64 * 1024;
const newline = 0x0a;

/** Lines after the position; undefined when there is no whole one. */
export async function readRecords(
  handle: FileHandle,
  position: TopicPosition,
  options: ReadOptions,
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
  if (from > 0)
    return {
      position: positionBehind(position, position.offset + from, window.subarray(0, from)),
      records,
      bytes: from,
    };
  return bytesRead < windowBytes ? undefined : readLongLine(handle, position, options, size);
}

/** A line longer than the window: held if it is allowed, else only its beginning. */
async function readLongLine(
  handle: FileHandle,
  position: TopicPosition,
  { source, maxRecordBytes, clock }: ReadOptions,
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
    return {
      position: positionBehind(position, at + 1, await readBefore(handle, at + 1)),
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
