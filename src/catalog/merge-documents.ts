import { assertNever } from '../base/assert.ts';
import type { Field } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import type { FoldOptions } from './fold-operations.ts';
import type { OperationBatch, OperationKind, OperationOutcome } from './operation.ts';
import { isVisible } from './retention.ts';

/** A document whose fields have versions of their own, or what a delete left of it. Versions count from 0; `never` is below all of them. */
export interface MergedDocument {
  /** The highest version that wrote anything or deleted; the event time came with it. */
  readonly version: bigint;
  readonly eventTime: bigint;
  /** The lowest version that is known to have found it there; undefined when it is deleted. */
  readonly since: bigint | undefined;
  /** The highest version that wrote all fields or deleted: the version of a field that is declared later. */
  readonly whole: bigint;
  /** By field, as the other lists. */
  readonly values: readonly Value[];
  readonly versions: readonly bigint[];
}

export const never = -1n;

export interface MergeOptions extends Pick<FoldOptions, 'oldest' | 'refused'> {
  /** What values and versions of documents belong to; `_id` and `_event_time` are not among them. */
  readonly fields: readonly Field[];
  /** What is stored under the ids of the batch, tombstones too. */
  readonly existing: ReadonlyMap<string, MergedDocument>;
}

export interface MergedBatch {
  /** What must be stored in place of what was there. */
  readonly documents: ReadonlyMap<string, MergedDocument>;
  /** One per operation of the batch; a refused operation counts as `unmet`. */
  readonly outcomes: readonly OperationOutcome[];
}

/**
 * Applies a batch to what is stored, operation by operation, where the last writer of each field wins. Pure.
 *
 * `repsert`, `upsert` and `delete` commute: whatever the order in which they arrive, the document is what applying them by rising version
 * would make of it. So a late whole write or delete does not touch fields that were written after it. `insert`, `replace` and `update` are
 * judged by what is there when they arrive; one that is older than the document it meets is not, so that a replay changes nothing.
 *
 * The event time of a document is that of its highest version. Expired is as good as deleted: a write over an expired document begins
 * anew, and a write that is itself expired adds nothing to a newer document. So nobody sees whether the sweep has been there.
 */
export function mergeOperations(batch: OperationBatch, options: MergeOptions): MergedBatch {
  const { existing, fields, oldest, refused } = options;
  const documents = new Map<string, MergedDocument>();
  const unknown = emptied({ version: never, eventTime: 0n }, fields);
  const writeAt = writesOf(batch, fields);
  const outcomes = batch.ids.map((id, index): OperationOutcome => {
    if (refused?.has(index) === true) return 'unmet';
    const found = documents.get(id) ?? existing.get(id) ?? unknown;
    const before = found.since === undefined || isVisible(found.eventTime, oldest) ? found : emptied(found, fields);
    const after = mergeOne(before, writeAt(index), oldest);
    if (typeof after === 'string') return after;
    documents.set(id, after);
    if (batch.kinds[index] === 'delete') return 'deleted';
    return before.since === undefined ? 'added' : 'replaced';
  });
  return { documents, outcomes };
}

/** One operation. `values` are by field: undefined leaves it alone, null empties it. */
interface Write {
  readonly kind: OperationKind;
  readonly version: bigint;
  readonly eventTime: bigint;
  readonly values: readonly (Value | undefined)[];
}

function mergeOne(before: MergedDocument, write: Write, oldest: bigint | undefined): MergedDocument | OperationOutcome {
  const { kind, version } = write;
  const obstacle = findObstacle(before, write, oldest);
  if (obstacle !== undefined) return obstacle;
  const isLate = version < before.version;
  const isWhole = kind !== 'upsert' && kind !== 'update';
  const wins = write.values.map((value, field) => value !== undefined && version >= before.versions[field]!);
  if (isWhole ? version < before.whole : isLate && !wins.includes(true)) return 'superseded';
  const versions = before.versions.map((old, field) => (wins[field] === true ? version : old));
  return {
    version: isLate ? before.version : version,
    eventTime: isLate ? before.eventTime : write.eventTime,
    since: kind === 'delete' ? sinceDeleted(before, version, versions) : sinceWritten(before, version),
    whole: isWhole ? version : before.whole,
    values: before.values.map((old, field) => (wins[field] === true ? write.values[field]! : old)),
    versions,
  };
}

/** Why an operation does nothing at all, as far as its kind decides it. */
function findObstacle(
  { version: newest, since }: MergedDocument,
  { kind, version, eventTime }: Write,
  oldest: bigint | undefined,
): OperationOutcome | undefined {
  if (kind === 'delete') return undefined;
  if (version < newest && !isVisible(eventTime, oldest)) return 'superseded';
  switch (kind) {
    case 'repsert':
    case 'upsert':
      return undefined;
    case 'insert':
      return since === undefined || since === version ? undefined : 'unmet';
    case 'replace':
    case 'update':
      if (since === undefined) return 'unmet';
      return version < since ? 'superseded' : undefined;
    default:
      return assertNever(kind);
  }
}

function sinceWritten({ since, whole }: MergedDocument, version: bigint): bigint {
  if (since === undefined) return version;
  return version > whole && version < since ? version : since;
}

/** What was written after the delete has been there since its oldest trace. */
function sinceDeleted(before: MergedDocument, version: bigint, versions: readonly bigint[]): bigint | undefined {
  const { since, version: newest } = before;
  if (version >= newest) return undefined;
  if (since === undefined || since > version) return since;
  return versions.reduce((oldest, one) => (one > version && one < oldest ? one : oldest), newest);
}

/** As a delete of the same version leaves a document. */
function emptied(document: Pick<MergedDocument, 'version' | 'eventTime'>, fields: readonly Field[]): MergedDocument {
  const { version, eventTime } = document;
  const [values, versions] = [fields.map(() => null), fields.map(() => version)];
  return { version, eventTime, since: undefined, whole: version, values, versions };
}

/** What each operation of the batch writes; a field that the batch does not have is null there. */
function writesOf(batch: OperationBatch, fields: readonly Field[]): (index: number) => Write {
  const columnByName = new Map(batch.fields.map((field, index) => [field.name, batch.columns[index]!]));
  const columns = fields.map((field) => columnByName.get(field.name));
  return (index) => {
    const kind = batch.kinds[index]!;
    const cleared = batch.clears?.[index] ?? [];
    const valueOf = (field: Field, column: readonly Value[] | undefined): Value | undefined => {
      if (kind === 'delete') return null;
      const value = column?.[index] ?? null;
      if (kind !== 'upsert' && kind !== 'update') return value;
      return cleared.includes(field.name) ? null : (value ?? undefined);
    };
    return {
      kind,
      version: batch.versions[index]!,
      eventTime: batch.eventTimes[index]!,
      values: fields.map((field, position) => valueOf(field, columns[position])),
    };
  };
}
