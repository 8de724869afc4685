import type { estypes } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import type { RecordKind } from '../../catalog/record-store.ts';
import { itemMeaning } from '../errors.ts';
import { documentId, toRecordDocument } from './record-document.ts';

const bulkLength = 8 * 1024 ** 2;

/** The lines of bulk requests that write these records in their order, each request of some megabytes. */
export function* recordBulks(
  kind: RecordKind,
  records: readonly { readonly id: string; readonly value: JsonObject }[],
): Generator<object[]> {
  let [lines, length]: [object[], number] = [[], 0];
  for (const { id, value } of records) {
    const document = toRecordDocument(kind, id, value);
    if (length > 0 && length + document.value.length > bulkLength) {
      yield lines;
      [lines, length] = [[], 0];
    }
    lines.push({ index: { _id: documentId(kind, id) } }, document);
    length += document.value.length;
  }
  if (lines.length > 0) yield lines;
}

/** How many of the `sent` items were done. Throws when one failed for another reason than these statuses, or has no answer. */
export function assertDone({ items }: estypes.BulkResponse, sent: number, accepted: readonly number[]): number {
  if (items.length !== sent) throw new Error(`it answered for ${items.length} of ${sent} records`);
  let done = 0;
  for (const item of items) {
    const { status, error } = (item.index ?? item.delete)!;
    if (status < 300) done += 1;
    else if (!accepted.includes(status)) throw itemError('write records', status, error);
  }
  return done;
}

/** What Elasticsearch says of one record of many, in the words of an error of the store. */
export function itemError(what: string, status: number | undefined, error: unknown): RockpoolError {
  const { code, why, hint } = itemMeaning(status, error);
  return new RockpoolError(code, `The Elasticsearch cluster cannot ${what}: ${why}.`, { hint });
}
