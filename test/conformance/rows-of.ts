import type { RowBatch, Value } from '../../src/schema/value.ts';

/** All rows of a result; while `keep` says no, a batch is read and forgotten. */
export async function rowsOf(
  batches: AsyncIterable<RowBatch> | readonly RowBatch[],
  keep = () => true,
): Promise<Value[][]> {
  const rows: Value[][] = [];
  for await (const { rowCount, columns } of batches) {
    for (let row = 0; row < rowCount && keep(); row += 1) rows.push(columns.map((column) => column[row]!));
  }
  return rows;
}
