import type { DuckDBConnection } from '@duckdb/node-api';
import { mergeOperations, type MergedDocument } from '../catalog/merge-documents.ts';
import type { OperationOutcome } from '../catalog/operation.ts';
import type { Value } from '../schema/value.ts';
import { columnOf, tableOf, type StoredCollection } from './document-layout.ts';
import { appendRows, deleteRows, wantRows, type RowsRequest } from './document-rows.ts';
import { readChunk } from './read-vector.ts';

/** Writes parts of documents, inside the caller's transaction: reads what is there, merges, and puts the whole rows in its place. */
export async function mergeRows(
  connection: DuckDBConnection,
  request: RowsRequest,
): Promise<readonly OperationOutcome[]> {
  const { collection, operations, refused, oldest } = request;
  const stored = await readStored(connection, request);
  const { documents, outcomes } = mergeOperations(operations, {
    fields: collection.stored,
    existing: stored,
    oldest,
    refused,
  });
  const replaced = [...documents.keys()].flatMap((id) => stored.get(id)?.row ?? []);
  await deleteRows(connection, collection, replaced);

  const merged = [...documents.values()];
  const columns = [
    [...documents.keys()],
    merged.map((document) => document.eventTime),
    merged.map((document) => document.version),
    merged.map((document) => (document.since === undefined ? 1 : 0)),
    merged.map(packVersions),
    ...collection.stored.map((_, field) => merged.map((document) => document.values[field]!)),
  ];
  await appendRows(connection, collection, { rowCount: merged.length, columns });
  return outcomes;
}

interface StoredDocument extends MergedDocument {
  readonly row: bigint;
}

async function readStored(
  connection: DuckDBConnection,
  { collection, operations: { ids }, refused }: RowsRequest,
): Promise<Map<string, StoredDocument>> {
  const wanted = [...new Set(ids.filter((_, index) => !refused.has(index)))];
  if (wanted.length === 0) return new Map();
  await wantRows(connection, wanted);
  const fields = collection.stored.map((field) => `, t.${columnOf(field.name)}`).join('');
  const found = await connection.run(
    `SELECT w.c1, t.rowid, t._event_time, t._v, t._tomb, t._versions${fields} FROM temp.wanted w JOIN ${tableOf(collection.id)} t ON t._id = w.c2`,
  );
  const stored = new Map<string, StoredDocument>();
  for (const chunk of await found.fetchAllChunks()) {
    const { rowCount, columns } = readChunk(chunk);
    for (let row = 0; row < rowCount; row += 1) {
      const [place, ...cells] = columns.map((column) => column[row]!);
      stored.set(wanted[place as number]!, readRow(collection, cells));
    }
  }
  return stored;
}

function readRow({ stored }: StoredCollection, cells: readonly Value[]): StoredDocument {
  const [row, eventTime, version, tomb, packed, ...values] = cells as [
    bigint,
    bigint,
    bigint,
    number,
    Value,
    ...Value[],
  ];
  const [whole, since, ...own] = tomb === 1 ? [version] : (packed as readonly (bigint | null)[]);
  const versions = stored.map((_, field) => own[field] ?? whole!);
  return { row, version, eventTime, since: since ?? undefined, whole: whole!, values, versions };
}

/** The versions of a document in one list: of the whole, since when it is there, then of each field that is newer than the whole. */
function packVersions({ since, whole, versions }: MergedDocument): Value {
  if (since === undefined) return null;
  const newer = versions.map((version) => (version === whole ? null : version));
  const last = newer.findLastIndex((version) => version !== null);
  return [whole, since, ...newer.slice(0, last + 1)];
}
