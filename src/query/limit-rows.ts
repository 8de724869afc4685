import { RockpoolError } from '../base/error.ts';
import type { RowBatch } from '../schema/value.ts';

export interface RowLimits {
  /** More rows than these are the error LIMIT_ROWS: an answer is whole or none. */
  readonly rows: number;
  /** The caller's wish: the result ends here. */
  readonly cutAt?: number | undefined;
}

/** The batches as they come, within the limits. Throws LIMIT_ROWS. */
export async function* limitRows(
  batches: AsyncIterable<RowBatch>,
  { rows, cutAt = Infinity }: RowLimits,
): AsyncGenerator<RowBatch, void, void> {
  if (cutAt === 0) {
    // What was never begun is not ended by leaving the loop below.
    await batches[Symbol.asyncIterator]().return?.();
    return;
  }
  let seen = 0;
  for await (const batch of batches) {
    const kept = seen + batch.rowCount > cutAt ? sliceBatch(batch, 0, cutAt - seen) : batch;
    seen += kept.rowCount;
    if (seen > rows)
      throw new RockpoolError('LIMIT_ROWS', `The result has more rows than limits.rows = ${rows} allows.`);
    yield kept;
    // Not one row more is fetched than is needed.
    if (seen >= cutAt) return;
  }
}

/** Rows `start` to `end`, excluding it. */
export function sliceBatch(batch: RowBatch, start: number, end: number): RowBatch {
  if (start === 0 && end >= batch.rowCount) return batch;
  const columns = batch.columns.map((column) => column.slice(start, end));
  return { rowCount: Math.max(0, Math.min(end, batch.rowCount) - start), columns };
}
