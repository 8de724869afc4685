import type { DuckDBConnection } from '@duckdb/node-api';
import type { Checkpoint, KeepRefused, Refusal, WriteResult } from '../catalog/document-store.ts';
import { assertStoredFields, findRefusals } from '../catalog/find-refusals.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { oldestVisible } from '../catalog/retention.ts';
import type { SqlType } from '../schema/sql-type.ts';
import { storeCheckpoint } from './document-checkpoint.ts';
import { foldRows } from './document-fold.ts';
import type { StoredCollection } from './document-layout.ts';
import { mergeRows } from './document-merge.ts';
import { findUnwritable } from './document-refusals.ts';
import { inTransaction } from './transaction.ts';

export interface WriteRequest {
  readonly collection: StoredCollection;
  readonly operations: OperationBatch;
  readonly checkpoint: Checkpoint | undefined;
  readonly nowMicros: bigint;
  readonly keepRefused: KeepRefused | undefined;
}

/** Writes one batch and its checkpoint in one transaction. Throws what DuckDB throws; then nothing of it is stored. */
export async function writeBatch(connection: DuckDBConnection, request: WriteRequest): Promise<WriteResult> {
  assertStoredFields(request.collection, request.collection.stored, request.operations);
  const refusals = findRefusals(request.operations, request.collection);
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
  const writeRows = collection.write === 'merge' ? mergeRows : foldRows;
  return inTransaction(connection, async () => {
    const refused = new Set(known.map((refusal) => refusal.index));
    const oldest = oldestVisible(collection.retentionMs, nowMicros);
    const outcomes = await writeRows(connection, { collection, operations, refused, oldest });
    const refusals = [...known].sort((a, b) => a.index - b.index);
    if (refusals.length > 0) await keepRefused?.(refusals);
    const moved = checkpoint === undefined || (await storeCheckpoint(connection, collection.id, checkpoint));
    return { outcomes, refusals, ...(moved ? {} : { overtaken: true }) };
  });
}

const rowTypes = (operations: OperationBatch): SqlType[] => operations.fields.map((field) => field.type);
