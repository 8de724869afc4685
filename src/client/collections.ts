import type { QualifiedName } from '../base/name.ts';
import type { PreviewBody } from '../api/preview.ts';
import { apiPath, type HttpClient } from './http-client.ts';

/** What the API says of a collection, as far as it is shown. */
export interface CollectionBody {
  readonly workspace: string;
  readonly name: string;
  readonly description: string | null;
  readonly stats?: { readonly doc_count?: unknown } | null;
}

interface Data<T> {
  readonly data: T;
}

export async function listCollections(client: HttpClient): Promise<readonly CollectionBody[]> {
  return (await client.json<Data<readonly CollectionBody[]>>(apiPath('collections'))).data;
}

/** One entry per source: its first records beside the documents they become. */
export async function previewCollection(
  client: HttpClient,
  collection: QualifiedName,
  rows: number,
): Promise<readonly PreviewBody[]> {
  const path = apiPath('ws', collection.workspace, 'collections', collection.name, 'preview');
  return (await client.json<Data<readonly PreviewBody[]>>(path, { query: { rows: String(rows) } })).data;
}
