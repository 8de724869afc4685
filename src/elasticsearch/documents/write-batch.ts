import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { printQualified } from '../../base/name.ts';
import type { Checkpoint, KeepRefused, WriteResult } from '../../catalog/document-store.ts';
import { assertStoredFields, findRefusals } from '../../catalog/find-refusals.ts';
import type { OperationBatch } from '../../catalog/operation.ts';
import { oldestVisible } from '../../catalog/retention.ts';
import { storeError } from '../errors.ts';
import type { Checkpoints } from './checkpoints.ts';
import { findIndex, type FoundIndex } from './declare-collection.ts';
import { mergeFolding } from './fold-merge.ts';
import { wholeFolding } from './fold-whole.ts';
import type { OwnIndex } from './own-indices.ts';
import { writeOperations } from './write-operations.ts';

export interface WriteRequest {
  readonly client: Client;
  readonly target: OwnIndex;
  readonly checkpoints: Checkpoints;
  readonly operations: OperationBatch;
  readonly checkpoint: Checkpoint | undefined;
  readonly keepRefused: KeepRefused | undefined;
  readonly visible: boolean;
  readonly nowMicros: bigint;
  /** Throws when the index is not what it was: nothing is written then. */
  readonly assertDeclared?: () => Promise<void>;
  /** Told when the index was made anew of its sources, by another server: what is known of it is past. */
  readonly rebuilt?: (found: FoundIndex) => void;
}

/**
 * Writes a batch, and then its checkpoint. Throws COLLECTION_INCOMPATIBLE for unknown fields, COLLECTION_NOT_FOUND when the index is gone,
 * STORE_UNAVAILABLE for everything that may work later: the same call may then be made again.
 */
export async function writeBatch(request: WriteRequest): Promise<WriteResult> {
  const { client, target, checkpoints, operations, checkpoint, keepRefused, visible, nowMicros } = request;
  const { alias, collection, versions } = target;
  assertStoredFields(collection, collection.stored, operations);
  const oldest = oldestVisible(collection.retentionMs, nowMicros);
  const folding =
    collection.write === 'merge'
      ? mergeFolding({ client, alias, fields: collection.stored, oldest })
      : wholeFolding({ client, alias, versions, oldest });
  const refusals = findRefusals(operations, collection);
  try {
    await request.assertDeclared?.();
    const result = await writeOperations({ client, alias, folding, operations, refusals, keepRefused, visible });
    if (checkpoint === undefined) return result;
    const found = await findIndex(client, alias);
    const incarnation = incarnationNow(target, found);
    if (incarnation !== collection.incarnation) request.rebuilt?.(found!);
    // Of one that was made anew it is where the making has come to, hardly ever where this writer is: then it reads on from there.
    const moved = await checkpoints.write(incarnation, checkpoint);
    return moved ? result : { ...result, overtaken: true };
  } catch (cause) {
    throw await writeError(client, target, cause);
  }
}

/**
 * That of the index, when it is the one that is known, or was made instead of it out of the sources. An index that was deleted and made anew, by another
 * server, took these documents but lacks those before them: throws COLLECTION_NOT_FOUND.
 */
function incarnationNow({ collection }: OwnIndex, found: FoundIndex | undefined): string {
  if (found !== undefined && isOrWas(found, collection.incarnation)) return found.collection.incarnation;
  throw gone(collection);
}

const isOrWas = ({ collection: { incarnation, formerly } }: FoundIndex, known: string): boolean =>
  incarnation === known || formerly?.includes(known) === true;

/** A writer waits and tries again, unless there is nothing to write to. */
async function writeError(client: Client, { alias, collection }: OwnIndex, cause: unknown): Promise<unknown> {
  const error = storeError('write documents', cause);
  if (error.code !== 'STORE_FAILED' && error.code !== 'STORE_TIMEOUT') return error;
  const isGone = await findIndex(client, alias).then(
    (found) => found === undefined || !isOrWas(found, collection.incarnation),
    () => false,
  );
  if (isGone) return gone(collection);
  return new RockpoolError('STORE_UNAVAILABLE', error.message, { hint: error.hint, cause: error });
}

function gone(collection: OwnIndex['collection']): RockpoolError {
  return new RockpoolError(
    'COLLECTION_NOT_FOUND',
    `The index of ${printQualified(collection)} was deleted, or deleted and made anew.`,
    { hint: 'Deploy or restart: the collection is then declared again, and its sources are read from their start.' },
  );
}
