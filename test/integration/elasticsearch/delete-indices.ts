import type { Client } from '@elastic/elasticsearch';

/** Deletes the indices of a test: those whose names begin with its prefix. */
export async function deleteIndices(client: Client, prefix: string): Promise<void> {
  const indices = Object.keys(await client.indices.get({ index: `${prefix}-*` }));
  // Their names stand in the first line of the request, which may have 4 KiB.
  for (let at = 0; at < indices.length; at += 20) await client.indices.delete({ index: indices.slice(at, at + 20) });
}
