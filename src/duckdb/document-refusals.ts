import type { Refusal } from '../catalog/document-store.ts';
import type { OperationBatch, OperationKind } from '../catalog/operation.ts';
import { isOrderVersion } from '../catalog/order-version.ts';
import type { SqlType } from '../schema/sql-type.ts';
import type { StoredCollection } from './document-layout.ts';
import { writeChunks } from './write-vector.ts';

const mostIdBytes = 512;
/** DuckDB keeps the two highest and the two lowest numbers for infinity; ours are all finite. */
const mostMicros = 2n ** 63n - 2n;
const loneSurrogate = /\p{Surrogate}/u;

/** The operations of a batch that cannot be stored for what they are, found before anything is written. */
export function findRefusals(operations: OperationBatch, { write }: Pick<StoredCollection, 'write'>): Refusal[] {
  const refusals: Refusal[] = [];
  operations.ids.forEach((id, index) => {
    const problem = idProblem(id);
    if (problem !== undefined) refusals.push({ index, code: 'RECORD_ID_INVALID', message: problem });
    else if (!isOrderVersion(operations.versions[index]!)) {
      const message = `The order version ${operations.versions[index]} is not between 0 and 2^63 - 1.`;
      refusals.push({ index, code: 'RECORD_OPERATION_INVALID', message });
    } else if (write === undefined && isPartial(operations.kinds[index]!)) {
      const message = `The operation ${operations.kinds[index]} needs a collection with "write: merge".`;
      refusals.push({ index, code: 'RECORD_OPERATION_INVALID', message });
    } else if (!isTime(operations.eventTimes[index]!)) {
      const message = `The _event_time of ${JSON.stringify(id)}, ${operations.eventTimes[index]} microseconds since 1970, is out of range.`;
      refusals.push({ index, code: 'RECORD_FIELD_TYPE', message });
    }
  });
  return refusals;
}

const isPartial = (kind: OperationKind): boolean => kind === 'upsert' || kind === 'update';

function idProblem(id: string): string | undefined {
  if (id === '') return 'The _id is empty.';
  // Three bytes are the most that one UTF-16 unit becomes: most ids need no counting.
  const bytes = id.length * 3 <= mostIdBytes ? 0 : Buffer.byteLength(id);
  if (bytes > mostIdBytes)
    return `The _id ${JSON.stringify(id.slice(0, 40))}… has ${bytes} bytes; at most ${mostIdBytes} are allowed.`;
  // Half a character would be stored as U+FFFD, and two different ids could become one.
  if (loneSurrogate.test(id)) return `The _id ${JSON.stringify(id.slice(0, 40))} holds half of a surrogate pair.`;
  return undefined;
}

const isTime = (micros: bigint): boolean => micros <= mostMicros && micros >= -mostMicros;

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
    const message = `The field ${JSON.stringify(field.name)} of document ${JSON.stringify(operations.ids[index])} does not fit its type.`;
    unwritable.push({ index, code: 'RECORD_FIELD_TYPE', message });
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
