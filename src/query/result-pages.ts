import { RockpoolError } from '../base/error.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { sliceBatch } from './limit-rows.ts';
import type { PageInfo } from './query-service.ts';

/** A result that is kept whole. */
export interface KeptRows {
  readonly batches: readonly RowBatch[];
  readonly totalRows: number;
  readonly bytes: number;
}

/** Reads all batches. Throws LIMIT_MEMORY when they are larger than `maxBytes`. */
export async function keepRows(
  batches: Iterable<RowBatch> | AsyncIterable<RowBatch>,
  maxBytes: number,
): Promise<KeptRows> {
  const kept: RowBatch[] = [];
  let totalRows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    kept.push(batch);
    totalRows += batch.rowCount;
    bytes += batchBytes(batch);
    if (bytes > maxBytes) {
      throw new RockpoolError(
        'LIMIT_MEMORY',
        `The result is larger than the ${maxBytes} bytes that may be kept for paging.`,
      );
    }
  }
  return { batches: kept, totalRows, bytes };
}

/** The rows from `offset` on, at most `count`, and where the next page begins. */
export function readPage(
  kept: KeptRows,
  offset: number,
  count: number,
): { batches: readonly RowBatch[]; page: PageInfo } {
  const start = Math.min(offset, kept.totalRows);
  const end = Math.min(start + count, kept.totalRows);
  const batches: RowBatch[] = [];
  let first = 0;
  for (const batch of kept.batches) {
    const from = Math.max(0, start - first);
    const to = Math.min(batch.rowCount, end - first);
    if (from < to) batches.push(sliceBatch(batch, from, to));
    first += batch.rowCount;
  }
  return {
    batches,
    page: {
      startCursor: cursorAt(0),
      ...(end < kept.totalRows ? { nextCursor: cursorAt(end) } : {}),
      nextOffset: end,
      rowsInPage: end - start,
      totalRows: kept.totalRows,
    },
  };
}

const cursorForm = /^r(\d{1,15})$/;

export function cursorAt(row: number): string {
  return Buffer.from(`r${row}`).toString('base64url');
}

/** The row at which the cursor's page begins. Throws REQUEST_INVALID. */
export function rowOfCursor(cursor: string): number {
  const row = cursorForm.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (row === undefined)
    throw new RockpoolError('REQUEST_INVALID', `${JSON.stringify(cursor)} is not a cursor of a result.`);
  return Number(row);
}

/** Roughly what the batch takes in memory. */
function batchBytes(batch: RowBatch): number {
  return batch.columns.reduce(
    (sum, column) => sum + column.reduce<number>((bytes, value) => bytes + valueBytes(value), 0),
    0,
  );
}

function valueBytes(value: Value): number {
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (typeof value === 'bigint') return 32;
  if (Array.isArray(value))
    return (value as readonly Value[]).reduce<number>((bytes, element) => bytes + valueBytes(element), 32);
  return 8;
}
