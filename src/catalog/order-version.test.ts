import { describe, expect, it } from 'vitest';
import { isOrderVersion, mostAheadMs, nextOrderVersion } from './order-version.ts';

/** The time inside an order version. */
const orderVersionMs = (version: bigint): number => Number(version >> 20n);

const now = 1_787_001_597_558;

describe('order version', () => {
  it('begins with the time of the record', () => {
    expect(nextOrderVersion(0n, now, now)).toBe(BigInt(now) * 2n ** 20n);
    expect(orderVersionMs(nextOrderVersion(0n, now, now))).toBe(now);
  });

  it('rises although the time stands still or goes back', () => {
    const first = nextOrderVersion(0n, now, now);
    const second = nextOrderVersion(first, now, now);
    const third = nextOrderVersion(second, now - 1000, now);

    expect([second - first, third - second]).toEqual([1n, 1n]);
  });

  it('compares across streams by time', () => {
    const busy = nextOrderVersion(nextOrderVersion(0n, now, now), now, now);

    expect(nextOrderVersion(0n, now + 1, now)).toBeGreaterThan(busy);
  });

  it('does not believe a time more than five minutes ahead', () => {
    expect(orderVersionMs(nextOrderVersion(0n, now + mostAheadMs, now))).toBe(now + mostAheadMs);
    expect(orderVersionMs(nextOrderVersion(0n, now + mostAheadMs + 1, now))).toBe(now + mostAheadMs);
    expect(orderVersionMs(nextOrderVersion(0n, 8.64e15, now))).toBe(now + mostAheadMs);
    expect(orderVersionMs(nextOrderVersion(0n, Infinity, now))).toBe(now + mostAheadMs);
  });

  it('takes times before 1970 for 1970, and drops fractions', () => {
    expect(nextOrderVersion(0n, -5, now)).toBe(1n);
    expect(orderVersionMs(nextOrderVersion(0n, now + 0.9, now))).toBe(now);
  });

  it('stays within 63 bits', () => {
    const highest = 2n ** 63n - 1n;

    expect(nextOrderVersion(highest, now, now)).toBe(highest);
    expect([0n, highest, -1n, highest + 1n].map(isOrderVersion)).toEqual([true, true, false, false]);
  });
});
