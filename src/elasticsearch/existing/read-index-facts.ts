import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { storeError } from '../errors.ts';
import type { IndexFacts, Mapping } from './mapping.ts';
import { unreadableSource } from './source-rules.ts';

interface IndexReply {
  readonly mappings?: Mapping;
  readonly settings?: {
    readonly index?: {
      readonly number_of_shards?: string | number;
      readonly mapping?: {
        readonly ignore_above?: string | number;
        readonly source?: { readonly mode?: string };
      };
    };
  };
}

/**
 * What the cluster says of the open indices that a name, alias or pattern means, sorted by name; none when nothing matches. Throws
 * COLLECTION_INCOMPATIBLE when the documents of one of them cannot be read, and STORE_*.
 */
export async function readIndexFacts(client: Client, index: string): Promise<readonly IndexFacts[]> {
  let reply: Readonly<Record<string, IndexReply>>;
  try {
    reply = await client.indices.get({
      index,
      allow_no_indices: true,
      ignore_unavailable: true,
      expand_wildcards: 'open',
      filter_path: ['*.mappings', '*.settings.index.number_of_shards', '*.settings.index.mapping'],
    });
  } catch (cause) {
    throw storeError(`describe the indices ${index}`, cause);
  }
  const facts = Object.entries(reply)
    .map(([name, one]) => factsOf(name, one))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const one of facts) {
    const why = unreadableSource(one.mapping);
    if (why !== undefined)
      throw new RockpoolError(
        'COLLECTION_INCOMPATIBLE',
        `The index ${one.name} cannot be read as a collection: ${why}.`,
        {
          hint: 'Leave it out of the pattern.',
        },
      );
  }
  return facts;
}

function factsOf(name: string, { mappings = {}, settings }: IndexReply): IndexFacts {
  const { number_of_shards = 1, mapping } = settings?.index ?? {};
  const mode = mapping?.source?.mode;
  const ignoreAbove = mapping?.ignore_above;
  return {
    name,
    mapping: mode === undefined ? mappings : { ...mappings, _source: { mode, ...mappings._source } },
    shards: Number(number_of_shards),
    ...(ignoreAbove === undefined ? {} : { ignoreAbove: Number(ignoreAbove) }),
  };
}
