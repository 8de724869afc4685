import type { DuckDBConnection } from '@duckdb/node-api';

/** DuckDB forgets an interruption that arrives before its thread has begun, so it is repeated until the call ends. */
const repeatMs = 5;

/** The outcome of `call`; when the signal aborts, what the connection executes is interrupted and the signal's reason is thrown. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), repeatMs);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const outcome = await call();
    signal.throwIfAborted();
    return outcome;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', interrupt);
  }
}
