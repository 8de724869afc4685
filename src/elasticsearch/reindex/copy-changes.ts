import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { sendBulk } from '../documents/send-bulk.ts';
import { requestExact, type ExactJson } from '../exact-json.ts';
import { LossyCast, type ConvertDocument } from './convert-document.ts';

/** How documents get from one index into another. */
export interface Copying {
  readonly client: Client;
  readonly from: string;
  /** An alias of the new index alone, so that it is not made again when somebody deletes it. */
  readonly to: string;
  readonly convert: ConvertDocument;
  /** Whether the order version is Elasticsearch's own, or lies in the document. */
  readonly versionsBefore: 'external' | 'stored';
  readonly versionsAfter: 'external' | 'stored';
}

/** By shard: every operation up to this number is in the new index. */
export type CopiedUpTo = ReadonlyMap<string, bigint>;

interface Hit {
  readonly _id: string;
  readonly _source: Readonly<Record<string, ExactJson>>;
  readonly _version: ExactJson;
  readonly _seq_no: ExactJson;
}

interface Page {
  readonly timed_out: boolean;
  readonly _shards: { readonly failed: number };
  readonly hits: { readonly hits: readonly Hit[] };
}

export const pageSize = 1_000;

/**
 * One round: copies every document that was written since `done`, tombstones too, and says how far the new index is then. An operation may be visible
 * before an earlier one is; so only what all copies of a shard had finished before the refresh counts as done, and the rest is copied again. Within
 * a shard documents come in the order of their operations, so that a later round overwrites an earlier.
 */
export async function copyChanges(
  copying: Copying,
  done: CopiedUpTo,
): Promise<{ readonly done: CopiedUpTo; readonly copied: number }> {
  const { client, from } = copying;
  const finished = await readFinished(client, from);
  await client.indices.refresh({ index: from });
  let copied = 0;
  for (const shard of finished.keys()) {
    let after = done.get(shard) ?? -1n;
    for (;;) {
      const hits = await readPage(client, from, shard, after);
      await sendPage(copying, hits);
      copied += hits.length;
      if (hits.length < pageSize) break;
      after = BigInt(String(hits.at(-1)!._seq_no));
    }
  }
  return { done: finished, copied };
}

/** Numbers of the last operations that every copy of a shard has finished, with all before them. */
export async function readFinished(client: Client, index: string): Promise<ReadonlyMap<string, bigint>> {
  const params = { method: 'GET', path: `/${encodeURIComponent(index)}/_stats`, querystring: { level: 'shards' } };
  const answer = (await requestExact(client, params, 'copy an index')) as {
    readonly indices?: Readonly<
      Record<
        string,
        {
          readonly shards: Readonly<
            Record<
              string,
              readonly {
                readonly routing: { readonly primary: boolean };
                readonly seq_no: { readonly global_checkpoint: ExactJson };
              }[]
            >
          >;
        }
      >
    >;
  };
  const shards = Object.entries(answer.indices?.[index]?.shards ?? {});
  return new Map(
    shards.map(([shard, copies]) => {
      const primary = copies.find(({ routing }) => routing.primary);
      if (primary === undefined) throw incomplete(index, 'a shard is away');
      return [shard, BigInt(String(primary.seq_no.global_checkpoint))];
    }),
  );
}

/** In the order of their operations. `members`: only these of `_source`. */
export async function readPage(
  client: Client,
  index: string,
  shard: string,
  after: bigint,
  members?: readonly string[],
): Promise<readonly Hit[]> {
  const body = {
    // JSON.stringify knows no bigint, and numbers of operations stay far below 2^53.
    query: { range: { _seq_no: { gt: Number(after) } } },
    sort: [{ _seq_no: 'asc' }],
    size: pageSize,
    version: true,
    seq_no_primary_term: true,
    track_total_hits: false,
    ...(members === undefined ? {} : { _source: members }),
  };
  const path = `/${encodeURIComponent(index)}/_search`;
  const querystring = { preference: `_shards:${shard}`, allow_partial_search_results: false };
  const page = (await requestExact(client, { method: 'POST', path, querystring, body }, 'copy an index')) as Page;
  if (page.timed_out || page._shards.failed > 0) throw incomplete(index, 'a part of it did not answer');
  return page.hits.hits;
}

async function sendPage(copying: Copying, hits: readonly Hit[]): Promise<void> {
  const { client, to, versionsAfter } = copying;
  const entries = hits.map((hit) => entryOf(copying, hit));
  const isRepeatable = versionsAfter === 'external';
  const outcomes = await sendBulk({ client, alias: to, entries, isRepeatable });
  outcomes.forEach((outcome, index) => {
    if (outcome.kind === 'refused')
      throw new RockpoolError(
        'COLLECTION_INCOMPATIBLE',
        `The document ${JSON.stringify(hits[index]!._id)} does not fit the new index: ${outcome.why}.`,
      );
  });
}

function entryOf({ convert, versionsBefore, versionsAfter }: Copying, { _id, _source, _version }: Hit): string {
  const version = BigInt(String(versionsBefore === 'external' ? _version : _source['_v']));
  const action = versionsAfter === 'external' ? { _id, version, version_type: 'external_gte' } : { _id };
  const head = `{"index":{${Object.entries(action)
    .map(([key, value]) => `"${key}":${typeof value === 'bigint' ? String(value) : JSON.stringify(value)}`)
    .join(',')}}}`;
  try {
    return `${head}\n${convert(_source, versionsAfter === 'stored' ? version : undefined)}\n`;
  } catch (error) {
    if (!(error instanceof LossyCast)) throw error;
    throw new RockpoolError('COLLECTION_INCOMPATIBLE', `${error.message}: document ${JSON.stringify(_id)}.`, {
      hint: 'Nothing was changed. Correct the documents, choose a type that holds them, or give the field a new name.',
    });
  }
}

const incomplete = (index: string, why: string): RockpoolError =>
  new RockpoolError('STORE_FAILED', `The Elasticsearch cluster cannot copy the index ${index}: ${why}.`);
