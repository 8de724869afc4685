import { RockpoolError } from '../base/error.ts';
import type { Json } from '../base/json.ts';
import { printQualified } from '../base/name.ts';
import type { SourceDefinition } from '../catalog/collection.ts';
import { printType } from '../schema/print-type.ts';
import type { Incoming } from './incoming.ts';
import type { Preview, PreviewRow } from './ingest-service.ts';
import { toJson } from './patch-documents.ts';
import type { PreparedCollection } from './prepared-collection.ts';
import { processBatch } from './process-batch.ts';
import { readSource } from './read-source.ts';
import type { IngestParts } from './source-pipeline.ts';
import { SourceProgress } from './source-progress.ts';
import { makeOperationMaker } from './to-operations.ts';

/** A source that has nothing does not keep the person waiting. */
const patienceMs = 2_000;

/** The first records of each source, their documents beside them, and what is wrong. Writes nothing. */
export async function previewCollection(
  parts: IngestParts,
  prepared: PreparedCollection,
  rows: number,
): Promise<readonly Preview[]> {
  const { definition, fields } = prepared.collection;
  const previews: Preview[] = [];
  for (const source of definition.sources) {
    const records = await firstRecords(parts, prepared, source, rows);
    const shown: PreviewRow[] = [];
    for (const record of records) shown.push(await previewRecord(prepared, source.id, record));
    previews.push({
      collection: printQualified(definition),
      source: source.id,
      fields: fields.map(({ name, type }) => ({ name, type: printType(type) })),
      rows: shown,
    });
  }
  return previews;
}

async function firstRecords(
  parts: IngestParts,
  { collection: { definition }, transformation }: PreparedCollection,
  source: SourceDefinition,
  rows: number,
): Promise<readonly Incoming[]> {
  const connector = parts.connectors.get(source.integration);
  if (connector === undefined)
    throw new RockpoolError('CONFIG_INVALID', `There is no integration "${source.integration}".`);
  const first: SourceDefinition = source.kind === 'topic' ? { ...source, start: 'earliest' } : source;
  const pipeline = {
    ...parts,
    collection: definition,
    source: first,
    connector,
    transformation,
    progress: new SourceProgress(),
  };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patienceMs);
  const records: Incoming[] = [];
  try {
    for await (const batch of readSource(pipeline, stop.signal)) {
      records.push(...batch.records.slice(0, rows - records.length));
      if (records.length >= rows) break;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
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
  const { ids, eventTimes, kinds, columns } = operations;
  const rows = { rowCount: ids.length, columns: [ids, eventTimes, ...columns] };
  const documents = ids.map((id, row): Json =>
    kinds[row] === 'delete' ? { _id: id, _op: 'DELETE' } : toJson(collection.fields, rows, row),
  );
  const error = rejected[0]?.message;
  return { record: incoming.raw().text, documents, ...(error === undefined ? {} : { error }) };
}
