import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { RockpoolError } from '../../base/error.ts';

/** Small enough that one piece, unpacked, is no burden. */
const pieceBytes = 64 * 1024;

/**
 * The text of a file in pieces, UTF-8 without its byte order mark. gzip and zstd are known by their first bytes, whatever the name says.
 * Throws RECORD_MALFORMED when the compression is broken, and what the file system throws.
 */
export async function* readText(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const bytes of await readBytes(path, signal)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function readBytes(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const packing = await packingOf(path);
  const file = createReadStream(path, { signal, highWaterMark: pieceBytes });
  if (packing === 'gzip') return gunzip(file);
  if (packing === 'zstd') return unzstd(file);
  return file as AsyncIterable<Uint8Array>;
}

/** How a file is packed, by its first bytes: a name or a header may say anything. */
export async function packingOf(path: string): Promise<'gzip' | 'zstd' | undefined> {
  const magic = await firstBytes(path);
  if (magic.startsWith('1f8b')) return 'gzip';
  return magic === '28b52ffd' ? 'zstd' : undefined;
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* gunzip(file: NodeJS.ReadableStream & { destroy(): void }): AsyncGenerator<Uint8Array> {
  const gunzipped = createGunzip({ chunkSize: pieceBytes });
  file.once('error', (error: Error) => gunzipped.destroy(error));
  try {
    for await (const bytes of file.pipe(gunzipped)) yield bytes as Uint8Array;
  } catch (cause) {
    throw broken('gzip', cause);
  } finally {
    file.destroy();
  }
}

async function* unzstd(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const decompress = new Decompress((bytes) => unpacked.push(bytes));
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      decompress.push(bytes, final);
    } catch (cause) {
      throw broken('zstd', cause);
    }
  };
  for await (const bytes of file) {
    push(bytes, false);
    yield* unpacked.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* unpacked.splice(0);
}

function broken(kind: string, cause: unknown): unknown {
  // The file system's own errors have a path and mean something else.
  if (cause instanceof Error && ('syscall' in cause || cause.name === 'AbortError')) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RockpoolError('RECORD_MALFORMED', `The object's ${kind} compression is broken: ${why}.`, { cause });
}
