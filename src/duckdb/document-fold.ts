import type { DuckDBConnection } from '@duckdb/node-api';
import { foldOperations, type StoredState } from '../catalog/fold-operations.ts';
import type { OperationOutcome } from '../catalog/operation.ts';
import type { Value } from '../schema/value.ts';
import { tableOf } from './document-layout.ts';
import { appendRows, deleteRows, wantRows, type RowsRequest } from './document-rows.ts';

/** Writes whole documents, inside the caller's transaction. */
export async function foldRows(
  connection: DuckDBConnection,
  request: RowsRequest,
): Promise<readonly OperationOutcome[]> {
  const { collection, operations, refused, oldest } = request;
  const stored = await readStored(connection, request);
  const { survivors, outcomes } = foldOperations(operations, { existing: stored, oldest, refused });
  const replaced = survivors.flatMap((index) => stored.get(operations.ids[index]!)?.row ?? []);
  await deleteRows(connection, collection, replaced);
  await append(connection, request, survivors);
  return outcomes;
}

interface StoredRow extends StoredState {
  readonly row: bigint;
}

async function readStored(
  connection: DuckDBConnection,
  { collection, operations: { ids }, refused, oldest }: RowsRequest,
): Promise<Map<string, StoredRow>> {
  const wanted = [...new Set(ids.filter((_, index) => !refused.has(index)))];
  if (wanted.length === 0) return new Map();
  await wantRows(connection, wanted);
  // In whole microseconds: the one comparison that must agree with retention.ts to the last digit.
  const visible = oldest === undefined ? 'true' : `epoch_us(t._event_time) >= ${oldest}`;
  const found = await connection.runAndReadAll(
    `SELECT w.c1, t._v, t._tomb = 0 AND ${visible}, t.rowid FROM temp.wanted w JOIN ${tableOf(collection.id)} t ON t._id = w.c2`,
  );
  const stored = new Map<string, StoredRow>();
  for (const [wantedIndex, version, present, row] of found.getRows() as [number, bigint, boolean, bigint][]) {
    stored.set(wanted[wantedIndex]!, { version, present, row });
  }
  return stored;
}

async function append(
  connection: DuckDBConnection,
  { collection, operations }: RowsRequest,
  survivors: readonly number[],
): Promise<void> {
  const pick = (values: readonly Value[]): Value[] => survivors.map((index) => values[index]!);
  const isDelete = survivors.map((index) => operations.kinds[index] === 'delete');
  const fieldIndex = new Map(operations.fields.map((field, index) => [field.name, index]));
  const empty = survivors.map(() => null);
  const columns = [
    pick(operations.ids),
    pick(operations.eventTimes),
    pick(operations.versions),
    isDelete.map(Number),
    ...collection.stored.map((field) => {
      const index = fieldIndex.get(field.name);
      // A tombstone holds nothing, whatever the operation brought.
      return index === undefined
        ? empty
        : pick(operations.columns[index]!).map((value, row) => (isDelete[row] ? null : value));
    }),
  ];
  await appendRows(connection, collection, { rowCount: survivors.length, columns });
}
