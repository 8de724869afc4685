import type { Client, estypes } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { requestExact, type ExactJson } from '../exact-json.ts';
import { sendBulk } from './send-bulk.ts';

export interface DeleteRequest {
  readonly client: Client;
  readonly alias: string;
  readonly query: estypes.QueryDslQueryContainer;
  /** Members of `_source` that `chooses` looks at. */
  readonly members?: readonly string[];
  /** The last word on a document that the query brought. */
  readonly chooses: (source: object) => boolean;
  /**
   * What keeps a document that was written since it was found. `version`: its order version, which Elasticsearch then remembers for a
   * moment; `seqNo` would leave another in its place, where it compares them.
   */
  readonly guard: 'version' | 'seqNo';
}

interface Hit {
  readonly _id: string;
  readonly _source?: object;
  readonly _version: ExactJson;
  readonly _seq_no: ExactJson;
  readonly _primary_term: ExactJson;
  readonly sort: readonly ExactJson[];
}

interface Page {
  readonly pit_id?: string;
  readonly timed_out: boolean;
  readonly _shards: { readonly failed: number };
  readonly hits: { readonly hits: readonly Hit[] };
}

const pageSize = 5_000;
const keepAlive = '2m';

/**
 * Deletes what matches, page by page, as searches see it when it begins. Returns how many documents were deleted. What was changed or
 * deleted meanwhile stays. Throws what the client throws, and STORE_FAILED for an incomplete answer.
 */
export async function deleteMatching(request: DeleteRequest): Promise<number> {
  const { client, alias } = request;
  const { id } = await client.openPointInTime({ index: alias, keep_alive: keepAlive });
  let pit = id;
  let deleted = 0;
  try {
    let after: readonly ExactJson[] | undefined;
    for (;;) {
      const page = await readPage(request, pit, after);
      pit = page.pit_id ?? pit;
      const { hits } = page.hits;
      deleted += await deleteHits(request, hits);
      if (hits.length < pageSize) return deleted;
      after = hits.at(-1)!.sort;
    }
  } finally {
    // It expires by itself when this fails too.
    await client.closePointInTime({ id: pit }).catch(() => undefined);
  }
}

async function readPage(
  { client, query, members }: DeleteRequest,
  pit: string,
  after: readonly ExactJson[] | undefined,
): Promise<Page> {
  const body = {
    pit: { id: pit, keep_alive: keepAlive },
    query,
    size: pageSize,
    _source: members ?? false,
    version: true,
    seq_no_primary_term: true,
    track_total_hits: false,
    sort: ['_shard_doc'],
    ...(after === undefined ? {} : { search_after: after.map((value) => Number(String(value))) }),
  };
  const page = (await requestExact(client, { method: 'POST', path: '/_search', body }, 'sweep')) as Page;
  if (page.timed_out || page._shards.failed > 0)
    throw new RockpoolError(
      'STORE_FAILED',
      'The Elasticsearch cluster cannot sweep: a part of the index did not answer.',
    );
  return page;
}

async function deleteHits({ client, alias, guard, chooses }: DeleteRequest, hits: readonly Hit[]): Promise<number> {
  const entries = hits
    .filter(({ _source }) => chooses(_source ?? {}))
    .map(({ _id, _version, _seq_no, _primary_term }) => {
      const id = JSON.stringify(_id);
      return guard === 'version'
        ? `{"delete":{"_id":${id},"version":${String(_version)},"version_type":"external_gte"}}\n`
        : `{"delete":{"_id":${id},"if_seq_no":${String(_seq_no)},"if_primary_term":${String(_primary_term)}}}\n`;
    });
  const outcomes = await sendBulk({ client, alias, entries, isRepeatable: false });
  return outcomes.filter(({ kind }) => kind === 'updated').length;
}
