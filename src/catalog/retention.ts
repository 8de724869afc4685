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
