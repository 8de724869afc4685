import { RockpoolError } from '../../base/error.ts';
import { storeError } from '../errors.ts';

/** What everything that is asked of a store passes. */
export interface Gate {
  /** Runs the call; what it throws becomes an error of ours. Throws STORE_UNAVAILABLE once the gate is closed. */
  run<T>(what: string, call: () => T | Promise<T>): Promise<T>;
  /** Lets nothing in any more, and waits for what is inside. */
  close(): Promise<void>;
}

export function makeGate(): Gate {
  const inside = new Set<Promise<unknown>>();
  let isClosed = false;
  return {
    async run(what, call) {
      if (isClosed) throw new RockpoolError('STORE_UNAVAILABLE', `The store cannot ${what}: it is closed.`);
      // `async`, so that what is thrown at once is a rejection too.
      const running = (async () => call())();
      inside.add(running);
      try {
        return await running;
      } catch (cause) {
        throw storeError(what, cause);
      } finally {
        inside.delete(running);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(inside);
    },
  };
}
