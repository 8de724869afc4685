import type { CollectionBody } from '../api/collections.ts';
import type { DeadLetterBody } from '../api/dead-letters.ts';
import type { PreviewBody } from '../api/preview.ts';
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

/** Up to `limit` of them, after the given id. */
export async function listDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  options: { readonly limit: number; readonly after?: string },
): Promise<readonly DeadLetterBody[]> {
  const query = { limit: String(options.limit), after: options.after };
  return readData<readonly DeadLetterBody[]>(client, collectionPath(collection, 'dead-letters'), { query });
}

/** How many passed this time and how many failed again. */
export async function replayDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  ids: readonly string[],
): Promise<{ readonly replayed: number; readonly failed: number }> {
  const path = collectionPath(collection, 'dead-letters', 'replay');
  const outcome = await readData<{ replayed: unknown; failed: unknown }>(client, path, {
    method: 'POST',
    body: { ids },
  });
  return { replayed: Number(outcome.replayed), failed: Number(outcome.failed) };
}

const collectionPath = (collection: QualifiedName, ...rest: readonly string[]): string =>
  apiPath('ws', collection.workspace, 'collections', collection.name, ...rest);
