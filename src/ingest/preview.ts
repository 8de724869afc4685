import type { Json } from '../base/json.ts';
import { printQualified } from '../base/name.ts';
import type { Collection, SourceDefinition } from '../catalog/collection.ts';
import type { OperationBatch } from '../catalog/operation.ts';
import { printType } from '../schema/print-type.ts';
import type { Incoming } from './incoming.ts';
import type { Preview, PreviewRow } from './ingest-service.ts';
import { toJson } from './patch-documents.ts';
import type { PreparedCollection } from './prepared-collection.ts';
import { processBatch } from './process-batch.ts';
import { startPatience } from './patience.ts';
import { readSource } from './read-source.ts';
import { connectorOf, type IngestParts } from './source-pipeline.ts';
import { SourceProgress } from './source-progress.ts';
import { makeOperationMaker } from './to-operations.ts';

/** A source that has nothing does not keep the person waiting. */
const patienceMs = 2_000;
/** One that has something may need longer to begin: a consumer group waits for more members first. */
const longestMs = 15_000;

/** The first records of each source, their documents beside them, and what is wrong. Writes nothing. */
export async function previewCollection(
  parts: IngestParts,
  prepared: PreparedCollection,
  rows: number,
): Promise<readonly Preview[]> {
  const previews: Preview[] = [];
  for (const source of prepared.collection.definition.sources) {
    const records = await firstRecords(parts, prepared, source, rows);
    previews.push(await previewRecords(prepared, source, records));
  }
  return previews;
}

/** The first of some records beside their documents, and how many of all would be refused. */
export async function previewIncoming(
  prepared: PreparedCollection,
  source: SourceDefinition,
  records: readonly Incoming[],
  rows: number,
): Promise<{ readonly preview: Preview; readonly refused: number }> {
  const { collection, transformation } = prepared;
  const maker = makeOperationMaker(source.id, transformation.fields, collection.definition);
  const { rejected } = await processBatch(transformation, maker, records);
  return { preview: await previewRecords(prepared, source, records.slice(0, rows)), refused: rejected.length };
}

async function previewRecords(
  prepared: PreparedCollection,
  source: SourceDefinition,
  records: readonly Incoming[],
): Promise<Preview> {
  const { definition, fields } = prepared.collection;
  const rows: PreviewRow[] = [];
  for (const record of records) rows.push(await previewRecord(prepared, source.id, record));
  return {
    collection: printQualified(definition),
    source: source.id,
    fields: fields.map(({ name, type }) => ({ name, type: printType(type) })),
    rows,
  };
}

async function firstRecords(
  parts: IngestParts,
  { collection: { definition }, transformation }: PreparedCollection,
  source: SourceDefinition,
  rows: number,
): Promise<readonly Incoming[]> {
  const first: SourceDefinition = source.kind === 'topic' ? { ...source, start: 'earliest' } : source;
  const pipeline = {
    ...parts,
    collection: definition,
    source: first,
    connector: connectorOf(parts, source.integration),
    transformation,
    progress: new SourceProgress(),
  };
  const records: Incoming[] = [];
  const isEmpty = async () => (await pipeline.connector.health(first, { positions: {} })).behind === 0;
  const patience = startPatience({ patienceMs, longestMs, isEmpty });
  try {
    for await (const batch of readSource(pipeline, patience.signal)) {
      if (batch.records.length > 0) patience.received();
      records.push(...batch.records.slice(0, rows - records.length));
      if (records.length >= rows) break;
    }
  } catch (error) {
    if (!patience.signal.aborted) throw error;
  } finally {
    patience.end();
  }
  return records;
}

async function previewRecord(
  { collection, transformation }: PreparedCollection,
  source: string,
  incoming: Incoming,
): Promise<PreviewRow> {
  const maker = makeOperationMaker(source, transformation.fields, collection.definition);
  const { operations, rejected } = await processBatch(transformation, maker, [incoming]);
  const documents = operations.ids.map((_, index) => printOperation(collection, operations, index));
  const error = rejected[0]?.message;
  return { record: incoming.raw().text, documents, ...(error === undefined ? {} : { error }) };
}

/** What one operation writes: the document; of an upsert or update the fields that it does not leave alone. */
function printOperation({ fields }: Collection, operations: OperationBatch, index: number): Json {
  const { ids, eventTimes, kinds, columns, clears } = operations;
  const kind = kinds[index]!;
  if (kind === 'delete') return { _id: ids[index]!, _op: 'DELETE' };
  const document = toJson(fields, { rowCount: ids.length, columns: [ids, eventTimes, ...columns] }, index);
  if (kind !== 'upsert' && kind !== 'update') return document;
  const written = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
  const cleared = clears?.[index] ?? [];
  return { ...written, _op: kind.toUpperCase(), ...(cleared.length === 0 ? {} : { _clear: cleared }) };
}
