import type { DuckDBConnection } from '@duckdb/node-api';
import { RockpoolError } from '../base/error.ts';
import { printQualified } from '../base/name.ts';
import type { Checkpoint, KeepRefused, Refusal, WriteResult } from '../catalog/document-store.ts';
import { foldOperations, type StoredState } from '../catalog/fold-operations.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { oldestVisible } from '../catalog/retention.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { Value } from '../schema/value.ts';
import { storeCheckpoint } from './document-checkpoint.ts';
import { ownColumns, storeSchema, tableName, tableOf, type StoredCollection } from './document-layout.ts';
import { findRefusals, findUnwritable } from './document-refusals.ts';
import { inTransaction } from './transaction.ts';
import { writeChunks } from './write-vector.ts';

export interface WriteRequest {
  readonly collection: StoredCollection;
  readonly operations: OperationBatch;
  readonly checkpoint: Checkpoint | undefined;
  readonly nowMicros: bigint;
  readonly keepRefused: KeepRefused | undefined;
}

/** Writes one batch and its checkpoint in one transaction. Throws what DuckDB throws; then nothing of it is stored. */
export async function writeBatch(connection: DuckDBConnection, request: WriteRequest): Promise<WriteResult> {
  assertFields(request);
  const refusals = findRefusals(request.operations);
  try {
    return await attempt(connection, request, refusals);
  } catch (cause) {
    // Rare: a value that its column cannot hold. Found by trying each row alone; the others are then written as if it had not come.
    const unwritable = findUnwritable(request.operations, rowTypes(request.operations), refusals);
    if (unwritable.length === 0) throw cause;
    return await attempt(connection, request, [...refusals, ...unwritable]);
  }
}

function attempt(connection: DuckDBConnection, request: WriteRequest, known: readonly Refusal[]): Promise<WriteResult> {
  const { collection, operations, checkpoint, nowMicros, keepRefused } = request;
  return inTransaction(connection, async () => {
    const refused = new Set(known.map((refusal) => refusal.index));
    const oldest = oldestVisible(collection.retentionMs, nowMicros);
    const stored = await readStored(connection, collection, operations.ids, refused, oldest);
    const { survivors, outcomes } = foldOperations(operations, { existing: stored, oldest, refused });
    await deleteRows(
      connection,
      collection,
      survivors.map((index) => stored.get(operations.ids[index]!)).filter((row) => row !== undefined),
    );
    await append(connection, tableName(collection.id), operations, collection, survivors);
    const refusals = [...known].sort((a, b) => a.index - b.index);
    if (refusals.length > 0) await keepRefused?.(refusals);
    if (checkpoint !== undefined) await storeCheckpoint(connection, collection.id, checkpoint);
    return { outcomes, refusals };
  });
}

interface StoredRow extends StoredState {
  readonly row: bigint;
}

/** What is stored under the ids of the batch, found by one scan. */
async function readStored(
  connection: DuckDBConnection,
  collection: StoredCollection,
  ids: readonly string[],
  refused: ReadonlySet<number>,
  oldest: bigint | undefined,
): Promise<Map<string, StoredRow>> {
  const wanted = [...new Set(ids.filter((_, index) => !refused.has(index)))];
  if (wanted.length === 0) return new Map();
  await replaceTemporary(
    connection,
    'wanted',
    [{ kind: 'integer' }, { kind: 'varchar' }],
    [wanted.map((_, index) => index), wanted],
  );
  // In whole microseconds: the one comparison that must agree with retention.ts to the last digit.
  const visible = oldest === undefined ? 'true' : `epoch_us(_event_time) >= ${oldest}`;
  const found = await connection.runAndReadAll(
    `SELECT c1, _v, _tomb = 0 AND ${visible}, t.rowid FROM temp.wanted JOIN ${tableOf(collection.id)} t ON t._id = c2`,
  );
  const stored = new Map<string, StoredRow>();
  for (const [wantedIndex, version, present, row] of found.getRows() as [number, bigint, boolean, bigint][]) {
    stored.set(wanted[wantedIndex]!, { version, present, row });
  }
  return stored;
}

async function deleteRows(
  connection: DuckDBConnection,
  collection: StoredCollection,
  rows: readonly StoredRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await replaceTemporary(connection, 'gone', [{ kind: 'bigint' }], [rows.map((row) => row.row)]);
  const table = tableOf(collection.id);
  await connection.run(`DELETE FROM ${table} USING temp.gone WHERE ${table}.rowid = c1`);
}

/** A fresh one each time: deleted rows of a temporary table are never given back. */
async function replaceTemporary(
  connection: DuckDBConnection,
  name: string,
  types: readonly SqlType[],
  columns: readonly (readonly Value[])[],
): Promise<void> {
  const definition = types.map((type, index) => `c${index + 1} ${type.kind.toUpperCase()}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${definition})`);
  const appender = await connection.createAppender(name, null, 'temp');
  for (const chunk of writeChunks(types, { rowCount: columns[0]!.length, columns })) appender.appendDataChunk(chunk);
  appender.closeSync();
}

async function append(
  connection: DuckDBConnection,
  table: string,
  operations: OperationBatch,
  collection: StoredCollection,
  survivors: readonly number[],
): Promise<void> {
  if (survivors.length === 0) return;
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
  const types = [...ownColumns, ...collection.stored].map((field) => field.type);
  const appender = await connection.createAppender(table, storeSchema);
  for (const chunk of writeChunks(types, { rowCount: survivors.length, columns })) appender.appendDataChunk(chunk);
  appender.closeSync();
}

const rowTypes = (operations: OperationBatch): SqlType[] => operations.fields.map((field) => field.type);

/** A batch made for an older or newer declaration must not lose fields silently. */
function assertFields({ collection, operations }: WriteRequest): void {
  const known = new Set(collection.stored.map((field) => field.name));
  const unknown = operations.fields.find((field) => !known.has(field.name));
  if (unknown === undefined) return;
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(collection)} has no field ${JSON.stringify(unknown.name)}.`,
    { hint: 'Declare the field before documents are written.' },
  );
}
