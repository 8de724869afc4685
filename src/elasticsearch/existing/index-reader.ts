import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { ExistingDescription, IndexReader } from '../../catalog/existing-indices.ts';
import { storeError } from '../errors.ts';
import { describeIndices, type DescribedIndices } from './describe-indices.ts';
import { listPaths } from './list-paths.ts';
import { readIndexFacts } from './read-index-facts.ts';

/** Looks into indices through this client, which stays the caller's. */
export function makeIndexReader(client: Client): IndexReader {
  return {
    async describe(existing) {
      return withoutIndexed(describeIndices(await readIndexFacts(client, existing.index), existing));
    },
    async sample(index, documents) {
      const facts = await readIndexFacts(client, index);
      if (facts.length === 0)
        throw new RockpoolError('SOURCE_UNREADABLE', `No open index matches ${index}.`, {
          hint: 'GET /_cat/indices lists the indices of the cluster.',
        });
      const description = withoutIndexed(describeIndices(facts, { index }, 'settle'));
      const sources = await readSources(client, index, documents);
      return { description, sampled: sources.length, lists: listPaths(sources) };
    },
  };
}

function withoutIndexed({ indexed: _, ...description }: DescribedIndices): ExistingDescription {
  return description;
}

/** Any documents: which ones come first is the cluster's choice. */
async function readSources(client: Client, index: string, size: number): Promise<readonly unknown[]> {
  try {
    const { hits } = await client.search({ index, size, ignore_unavailable: true, track_total_hits: false });
    return hits.hits.map((hit) => hit._source);
  } catch (cause) {
    throw storeError(`read documents of ${index}`, cause);
  }
}
