import { RockpoolError } from '../base/error.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { Field } from '../schema/sql-type.ts';
import type { CollectionDeclaration, Refusal } from './document-store.ts';
import type { OperationBatch, OperationKind } from './operation.ts';
import { isOrderVersion } from './order-version.ts';

const mostIdBytes = 512;
/** DuckDB keeps the two highest and the two lowest numbers for infinity; ours are all finite. */
const mostMicros = 2n ** 63n - 2n;
const loneSurrogate = /\p{Surrogate}/u;

/** The operations of a batch that no store can hold for what they are, found before anything is written. */
export function findRefusals(operations: OperationBatch, { write }: Pick<CollectionDeclaration, 'write'>): Refusal[] {
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

/** The refusal of an operation with a value that is none of its field's type. */
export function unfitValue(operations: OperationBatch, index: number, field: Field): Refusal {
  const message = `The field ${JSON.stringify(field.name)} of document ${JSON.stringify(operations.ids[index])} does not fit its type.`;
  return { index, code: 'RECORD_FIELD_TYPE', message };
}

/** A batch made for an older or newer declaration must not lose fields silently. Throws COLLECTION_INCOMPATIBLE. */
export function assertStoredFields(
  collection: QualifiedName,
  stored: readonly Field[],
  operations: OperationBatch,
): void {
  const known = new Set(stored.map((field) => field.name));
  const meant = [...operations.fields.map((field) => field.name), ...(operations.clears ?? []).flat()];
  const unknown = meant.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new RockpoolError(
    'COLLECTION_INCOMPATIBLE',
    `The collection ${printQualified(collection)} has no field ${JSON.stringify(unknown)}.`,
    { hint: 'Declare the field before documents are written.' },
  );
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
