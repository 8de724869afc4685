import { assertNever } from '../base/assert.ts';
import type { OperationBatch, OperationKind, OperationOutcome } from './operation.ts';
import { isVisible } from './retention.ts';

/** What a store holds under one id before the batch. A tombstone and an expired document are not `present`. */
export interface StoredState {
  readonly version: bigint;
  readonly present: boolean;
}

export interface FoldOptions {
  /** Stored states by id; an id that is not in it is unknown to the store. */
  readonly existing: ReadonlyMap<string, StoredState>;
  /** The oldest visible event time, see retention.ts. */
  readonly oldest?: bigint | undefined;
  /** Operations that are left out: the store refused them. */
  readonly refused?: ReadonlySet<number>;
}

export interface FoldedBatch {
  /** Indices of the operations whose result must be stored: at most one per id, a delete among them means a tombstone. */
  readonly survivors: readonly number[];
  /** One per operation of the batch; a refused operation counts as `unmet`. */
  readonly outcomes: readonly OperationOutcome[];
}

/**
 * Applies a batch to what is stored, operation by operation in their order, and keeps of every id only the last one that won. Pure: the
 * same batch over its own result keeps the same survivors, so writing it again changes nothing.
 *
 * An operation below the stored version is superseded; an equal version is the same write again and wins again. `replace` and `insert` are
 * judged against what the operations before them left. The tombstone of an unknown id is kept too: the older write may still come.
 */
export function foldOperations(batch: OperationBatch, options: FoldOptions): FoldedBatch {
  const { existing, oldest, refused } = options;
  const states = new Map<string, StoredState & { readonly survivor: number }>();
  const outcomes: OperationOutcome[] = [];
  batch.ids.forEach((id, index) => {
    if (refused?.has(index) === true) {
      outcomes.push('unmet');
      return;
    }
    const state = states.get(id) ?? existing.get(id);
    const version = batch.versions[index]!;
    const kind = batch.kinds[index]!;
    const outcome = judge(kind, version, state);
    outcomes.push(outcome);
    if (outcome === 'superseded' || outcome === 'unmet') return;
    const present = kind !== 'delete' && isVisible(batch.eventTimes[index]!, oldest);
    states.set(id, { version, present, survivor: index });
  });
  return { survivors: [...states.values()].map((state) => state.survivor).sort((a, b) => a - b), outcomes };
}

function judge(kind: OperationKind, version: bigint, state: StoredState | undefined): OperationOutcome {
  if (state !== undefined && version < state.version) return 'superseded';
  const present = state?.present === true;
  switch (kind) {
    case 'repsert':
      return present ? 'replaced' : 'added';
    case 'replace':
      return present ? 'replaced' : 'unmet';
    case 'insert':
      if (!present) return 'added';
      return version === state.version ? 'replaced' : 'unmet';
    case 'delete':
      return 'deleted';
    case 'upsert':
    case 'update':
      // Of merge collections only, see merge-documents.ts; a store refuses them here.
      return 'unmet';
    default:
      return assertNever(kind);
  }
}
