import { orAborted } from '../base/or-aborted.ts';
import type { Execution } from './run-query.ts';

interface Shared {
  readonly execution: Promise<Execution>;
  readonly stop: AbortController;
  callers: number;
  /** A stream is read once, by the first who comes for it. */
  streamTaken: boolean;
}

/** Lets identical queries that run at the same time share one execution. */
export interface SharedExecutions {
  /**
   * Joins the execution with this key, or starts it. A caller whose signal aborts leaves; the execution stops when the last one has left.
   * A result too long to be kept goes to one caller; the others run the query themselves.
   */
  join(key: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<Execution>): Promise<Execution>;
}

export function makeSharedExecutions(): SharedExecutions {
  const running = new Map<string, Shared>();

  const begin = (key: string, run: (signal: AbortSignal) => Promise<Execution>): Shared => {
    const stop = new AbortController();
    const execution = run(stop.signal).finally(() => {
      if (running.get(key) === shared) running.delete(key);
    });
    // Each caller sees the error by its own wait; nobody may be left.
    execution.catch(() => undefined);
    const shared: Shared = { execution, stop, callers: 0, streamTaken: false };
    running.set(key, shared);
    return shared;
  };

  return {
    async join(key, signal, run) {
      signal.throwIfAborted();
      const shared = running.get(key) ?? begin(key, run);
      shared.callers += 1;
      const leave = (): void => {
        shared.callers -= 1;
        if (shared.callers > 0) return;
        if (running.get(key) === shared) running.delete(key);
        shared.stop.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      const result = await orAborted(shared.execution, signal);
      signal.removeEventListener('abort', leave);
      if (result.kind === 'whole') return result;
      if (shared.streamTaken) return run(signal);
      shared.streamTaken = true;
      // From here on the execution lives and dies with this one caller.
      signal.addEventListener('abort', () => shared.stop.abort(signal.reason), { once: true });
      return result;
    },
  };
}
