import type { Clock } from '../base/clock.ts';

/** A bucket per key that holds a minute's worth of calls and fills evenly. In memory: each server counts for itself. */
export interface RateLimit {
  /** Takes one call. Returns 0, or the seconds to wait until the next one is allowed. */
  take(name: string, perMinute: number): number;
}

export function makeRateLimit(clock: Clock): RateLimit {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(name, perMinute) {
      const now = clock();
      const before = buckets.get(name) ?? { tokens: perMinute, atMs: now };
      const tokens = Math.min(perMinute, before.tokens + (Math.max(0, now - before.atMs) * perMinute) / 60_000);
      if (tokens < 1) {
        buckets.set(name, { tokens, atMs: now });
        return Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
      }
      buckets.set(name, { tokens: tokens - 1, atMs: now });
      return 0;
    },
  };
}
