import type { Client, estypes } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { CollectionStatistics } from '../../catalog/document-store.ts';
import { isVisible } from '../../catalog/retention.ts';
import { printTimestamptz } from '../../schema/date-time.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { eventTimeOf, expired } from '../existing/expired.ts';
import { readInstant } from './read-time.ts';
import { deleteMatching } from './delete-matching.ts';
import { eventTimeMember, tombMember } from './index-mapping.ts';

/** Counts what searches see now. `bytes` are those of the primary shards. Throws what the client throws. */
export async function readStatistics(
  client: Client,
  collection: CollectionIndex,
  oldest: bigint | undefined,
): Promise<CollectionStatistics> {
  const { index } = collection;
  const [{ count, _shards }, stats] = await Promise.all([
    client.count({ index, query: visible(collection, oldest) }),
    client.indices.stats({ index, metric: 'store', filter_path: '_all.primaries.store.size_in_bytes' }),
  ]);
  if (_shards.failed > 0) throw partial('count documents');
  // Where a pattern matches no index there is nothing in the answer.
  const { _all: all } = stats as Partial<typeof stats>;
  return { documents: count, bytes: all?.primaries?.store?.size_in_bytes ?? 0 };
}

/**
 * Microseconds since 1970 of the newest document that searches see now; of indices that somebody else writes, to the millisecond. Undefined
 * where none has an event time, or the index cannot order by it.
 */
export async function readNewest(
  client: Client,
  collection: CollectionIndex,
  oldest: bigint | undefined,
): Promise<bigint | undefined> {
  const eventTime = eventTimeOf(collection);
  if (eventTime === undefined) return undefined;
  const reply = await client.search({
    index: collection.index,
    query: visible(collection, oldest),
    size: 1,
    track_total_hits: false,
    _source: false,
    sort: [{ [eventTime.path]: { order: 'desc', missing: '_last', ...printed, ...unit(collection) } }],
  });
  if (reply.timed_out || reply._shards.failed > 0) throw partial('read the newest event time');
  const time = reply.hits.hits[0]?.sort?.[0];
  return typeof time === 'string' ? readInstant(time) : undefined;
}

/** Whatever the format of the mapping. */
const printed = { format: 'strict_date_optional_time_nanos' } as const;

/** Indices of a pattern may hold it as `date` and as `date_nanos`, and some of them not at all. */
const unit = ({ origin }: CollectionIndex): Pick<estypes.FieldSort, 'numeric_type' | 'unmapped_type'> =>
  origin === 'ours' ? {} : { numeric_type: 'date', unmapped_type: 'date' };

/** Deletes what is expired at `oldest`, and tombstones whose event time lies before `tombstonesBefore`. Returns how many. */
export function sweepDocuments(
  client: Client,
  { alias, versions }: { readonly alias: string; readonly versions: 'external' | 'stored' },
  { oldest, tombstonesBefore }: { readonly oldest: bigint | undefined; readonly tombstonesBefore: bigint },
): Promise<number> {
  const expired = oldest === undefined ? [] : [{ bool: { must_not: tombs, filter: [before(oldest)] } }];
  return deleteMatching({
    client,
    alias,
    query: {
      bool: {
        should: [
          { bool: { filter: [tombs, before(tombstonesBefore)] } },
          ...expired,
          // Times that the index cannot hold are looked at here.
          { term: { _ignored: eventTimeMember } },
        ],
      },
    },
    members: [eventTimeMember, tombMember],
    chooses: (source) => {
      const members = source as Readonly<Record<string, unknown>>;
      const eventTime = readInstant(String(members[eventTimeMember]));
      if (eventTime === undefined) return false;
      return members[tombMember] === true ? eventTime < tombstonesBefore : !isVisible(eventTime, oldest);
    },
    guard: versions === 'external' ? 'version' : 'seqNo',
  });
}

const tombs: estypes.QueryDslQueryContainer = { term: { [tombMember]: true } };

/** As scans ask for it: indices that somebody else writes have no tombstones. */
function visible(collection: CollectionIndex, oldest: bigint | undefined): estypes.QueryDslQueryContainer {
  if (collection.origin === 'existing') {
    const old = expired(collection, oldest);
    return old === undefined ? { match_all: {} } : { bool: { must_not: old as estypes.QueryDslQueryContainer } };
  }
  const since = oldest === undefined ? [] : [{ range: { [eventTimeMember]: { gte: bound(oldest) } } }];
  return { bool: { must_not: tombs, filter: since } };
}

const before = (micros: bigint): estypes.QueryDslQueryContainer => ({
  range: { [eventTimeMember]: { lt: bound(micros) } },
});

const [earliest, latest] = [0n, 9_223_372_036_854_775n];

/** Elasticsearch refuses a bound that the index could not hold. */
function bound(micros: bigint): string {
  return printTimestamptz(micros < earliest ? earliest : micros > latest ? latest : micros);
}

const partial = (what: string): RockpoolError =>
  new RockpoolError('STORE_FAILED', `The Elasticsearch cluster cannot ${what}: a part of the index did not answer.`);
