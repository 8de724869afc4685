import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { deleteMatching } from '../documents/delete-matching.ts';
import { readStored } from '../documents/read-stored.ts';

/**
 * Removes from the copy what the original has deleted for good since it was copied: a sweep leaves no tombstone behind, and without it an old document
 * would be back. Nothing writes to either of them. Throws STORE_FAILED when the copy lacks a document.
 */
export async function removeSurplus(client: Client, original: string, copy: string): Promise<void> {
  await client.indices.refresh({ index: [original, copy] });
  const countOf = async (index: string): Promise<number> => (await client.count({ index })).count;
  const wanted = await countOf(original);
  if ((await countOf(copy)) === wanted) return;
  for (const ids of await allIds(client, copy)) {
    const there = await readStored(client, original, ids, []);
    const surplus = ids.filter((id) => !there.has(id));
    if (surplus.length > 0)
      await deleteMatching({
        client,
        alias: copy,
        query: { ids: { values: surplus } },
        guard: 'seqNo',
        chooses: () => true,
      });
  }
  await client.indices.refresh({ index: copy });
  const left = await countOf(copy);
  if (left !== wanted)
    throw new RockpoolError(
      'STORE_FAILED',
      `The new index has ${left} documents and the old one ${wanted}; it is not used.`,
    );
}

/** In lists of at most 2,000. */
async function allIds(client: Client, index: string): Promise<readonly (readonly string[])[]> {
  const lists: string[][] = [];
  const { id } = await client.openPointInTime({ index, keep_alive: '2m' });
  try {
    let after: (string | number)[] | undefined;
    for (;;) {
      const { hits } = await client.search({
        pit: { id, keep_alive: '2m' },
        size: 2_000,
        _source: false,
        track_total_hits: false,
        sort: ['_shard_doc'],
        ...(after === undefined ? {} : { search_after: after }),
      });
      if (hits.hits.length === 0) return lists;
      lists.push(hits.hits.map((hit) => hit._id!));
      after = hits.hits.at(-1)!.sort as (string | number)[];
    }
  } finally {
    await client.closePointInTime({ id }).catch(() => undefined);
  }
}
