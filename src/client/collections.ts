import type { CollectionBody } from '../api/collections.ts';
import type { PreviewBody, ProposalBody, ProposalRequestBody } from '../api/preview.ts';
import type { ReindexedBody, ReindexRequestBody } from '../api/reindex.ts';
import type { SourceBody } from '../api/sources.ts';
import type { QualifiedName } from '../base/name.ts';
import { apiPath, readData, type HttpClient } from './http-client.ts';

/** Of all workspaces, each with its sources and how they stand. */
export async function listCollections(client: HttpClient): Promise<readonly CollectionBody[]> {
  return readData<readonly CollectionBody[]>(client, apiPath('collections'));
}

/** One entry per source: its first records beside the documents they become. */
export async function previewCollection(
  client: HttpClient,
  collection: QualifiedName,
  rows: number,
): Promise<readonly PreviewBody[]> {
  const call = { query: { rows: String(rows) } };
  return readData<readonly PreviewBody[]>(client, collectionPath(collection, 'preview'), call);
}

/** How the sources of a collection stand. */
export async function listSources(client: HttpClient, collection: QualifiedName): Promise<readonly SourceBody[]> {
  return readData<readonly SourceBody[]>(client, collectionPath(collection, 'sources'));
}

/** Stops reading it for so long (`2h`, `PT30M`); how it stands then. */
export async function suspendSource(
  client: HttpClient,
  collection: QualifiedName,
  source: string,
  duration: string,
): Promise<SourceBody> {
  const call = { method: 'POST', body: { resume_after_duration: duration } } as const;
  return readData<SourceBody>(client, collectionPath(collection, 'sources', source, 'suspend'), call);
}

/** Reads it again; how it stands then. */
export async function resumeSource(client: HttpClient, collection: QualifiedName, source: string): Promise<SourceBody> {
  return readData<SourceBody>(client, collectionPath(collection, 'sources', source, 'resume'), { method: 'POST' });
}

/** A file for a collection that does not exist yet, made of a topic or of objects. */
export async function proposeCollection(
  client: HttpClient,
  collection: QualifiedName,
  body: ProposalRequestBody,
): Promise<ProposalBody> {
  return readData<ProposalBody>(client, collectionPath(collection, 'preview'), { method: 'POST', body });
}

/** Rebuilds its index; answers when it is done. */
export async function reindexCollection(
  client: HttpClient,
  collection: QualifiedName,
  body: ReindexRequestBody,
): Promise<ReindexedBody> {
  return readData<ReindexedBody>(client, collectionPath(collection, 'reindex'), { method: 'POST', body });
}

/** Path of a collection, and of what lies below it. */
export const collectionPath = (collection: QualifiedName, ...rest: readonly string[]): string =>
  apiPath('ws', collection.workspace, 'collections', collection.name, ...rest);
