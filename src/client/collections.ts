import type { CollectionBody } from '../api/collections.ts';
import type { DeadLetterBody } from '../api/dead-letters.ts';
import type { PreviewBody } from '../api/preview.ts';
import type { QualifiedName } from '../base/name.ts';
import { apiPath, type HttpClient } from './http-client.ts';

interface Data<T> {
  readonly data: T;
}

/** Of all workspaces, each with its sources and how they stand. */
export async function listCollections(client: HttpClient): Promise<readonly CollectionBody[]> {
  return (await client.json<Data<readonly CollectionBody[]>>(apiPath('collections'))).data;
}

/** One entry per source: its first records beside the documents they become. */
export async function previewCollection(
  client: HttpClient,
  collection: QualifiedName,
  rows: number,
): Promise<readonly PreviewBody[]> {
  const call = { query: { rows: String(rows) } };
  return (await client.json<Data<readonly PreviewBody[]>>(collectionPath(collection, 'preview'), call)).data;
}

/** Up to `limit` of them, after the given id. */
export async function listDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  options: { readonly limit: number; readonly after?: string },
): Promise<readonly DeadLetterBody[]> {
  const query = { limit: String(options.limit), after: options.after };
  return (await client.json<Data<readonly DeadLetterBody[]>>(collectionPath(collection, 'dead-letters'), { query }))
    .data;
}

/** How many passed this time and how many failed again. */
export async function replayDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  ids: readonly string[],
): Promise<{ readonly replayed: number; readonly failed: number }> {
  const path = collectionPath(collection, 'dead-letters', 'replay');
  const reply = await client.json<Data<{ replayed: unknown; failed: unknown }>>(path, {
    method: 'POST',
    body: { ids },
  });
  return { replayed: Number(reply.data.replayed), failed: Number(reply.data.failed) };
}

const collectionPath = (collection: QualifiedName, ...rest: readonly string[]): string =>
  apiPath('ws', collection.workspace, 'collections', collection.name, ...rest);
