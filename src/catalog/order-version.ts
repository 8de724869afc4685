/** Milliseconds are shifted by this many bits, so that 2^20 records may share one millisecond. 2^43 milliseconds reach the year 2248. */
const counterBits = 20n;
const highest = 2n ** 63n - 1n;

/** A record whose time lies further ahead than this is a wrong clock, which must not outrank everything that comes later. */
export const mostAheadMs = 5 * 60_000;

/**
 * The order version of the next record of one position stream: a hybrid logical clock in 63 bits. It rises inside the stream even when
 * the records' times do not, and it compares across streams, because it begins with the time. `last` is the stream's last version,
 * kept in its checkpoint (0n at its start); `timestampMs` is the record's own time, `nowMs` the clock's.
 */
export function nextOrderVersion(last: bigint, timestampMs: number, nowMs: number): bigint {
  const believableMs = Math.max(0, Math.min(Math.trunc(timestampMs), nowMs + mostAheadMs));
  const byTime = BigInt(believableMs) << counterBits;
  const version = byTime > last ? byTime : last + 1n;
  return version > highest ? highest : version;
}

/** True for what a store can hold as an order version: 0 to 2^63 − 1. */
export function isOrderVersion(version: bigint): boolean {
  return version >= 0n && version <= highest;
}
