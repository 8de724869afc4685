/**
 * The oldest event time that is still visible, in microseconds since 1970: exactly `retentionMs` before now. Undefined when documents are
 * kept for ever.
 */
export function oldestVisible(retentionMs: number | undefined, nowMicros: bigint): bigint | undefined {
  return retentionMs === undefined ? undefined : nowMicros - BigInt(Math.trunc(retentionMs)) * 1000n;
}

/** True when a document of this event time (microseconds) may be seen. */
export function isVisible(eventTime: bigint, oldest: bigint | undefined): boolean {
  return oldest === undefined || eventTime >= oldest;
}

const leastTombstoneMs = 7 * 24 * 3_600_000;

/** How long a tombstone is kept: as long as its source may still send an older write, and never less than seven days. */
export function tombstoneKeptMs(sourceRetentionMs: number | undefined): number {
  return Math.max(leastTombstoneMs, sourceRetentionMs ?? 0);
}
