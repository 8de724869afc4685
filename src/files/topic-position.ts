import { open, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Clock } from '../base/clock.ts';
import type { TopicSource } from '../catalog/collection.ts';

/** A place in a topic file. */
export interface TopicPosition {
  readonly offset: number;
  /** How often the file was found to be another one; keeps positions of the old and the new apart. */
  readonly generation: number;
  /** CRC-32 of the last bytes before the offset: if they are others, the file was truncated or replaced. */
  readonly crc: number;
  readonly length: number;
}

const fingerprintBytes = 256;
const newline = 0x0a;

const beginning: TopicPosition = { offset: 0, generation: 0, crc: 0, length: 0 };

/** The beginning of a file that took the place of the one before. */
export const beginningAfter = ({ generation }: TopicPosition): TopicPosition => ({
  ...beginning,
  generation: generation + 1,
});

/** The position behind `tail`, the last bytes before `offset`. */
export function positionBehind(before: TopicPosition, offset: number, tail: Uint8Array): TopicPosition {
  const kept = tail.subarray(-fingerprintBytes);
  return { ...before, offset, crc: crc32(kept), length: kept.length };
}

/** False when the file was truncated or replaced since the position was taken. */
export async function isSameFile(handle: FileHandle, { offset, crc, length }: TopicPosition): Promise<boolean> {
  if (length === 0) return true;
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, offset - length);
  return bytesRead === length && crc32(buffer) === crc;
}

/** The last bytes before an offset: what `positionBehind` takes. */
export async function readBefore(handle: FileHandle, offset: number): Promise<Buffer> {
  const length = Math.min(offset, fingerprintBytes);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset - length);
  return buffer.subarray(0, bytesRead);
}

/**
 * Where a source begins that has no position yet. Lines have no time of their own: a start time after the last change skips what is there,
 * an earlier one reads all.
 */
export async function startPosition(file: string, { start }: TopicSource, clock: Clock): Promise<TopicPosition> {
  if (start === 'earliest') return beginning;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || (typeof start === 'number' && start <= Math.min(found.mtimeMs, clock()))) return beginning;
  const handle = await open(file);
  try {
    const offset = await lastLineEnd(handle, found.size);
    return positionBehind(beginning, offset, await readBefore(handle, offset));
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
