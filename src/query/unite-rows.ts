import type { RowBatch } from '../schema/value.ts';

/**
 * The rows of several scans of one collection, each document once. The last column of each batch is `_id`, which the result has no more unless
 * it is wanted as another column too.
 */
export function uniteRows(batches: readonly RowBatch[]): RowBatch {
  const [only] = batches;
  if (batches.length === 1) return { rowCount: only!.rowCount, columns: only!.columns.slice(0, -1) };
  const seen = new Set<unknown>();
  const kept = batches.map((batch) => {
    const ids = batch.columns.at(-1)!;
    return Array.from(ids.keys()).filter((row) => !seen.has(ids[row]) && seen.add(ids[row]));
  });
  const width = only!.columns.length - 1;
  const columns = Array.from({ length: width }, (_, column) =>
    batches.flatMap((batch, index) => kept[index]!.map((row) => batch.columns[column]![row]!)),
  );
  return { rowCount: seen.size, columns };
}
