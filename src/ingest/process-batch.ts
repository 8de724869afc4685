import { RockpoolError } from '../base/error.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import type { Transformation } from './batch-transformer.ts';
import type { Rejected } from './dead-letters/dead-letter.ts';
import type { Incoming } from './incoming.ts';
import type { Conservation } from './ingest-service.ts';
import type { OperationMaker } from './to-operations.ts';

export interface Processed {
  readonly operations: OperationBatch;
  /** `owners[i]` is the record that operation i came from. */
  readonly owners: readonly Incoming[];
  readonly rejected: readonly Rejected[];
  readonly counters: Pick<Conservation, 'read' | 'filtered' | 'dead' | 'made' | 'documents'>;
}

interface Transformed {
  readonly rows: RowBatch;
  readonly owners: readonly number[];
}

/** Decoded records into operations. A record that fails becomes `rejected`, and the others go on. */
export async function processBatch(
  transformation: Transformation,
  maker: OperationMaker,
  incoming: readonly Incoming[],
): Promise<Processed> {
  const rejected: Rejected[] = [];
  const good: number[] = [];
  incoming.forEach((one, index) => {
    if (one.decoded === 'tombstone') return;
    if (one.decoded.ok) good.push(index);
    else rejected.push({ incoming: one, stage: 'decode', code: one.decoded.code, message: one.decoded.message });
  });

  const { rows, owners } = await transformHalving(transformation, incoming, good, rejected);
  const operations = maker.make(incoming, rows, owners);
  for (const { record, code, message } of operations.rejected) {
    rejected.push({ incoming: incoming[record]!, stage: 'transform', code, message });
  }
  const made = countDistinct(operations.records);
  return {
    operations: operations.batch,
    owners: operations.records.map((record) => incoming[record]!),
    rejected,
    counters: {
      read: incoming.length,
      dead: rejected.length,
      made,
      filtered: incoming.length - rejected.length - made,
      documents: operations.records.length,
    },
  };
}

/** The whole batch at once; if it fails, each half by itself, down to the record that cannot be transformed. */
async function transformHalving(
  transformation: Transformation,
  incoming: readonly Incoming[],
  indices: readonly number[],
  rejected: Rejected[],
): Promise<Transformed> {
  if (indices.length === 0) return { rows: { rowCount: 0, columns: transformation.fields.map(() => []) }, owners: [] };
  try {
    const { rows, ordinals } = await transformation.apply(...inputOfBatch(transformation, incoming, indices));
    return { rows, owners: ordinals.map((ordinal) => indices[ordinal]!) };
  } catch (error) {
    if (!(error instanceof RockpoolError) || error.code !== 'RECORD_TRANSFORMATION') throw error;
    if (indices.length === 1) {
      rejected.push({ incoming: incoming[indices[0]!]!, stage: 'transform', code: error.code, message: error.message });
      return transformHalving(transformation, incoming, [], rejected);
    }
    const middle = Math.ceil(indices.length / 2);
    const left = await transformHalving(transformation, incoming, indices.slice(0, middle), rejected);
    const right = await transformHalving(transformation, incoming, indices.slice(middle), rejected);
    return join(left, right);
  }
}

function join(left: Transformed, right: Transformed): Transformed {
  return {
    rows: {
      rowCount: left.rows.rowCount + right.rows.rowCount,
      columns: left.rows.columns.map((column, index) => [...column, ...right.rows.columns[index]!]),
    },
    owners: [...left.owners, ...right.owners],
  };
}

function inputOfBatch(
  { usesMeta }: Transformation,
  incoming: readonly Incoming[],
  indices: readonly number[],
): readonly [RowBatch, readonly bigint[]] {
  const records = indices.map((index) => incoming[index]!);
  const values = records.map((record) => (record.decoded as { readonly values: readonly Value[] }).values);
  const columns: (readonly Value[])[] = values[0]!.map((_, column) => values.map((row) => row[column]!));
  if (usesMeta) columns.push(records.map((record) => JSON.stringify(record.meta)));
  return [
    { rowCount: records.length, columns },
    records.map((record) => BigInt(Math.trunc(record.timestampMs)) * 1000n),
  ];
}

/** `records` rises. */
function countDistinct(records: readonly number[]): number {
  return records.filter((record, index) => index === 0 || records[index - 1] !== record).length;
}
