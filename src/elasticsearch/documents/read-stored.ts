import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { itemMeaning } from '../errors.ts';
import { requestExact, type ExactJson } from '../exact-json.ts';

/** A document as it lies in the index now, also one that searches do not see yet. */
export interface StoredDocument {
  readonly id: string;
  readonly source: object;
  /** Elasticsearch's own version: the order version, where it compares them. */
  readonly version: bigint;
  readonly seqNo: string;
  readonly primaryTerm: string;
}

const mostIds = 2_000;

interface Answer {
  readonly docs: readonly {
    readonly _id: string;
    readonly found?: boolean;
    readonly error?: unknown;
    readonly _source?: object;
    readonly _version?: ExactJson;
    readonly _seq_no?: ExactJson;
    readonly _primary_term?: ExactJson;
  }[];
}

/** The documents with these ids that exist, tombstones too. `members`: only these of `_source`. Throws what the client throws, and STORE_FAILED. */
export async function readStored(
  client: Client,
  alias: string,
  ids: readonly string[],
  members?: readonly string[],
): Promise<ReadonlyMap<string, StoredDocument>> {
  const found = new Map<string, StoredDocument>();
  for (let at = 0; at < ids.length; at += mostIds) {
    const params = {
      method: 'POST',
      path: `/${encodeURIComponent(alias)}/_mget`,
      querystring: members === undefined ? {} : { _source_includes: members.join(',') },
      body: { ids: ids.slice(at, at + mostIds) },
    };
    const { docs } = (await requestExact(client, params, 'read documents')) as Answer;
    for (const one of docs) {
      if (one.error !== undefined) {
        const { code, why, hint } = itemMeaning(undefined, one.error);
        throw new RockpoolError(code, `Elasticsearch cannot read documents of ${alias}: ${why}.`, { hint });
      }
      if (one.found !== true) continue;
      found.set(one._id, {
        id: one._id,
        source: one._source ?? {},
        version: BigInt(String(one._version)),
        seqNo: String(one._seq_no),
        primaryTerm: String(one._primary_term),
      });
    }
  }
  return found;
}
