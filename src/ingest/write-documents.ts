import type { JsonObject } from '../base/json.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { nextOrderVersion } from '../catalog/order-version.ts';
import type { WriteResult } from '../catalog/document-store.ts';
import { makeRecordDecoder } from './decode/record-decoder.ts';
import type { Incoming } from './incoming.ts';
import type { DocumentResult } from './ingest-service.ts';
import type { PreparedCollection } from './prepared-collection.ts';
import { processBatch } from './process-batch.ts';
import { mapInSlices } from './slices.ts';
import type { IngestParts } from './source-pipeline.ts';
import { inputOf, isId } from './special-fields.ts';
import { makeOperationMaker } from './to-operations.ts';

/** The order versions of what is written by call: one position stream per collection, of this process. */
export class CallVersions {
  #last = 0n;

  next(nowMs: number): bigint {
    this.#last = nextOrderVersion(this.#last, nowMs, nowMs);
    return this.#last;
  }
}

/** Writes documents as a source would, and answers for each of them; a refused one is not kept. */
export async function writeDocuments(
  parts: IngestParts,
  { collection, transformation }: PreparedCollection,
  versions: CallVersions,
  documents: readonly JsonObject[],
  options: { readonly visible?: boolean } = {},
): Promise<readonly DocumentResult[]> {
  const { definition } = collection;
  const decoder = makeRecordDecoder(inputOf(definition), parts.settings.maxRecordBytes);
  const now = parts.clock();
  const incoming = await mapInSlices(documents, (document): Incoming => {
    const version = versions.next(now);
    const decoded = decoder.decodeObject(document);
    return {
      decoded,
      version,
      timestampMs: now,
      meta: {},
      position: String(version),
      key: null,
      raw: () => ({ text: '', truncated: true }),
    };
  });
  const maker = makeOperationMaker('http', transformation.fields, definition);
  const { operations, owners, rejected } = await processBatch(transformation, maker, incoming);
  const result = await parts.documents.write(definition, operations, undefined, undefined, options);

  const answers = new Map<Incoming, DocumentResult>();
  rejected.forEach(({ incoming: one, code, message }) =>
    answers.set(one, { id: null, outcome: 'error', error: { code, message } }),
  );
  // Of several documents that one record became, the first speaks for all, unless another was refused.
  outcomesOf(operations, result).forEach((answer, index) => {
    const owner = owners[index]!;
    if (!answers.has(owner) || answer.outcome === 'error') answers.set(owner, answer);
  });
  return incoming.map((one) => answers.get(one) ?? { id: null, outcome: 'filtered' });
}

/** Deletes by `_id`, without the transformation. */
export async function deleteDocuments(
  parts: IngestParts,
  { collection }: PreparedCollection,
  versions: CallVersions,
  documents: readonly JsonObject[],
  options: { readonly visible?: boolean } = {},
): Promise<readonly DocumentResult[]> {
  const now = parts.clock();
  const ids = documents.map((document) => document['_id']);
  const good = ids.filter((id): id is string => typeof id === 'string' && isId(id));
  const own = collection.fields.slice(2);
  const batch: OperationBatch = {
    ids: good,
    kinds: good.map(() => 'delete'),
    versions: good.map(() => versions.next(now)),
    eventTimes: good.map(() => BigInt(now) * 1000n),
    fields: own,
    columns: own.map(() => good.map(() => null)),
  };
  const written = await parts.documents.write(collection.definition, batch, undefined, undefined, options);
  const results = outcomesOf(batch, written)[Symbol.iterator]();
  return ids.map((id): DocumentResult => {
    if (typeof id === 'string' && isId(id)) return results.next().value!;
    const message = 'A document is deleted by its "_id", a text of 1 to 512 bytes.';
    return { id: typeof id === 'string' ? id : null, outcome: 'error', error: { code: 'RECORD_ID_INVALID', message } };
  });
}

/** One answer per operation of a batch. */
export function outcomesOf(batch: OperationBatch, { outcomes, refusals }: WriteResult): readonly DocumentResult[] {
  const refused = new Map(refusals.map((refusal) => [refusal.index, refusal]));
  return batch.ids.map((id, index): DocumentResult => {
    const refusal = refused.get(index);
    if (refusal === undefined) return { id, outcome: outcomes[index]! };
    return { id, outcome: 'error', error: { code: refusal.code, message: refusal.message } };
  });
}
