import { setTimeout as wait } from 'node:timers/promises';
import { RockpoolError } from '../base/error.ts';

/**
 * Milliseconds before attempt `attempt` (from 1): doubling from 100 ms up to 5 s, at random between half of it and all. Not longer, since data is
 * to be fresh as soon as what was away is back.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(5_000, 100 * 2 ** Math.min(attempt - 1, 20));
  return most / 2 + (most / 2) * random();
}

/** Calls until the store is there again, for ever; `waiting` hears of each failure. Any other error, and the signal's reason, are thrown. */
export async function untilAvailable<T>(
  call: () => Promise<T>,
  waiting: (error: RockpoolError) => void,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RockpoolError) || error.code !== 'STORE_UNAVAILABLE') throw error;
      waiting(error);
      await wait(backoffMs(attempt), undefined, { signal });
    }
  }
}
