import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import type { RowBatch } from '../schema/value.ts';
import { interruptible } from './interrupt.ts';
import { readChunk } from './read-vector.ts';

export interface StreamOptions {
  readonly connection: DuckDBConnection;
  readonly signal: AbortSignal;
  /** Finds the error of a stream that broke off. */
  readonly failure: () => Promise<unknown>;
  /** Called once, when the connection may be used again. */
  readonly closed: () => void;
}

/**
 * The rest of a streamed result, chunk by chunk. It ends, and frees its connection, at the last chunk, at `return`, at an error and when
 * the signal aborts, read or not: an iteration that nobody begins must not hold a connection for ever, so this is no generator.
 */
export function streamBatches(
  result: DuckDBResult,
  { connection, signal, failure, closed }: StreamOptions,
): AsyncIterableIterator<RowBatch> {
  let state: 'idle' | 'fetching' | 'closed' = 'idle';

  const close = (): void => {
    if (state === 'closed') return;
    state = 'closed';
    signal.removeEventListener('abort', abandon);
    closed();
  };
  /** A half-read stream keeps its transaction; an interrupted fetch ends both. */
  const discard = async (): Promise<void> => {
    state = 'fetching';
    connection.interrupt();
    await result.fetchChunk().catch(() => null);
    close();
  };
  const abandon = (): void => {
    if (state === 'idle') void discard();
  };
  signal.addEventListener('abort', abandon, { once: true });

  const fetch = async (): Promise<IteratorResult<RowBatch>> => {
    state = 'fetching';
    try {
      const chunk = await interruptible(connection, signal, () => result.fetchChunk());
      if (chunk !== null && chunk.rowCount > 0) {
        const batch = readChunk(chunk);
        state = 'idle';
        return { done: false, value: batch };
      }
      // The C API reports a broken stream as an empty chunk, like its end; only then the result no longer says that it streams.
      if (!result.isStreaming) throw await failure();
      close();
      return { done: true, value: undefined };
    } catch (error) {
      close();
      throw error;
    }
  };

  return {
    async next() {
      if (state === 'idle') return fetch();
      signal.throwIfAborted();
      return { done: true, value: undefined };
    },
    async return() {
      if (state === 'idle') await discard();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
