import type { RowBatch } from '../schema/value.ts';

/** Rows that are all there, in the form of rows that are still to come: read once. */
export async function* streamOf(batches: readonly RowBatch[]): AsyncGenerator<RowBatch, void, void> {
  yield* batches;
}
