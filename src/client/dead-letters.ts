import type { DeadLetterBody, DeadLetterCauseBody } from '../api/dead-letters.ts';
import type { QualifiedName } from '../base/name.ts';
import { collectionPath } from './collections.ts';
import { readData, type HttpClient } from './http-client.ts';

/** What the letters have in common that are meant; nothing: all. */
export interface Cause {
  readonly source?: string;
  readonly stage?: string;
  readonly code?: string;
}

/** Up to `limit` of them, after the given id. */
export async function listDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  { limit, after, source, stage, code }: Cause & { readonly limit: number; readonly after?: string },
): Promise<readonly DeadLetterBody[]> {
  const query = { limit: String(limit), after, source, stage, code };
  return readData<readonly DeadLetterBody[]>(client, collectionPath(collection, 'dead-letters'), { query });
}

/** Throws DEAD_LETTER_NOT_FOUND. */
export async function getDeadLetter(
  client: HttpClient,
  collection: QualifiedName,
  id: string,
): Promise<DeadLetterBody> {
  return readData<DeadLetterBody>(client, collectionPath(collection, 'dead-letters', id));
}

/** How many there are of each cause, the most frequent first. */
export async function countDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
): Promise<readonly DeadLetterCauseBody[]> {
  const path = collectionPath(collection, 'dead-letters', 'causes');
  // A client may keep the digits of numbers, as objects.
  const causes = await readData<readonly (Omit<DeadLetterCauseBody, 'count'> & { count: unknown })[]>(client, path);
  return causes.map((cause) => ({ ...cause, count: Number(cause.count) }));
}

export interface ReplayOutcome {
  readonly replayed: number;
  readonly failed: number;
  /** Where the limit ended the call. */
  readonly last?: string;
}

/** How many passed this time and how many failed again. */
export async function replayDeadLetters(
  client: HttpClient,
  collection: QualifiedName,
  choice: Cause & { readonly ids?: readonly string[]; readonly after?: string; readonly limit?: number },
): Promise<ReplayOutcome> {
  const path = collectionPath(collection, 'dead-letters', 'replay');
  const { replayed, failed, last } = await readData<{ replayed: unknown; failed: unknown; last?: string }>(
    client,
    path,
    { method: 'POST', body: choice },
  );
  return { replayed: Number(replayed), failed: Number(failed), ...(last === undefined ? {} : { last }) };
}

/** Throws DEAD_LETTER_NOT_FOUND. */
export async function deleteDeadLetter(client: HttpClient, collection: QualifiedName, id: string): Promise<void> {
  await client.json(collectionPath(collection, 'dead-letters', id), { method: 'DELETE' });
}

/** Those of a cause; returns how many there were. */
export async function deleteDeadLetters(client: HttpClient, collection: QualifiedName, cause: Cause): Promise<number> {
  const { source, stage, code } = cause;
  const call = { method: 'DELETE', query: { source, stage, code } } as const;
  const path = collectionPath(collection, 'dead-letters');
  return Number((await readData<{ deleted: unknown }>(client, path, call)).deleted);
}
