import type { Client } from '@elastic/elasticsearch';
import type { CollectionIndex } from '../collection-index.ts';
import { incomplete } from './answer.ts';
import { send } from './send.ts';

/** How long Elasticsearch keeps a moment after the last request for it. */
export const keepAlive = '1m';
const mostBytes = 1_048_576;

/** Opens a point in time of an index: all searches with it see the same documents. Its id comes back. Throws as `send`. */
export async function openPointInTime(
  client: Client,
  index: CollectionIndex,
  signal: AbortSignal,
  what: string,
): Promise<string> {
  const path = `/${encodeURIComponent(index.index)}/_pit`;
  const querystring = { keep_alive: keepAlive, allow_partial_search_results: false };
  const { answer } = await send(
    { method: 'POST', path, querystring },
    { client, signal, what, digits: 'double', mostBytes },
  );
  const { id } = answer as { readonly id?: unknown };
  if (typeof id !== 'string') throw incomplete(what, 'it opened no point in time');
  return id;
}

/** Gives it back; one that is gone, or a cluster that is away, does not matter. */
export async function closePointInTime(client: Client, id: string): Promise<void> {
  await client.transport
    .request({ method: 'DELETE', path: '/_pit', body: { id } }, { ignore: [404] })
    .catch(() => undefined);
}
