import { parse as parseLossless } from 'lossless-json';
import { RockpoolError } from '../base/error.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { asSet, uniqueFieldsOf } from '../catalog/unique-list.ts';
import type { Field } from '../schema/sql-type.ts';
import { wirePrinter } from '../schema/wire-value.ts';
import type { RowBatch, Value } from '../schema/value.ts';
import { makeRecordDecoder } from './decode/record-decoder.ts';
import type { DocumentPatch, DocumentResult } from './ingest-service.ts';
import { applyPatch } from './json-patch.ts';
import type { PreparedCollection } from './prepared-collection.ts';
import type { IngestParts } from './source-pipeline.ts';
import { outcomesOf, type CallVersions } from './write-documents.ts';

/** Patches stored documents one after the other, without the transformation. */
export async function patchDocuments(
  parts: IngestParts,
  prepared: PreparedCollection,
  versions: CallVersions,
  patches: readonly DocumentPatch[],
): Promise<readonly DocumentResult[]> {
  const results: DocumentResult[] = [];
  for (const patch of patches) {
    try {
      results.push(await patchOne(parts, prepared, versions, patch));
    } catch (error) {
      if (!(error instanceof RockpoolError) || error.code === 'STORE_UNAVAILABLE') throw error;
      results.push({ id: patch.id, outcome: 'error', error: { code: error.code, message: error.message } });
    }
  }
  return results;
}

async function patchOne(
  { documents, clock, settings }: IngestParts,
  { collection: { definition, fields } }: PreparedCollection,
  versions: CallVersions,
  { id, patch }: DocumentPatch,
): Promise<DocumentResult> {
  const stored = await documents.read(definition, [id]);
  if (stored.rowCount === 0)
    throw new RockpoolError('RECORD_ID_INVALID', `There is no document with the _id ${JSON.stringify(id)}.`);
  const patched = applyPatch(toJson(fields, stored, 0), patch);
  if (patched['_id'] !== id) throw new RockpoolError('RECORD_ID_INVALID', 'The _id of a document cannot be changed.');
  const decoded = makeRecordDecoder(fields, settings.maxRecordBytes).decodeObject(patched);
  if (!decoded.ok) throw new RockpoolError(decoded.code, decoded.message);
  const [, eventTime, ...own] = decoded.values as readonly [Value, bigint | null, ...Value[]];
  const now = clock();
  const ownFields = fields.slice(2);
  const sets = uniqueFieldsOf(definition);
  const whole: OperationBatch = {
    ids: [id],
    // Present a moment ago; gone meanwhile means that nothing is to be patched.
    kinds: ['replace'],
    versions: [versions.next(now)],
    eventTimes: [eventTime ?? BigInt(now) * 1000n],
    fields: ownFields,
    columns: own.map((value, column) => [sets.has(ownFields[column]!.name) ? asSet(value) : value]),
  };
  const before = stored.columns.slice(2).map((column) => column[0]!);
  const batch = definition.write === 'merge' ? changesOf(whole, before) : whole;
  return outcomesOf(batch, await documents.write(definition, batch))[0]!;
}

/** Only what the patch changed, so that a newer write of another field, which may still come, and an older one keep their places. */
function changesOf(whole: OperationBatch, before: readonly Value[]): OperationBatch {
  const changed = whole.fields.flatMap(({ type }, index) => {
    const print = wirePrinter(type, 'plain');
    return print(before[index]!) === print(whole.columns[index]![0]!) ? [] : [index];
  });
  const cleared = changed.filter((index) => whole.columns[index]![0] === null);
  return {
    ...whole,
    kinds: ['update'],
    fields: changed.map((index) => whole.fields[index]!),
    columns: changed.map((index) => whole.columns[index]!),
    clears: [cleared.map((index) => whole.fields[index]!.name)],
  };
}

/** A row as JSON; numbers that a double cannot hold stay LosslessNumbers, which pass through untouched. */
export function toJson(fields: readonly Field[], rows: RowBatch, row: number): JsonObject {
  const members = fields.map(
    ({ name, type }, index) => `${JSON.stringify(name)}:${wirePrinter(type, 'plain')(rows.columns[index]![row]!)}`,
  );
  const text = `{${members.join(',')}}`;
  const exact = (digits: string): unknown => (digits.length <= 15 ? Number(digits) : undefined);
  return parseLossless(text, undefined, (digits) => exact(digits) ?? parseLossless(digits)) as { [key: string]: Json };
}
