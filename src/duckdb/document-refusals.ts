import type { Refusal } from '../catalog/document-store.ts';
import { unfitValue } from '../catalog/find-refusals.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import type { SqlType } from '../schema/sql-type.ts';
import { writeChunks } from './write-vector.ts';

/** The operations with a value that its column cannot hold, found by writing each alone. */
export function findUnwritable(
  operations: OperationBatch,
  types: readonly SqlType[],
  known: readonly Refusal[],
): Refusal[] {
  const refused = new Set(known.map((refusal) => refusal.index));
  const unwritable: Refusal[] = [];
  for (let index = 0; index < operations.ids.length; index += 1) {
    if (refused.has(index)) continue;
    const field = operations.fields.find(
      (_, column) => !isWritable(types[column]!, operations.columns[column]![index]!),
    );
    if (field === undefined) continue;
    unwritable.push(unfitValue(operations, index, field));
  }
  return unwritable;
}

function isWritable(type: SqlType, value: OperationBatch['columns'][number][number]): boolean {
  try {
    for (const chunk of writeChunks([type], { rowCount: 1, columns: [[value]] })) chunk.getColumnVector(0);
    return true;
  } catch {
    // Only our own conversion and DuckDB's run above, so this is the answer.
    return false;
  }
}
