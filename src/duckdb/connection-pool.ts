import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';

/** Statements that one connection keeps prepared; the one unused for longest goes first. */
const keptStatements = 200;

/**
 * A prepared statement keeps what its last run gathered in CTEs, correlated subqueries and LATERAL until it runs again (DuckDB 1.5): beyond so
 * many bytes, of which running statements use a part, what is prepared is let go.
 */
const keptBytes = 64 * 1024 ** 2;
const usedBytes = `SELECT sum(memory_usage_bytes)::DOUBLE FROM duckdb_memory()
  WHERE tag IN ('HASH_TABLE', 'COLUMN_DATA', 'ORDER_BY', 'WINDOW', 'ALLOCATOR')`;
/** Looking costs 0.1 ms, so it is not done for each call. */
const releasesPerLook = 8;

/** A prepared statement and what its owner wants to remember about it. */
export interface Kept<T> {
  readonly prepared: DuckDBPreparedStatement;
  readonly note: T;
}

/** A connection on loan: nobody else uses it until it is released. */
export interface Lease<T> {
  readonly connection: DuckDBConnection;
  /** Prepared statements by text, least recently used first. */
  readonly kept: Map<string, Kept<T>>;
}

export interface ConnectionPool<T> {
  /** Waits for a free connection, first come first served. Throws the signal's reason. */
  acquire(signal: AbortSignal): Promise<Lease<T>>;
  release(lease: Lease<T>): void;
  /** Waits until all connections are back, then closes them. */
  close(): Promise<void>;
}

/** Opens `size` connections, each prepared by `setUp`, once. */
export async function openConnectionPool<T>(
  instance: DuckDBInstance,
  size: number,
  setUp: (connection: DuckDBConnection) => Promise<void>,
): Promise<ConnectionPool<T>> {
  const all: Lease<T>[] = [];
  for (let opened = 0; opened < size; opened += 1) {
    const connection = await instance.connect();
    await setUp(connection);
    all.push({ connection, kept: new Map() });
  }
  // The last one used comes first: its statements are prepared and its memory is warm.
  const free = [...all];
  const waiting: ((lease: Lease<T>) => void)[] = [];
  let whenAllFree: (() => void) | undefined;
  const watching = await instance.connect();
  const watcher = await watching.prepare(usedBytes);
  let released = 0;
  let looking: Promise<void> | undefined;
  /** Busy ones whose statements go as soon as they are released. */
  const stale = new Set<Lease<T>>();

  const look = async (): Promise<void> => {
    const [row] = (await watcher.runAndReadAll()).getRows();
    if (Number(row?.[0] ?? 0) <= keptBytes) return;
    for (const lease of all) {
      if (free.includes(lease)) forget(lease);
      else stale.add(lease);
    }
  };

  return {
    async acquire(signal) {
      signal.throwIfAborted();
      const lease = free.pop();
      if (lease !== undefined) return lease;
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(take), 1);
          reject(signal.reason as Error);
        };
        const take = (freed: Lease<T>): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(freed);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(take);
      });
    },
    release(lease) {
      if (stale.delete(lease)) forget(lease);
      released += 1;
      // What cannot be seen now is seen the next time.
      if (released % releasesPerLook === 0)
        looking ??= look()
          .catch(() => undefined)
          .finally(() => (looking = undefined));
      const next = waiting.shift();
      if (next !== undefined) {
        next(lease);
        return;
      }
      free.push(lease);
      if (free.length === all.length) whenAllFree?.();
    },
    async close() {
      if (free.length < all.length) await new Promise<void>((resolve) => (whenAllFree = resolve));
      await looking;
      watcher.destroySync();
      watching.disconnectSync();
      for (const lease of all) {
        forget(lease);
        lease.connection.disconnectSync();
      }
    },
  };
}

function forget<T>({ kept }: Lease<T>): void {
  kept.forEach(({ prepared }) => prepared.destroySync());
  kept.clear();
}

/** The statement, prepared once per connection and `isCurrent` note; a note that is out of date is prepared again. */
export async function prepareOnce<T>(
  { connection, kept }: Lease<T>,
  sql: string,
  isCurrent: (note: T) => boolean,
  makeNote: (prepared: DuckDBPreparedStatement) => T,
): Promise<Kept<T>> {
  const found = kept.get(sql);
  kept.delete(sql);
  if (found !== undefined && isCurrent(found.note)) {
    kept.set(sql, found);
    return found;
  }
  found?.prepared.destroySync();
  const prepared = await connection.prepare(sql);
  const fresh = { prepared, note: makeNote(prepared) };
  kept.set(sql, fresh);
  const [oldest] = kept.keys();
  if (kept.size > keptStatements && oldest !== undefined) {
    kept.get(oldest)?.prepared.destroySync();
    kept.delete(oldest);
  }
  return fresh;
}
