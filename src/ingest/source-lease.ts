import { printQualified, type QualifiedName } from '../base/name.ts';
import type { RecordKey, RecordStore, Revision } from '../catalog/record-store.ts';

/**
 * The right to read a source, held by one server at a time. Times are the holder's own monotonic ones: clocks of servers differ, so nobody
 * compares another's timestamps with its own.
 */
export interface Lease {
  /** Proves again that it is held: false when another server has taken it. Throws STORE_UNAVAILABLE. */
  renew(): Promise<boolean>;
  /** True as long as nobody else can have taken it. */
  isCertain(): boolean;
  /** Lets the next one have it at once. Throws STORE_UNAVAILABLE. */
  giveBack(): Promise<void>;
}

export type LeaseAttempt =
  | { readonly kind: 'taken'; readonly lease: Lease }
  /** Another server reads the source; ask again later. */
  | { readonly kind: 'held'; readonly by: string };

export interface LeaseSeeker {
  /** To be called again and again until it is taken. Throws STORE_UNAVAILABLE. */
  tryTake(): Promise<LeaseAttempt>;
}

export interface LeaseTerms {
  /** Names this server, and nobody else. */
  readonly holder: string;
  /** A lease that was not renewed for so long may be taken. */
  readonly durationMs: number;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed: () => number;
}

/**
 * Seeks the lease of a source. One that another server holds is taken when its record did not change for the lease's duration, as seen from
 * here: so a dead holder is replaced, and a clock that is wrong harms nobody. What this holder left behind itself it takes at once.
 */
export function makeLeaseSeeker(
  records: RecordStore,
  collection: QualifiedName,
  source: string,
  terms: LeaseTerms,
): LeaseSeeker {
  const { holder, elapsed } = terms;
  const key: RecordKey = { kind: 'lease', id: `${printQualified(collection)}/${source}` };
  let seen: { readonly revision: Revision; readonly atMs: number } | undefined;

  return {
    async tryTake() {
      const askedAtMs = elapsed();
      const stored = await records.get(key);
      if (stored !== undefined && stored.value['holder'] !== holder) {
        if (seen?.revision !== stored.revision) seen = { revision: stored.revision, atMs: elapsed() };
        const by = stored.value['holder'] as string;
        if (askedAtMs - seen.atMs < (stored.value['duration_ms'] as number)) return { kind: 'held', by };
      }
      const beganMs = elapsed();
      const revision = await records.put(key, leaseValue(terms), stored?.revision);
      if (revision === 'conflict') return { kind: 'held', by: 'another server' };
      return {
        kind: 'taken',
        lease: makeLease(records, key, terms, { revision, certainUntilMs: beganMs + terms.durationMs }),
      };
    },
  };
}

function makeLease(
  records: RecordStore,
  key: RecordKey,
  terms: LeaseTerms,
  held: { revision: Revision; certainUntilMs: number },
): Lease {
  const { holder, durationMs, elapsed } = terms;
  const isCertain = (): boolean => elapsed() < held.certainUntilMs;
  return {
    isCertain,
    async renew() {
      const beganMs = elapsed();
      let revision = await records.put(key, leaseValue(terms), held.revision);
      if (revision === 'conflict') {
        // An earlier renewal may have been written although its answer was lost.
        const stored = await records.get(key);
        if (stored?.value['holder'] !== holder) return false;
        revision = await records.put(key, leaseValue(terms), stored.revision);
        if (revision === 'conflict') return false;
      }
      held = { revision, certainUntilMs: beganMs + durationMs };
      return true;
    },
    async giveBack() {
      held = { ...held, certainUntilMs: -1 };
      await records.delete(key, held.revision);
    },
  };
}

const leaseValue = ({ holder, durationMs }: LeaseTerms) => ({ holder, duration_ms: durationMs });
