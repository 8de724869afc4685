import type { QualifiedName } from '../base/name.ts';
import type { Abilities } from '../plan/abilities.ts';
import type { GroupScan, Predicate, RowScan, TypedValue, Window } from '../plan/query-plan.ts';
import type { RowBatch } from '../schema/value.ts';
import type { ScanBudget } from './query-engine.ts';

/** A scan with its arguments and keys: what one call reads from one collection. */
export type BoundScan = BoundRowScan | BoundGroupScan;

export interface BoundRowScan extends Pick<RowScan, 'kind' | 'collection' | 'fields'> {
  readonly filter: Predicate<TypedValue>;
  /** Only when the filter is exact; an engine that finds it is not for these values brings all rows. */
  readonly window?: Window<number>;
  /** Nobody reads the column of `_id`: it may be empty. */
  readonly withoutIds?: boolean;
}

export interface BoundGroupScan extends Pick<GroupScan, 'kind' | 'collection' | 'groups' | 'measures'> {
  readonly filter: Predicate<TypedValue>;
}

/** What a scan brought. Rows: the fields in their order, then `_id` as a last column. Groups: the groups, then the measures. */
export interface ScanReply {
  readonly batch: RowBatch;
  readonly bytes: number;
  readonly requests: number;
  /** Every row meets the filter; absent: some may not. */
  readonly exact?: boolean;
}

export interface ScanSessionOptions {
  readonly signal: AbortSignal;
  readonly budget: ScanBudget;
  /** Collections that more than one stage reads: all their scans see the same moment. */
  readonly pinned: readonly QualifiedName[];
}

/** The reading of one call. */
export interface ScanSession {
  /**
   * One stage: as few round trips as possible. `undefined` stands where groups cannot be counted exactly; the rows must be read instead.
   * Throws LIMIT_SCAN, STORE_UNAVAILABLE and others of the engine's errors, or the signal's reason; never returns a part.
   */
  fetch(scans: readonly BoundScan[]): Promise<readonly (ScanReply | undefined)[]>;
  /** Gives back what the engine holds for this call; never throws, need not be waited for. */
  close(): Promise<void>;
}

/** An engine that holds documents and can be asked for some of them. */
export interface ScanEngine {
  readonly abilities: Abilities;
  open(options: ScanSessionOptions): ScanSession;
  /**
   * The first requests that the scan becomes in a call with this budget, for people: a line each with method and path, then indented JSON.
   * Values are shown; it is for those who may run the query.
   */
  print(scan: BoundScan, budget: ScanBudget): string;
}
