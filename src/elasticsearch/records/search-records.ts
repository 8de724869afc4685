import type { Client, estypes } from '@elastic/elasticsearch';
import type { JsonObject } from '../../base/json.ts';
import type { MemberFilter, RecordGroup, RecordKind, StoredRecord } from '../../catalog/record-store.ts';
import { isHashed, memberKey, numberTerm, printRevision, textTerm, type RecordDocument } from './record-document.ts';

/** Which records are meant. `below`: a numeric member is smaller. */
export interface RecordQuery {
  readonly kind: RecordKind;
  readonly prefix?: string | undefined;
  readonly where?: MemberFilter | undefined;
  readonly below?: { readonly member: string; readonly number: number };
}

/** The same as a query of Elasticsearch; all of it is decided by terms, nothing is scored. */
export function toElasticsearchQuery({
  kind,
  prefix = '',
  where = {},
  below,
}: RecordQuery): estypes.QueryDslQueryContainer {
  const filter: estypes.QueryDslQueryContainer[] = [{ term: { kind } }];
  if (prefix !== '') filter.push({ prefix: { id: prefix } });
  for (const [member, text] of Object.entries(where))
    filter.push({ term: { [`texts.${memberKey(member)}`]: textTerm(text) } });
  // A range over `flattened` needs both ends.
  if (below !== undefined)
    filter.push({ range: { [`numbers.${memberKey(below.member)}`]: { gte: '0', lt: numberTerm(below.number) } } });
  return { bool: { filter } };
}

const pageRecords = 500;

/** Pages of records, sorted by id; a keyword sorts by UTF-8 bytes, which is the order of code points. */
export async function* recordPages(
  client: Client,
  index: string,
  query: RecordQuery,
  { after, limit = Infinity }: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): AsyncGenerator<readonly StoredRecord[]> {
  let [from, left] = [after, limit];
  while (left > 0) {
    const size = Math.min(left, pageRecords);
    const { hits } = await search(client, {
      index,
      size,
      query: toElasticsearchQuery(query),
      sort: [{ id: 'asc' }],
      _source: ['id', 'value'],
      seq_no_primary_term: true,
      ...(from === undefined ? {} : { search_after: [from] }),
    });
    const records = hits.hits.map((hit) => toStoredRecord(hit));
    if (records.length > 0) yield records;
    if (records.length < size) return;
    from = records.at(-1)!.id;
    left -= size;
  }
}

const pageGroups = 1000;

/** Records by the texts of these members, the largest group first, then by their texts. */
export async function groupRecords(
  client: Client,
  index: string,
  query: RecordQuery,
  members: readonly string[],
): Promise<readonly RecordGroup[]> {
  const sources = members.map((member, at) => ({
    [`m${at}`]: { terms: { field: `texts.${memberKey(member)}`, missing_bucket: true } },
  }));
  const counts = new Map<string, RecordGroup>();
  let after: estypes.AggregationsCompositeAggregateKey | undefined;
  do {
    const { aggregations } = await search<{ groups: estypes.AggregationsCompositeAggregate }>(client, {
      index,
      size: 0,
      query: toElasticsearchQuery(query),
      aggs: { groups: { composite: { sources, size: pageGroups, ...(after === undefined ? {} : { after }) } } },
    });
    const { buckets, after_key } = aggregations!.groups;
    for (const { key, doc_count } of buckets as estypes.AggregationsCompositeBucket[]) {
      const terms = members.map((_, at) => (key[`m${at}`] as string | null) ?? '');
      const known = counts.get(JSON.stringify(terms))?.count ?? 0;
      counts.set(JSON.stringify(terms), { values: terms, count: known + doc_count });
    }
    after = after_key;
  } while (after !== undefined);
  const groups = await Promise.all(
    [...counts.values()].map((group) => withTexts(client, index, query, members, group)),
  );
  return groups.sort((a, b) => b.count - a.count || compare(a.values, b.values));
}

/** The group with its texts; of long ones the terms are hashes, and one of its records has the texts. */
async function withTexts(
  client: Client,
  index: string,
  query: RecordQuery,
  members: readonly string[],
  group: RecordGroup,
): Promise<RecordGroup> {
  if (!group.values.some(isHashed)) return group;
  const present = members.flatMap((member, at) =>
    group.values[at] === '' ? [] : [{ member, term: group.values[at]! }],
  );
  const filter = present.map(({ member, term }) => ({ term: { [`texts.${memberKey(member)}`]: term } }));
  const { hits } = await search(client, {
    index,
    size: 1,
    query: { bool: { filter: [toElasticsearchQuery(query), ...filter] } },
    _source: ['id', 'value'],
  });
  const [hit] = hits.hits;
  if (hit === undefined) return group;
  const { value } = toStoredRecord(hit);
  return {
    ...group,
    values: members.map((member, at) => (isHashed(group.values[at]!) ? (value[member] as string) : group.values[at]!)),
  };
}

/**
 * Changes with every write and delete of these records: a write has the highest sequence number of the shard, and a delete alone leaves fewer.
 */
export async function markOf(client: Client, index: string, kinds: readonly RecordKind[]): Promise<string> {
  const { hits } = await search(client, {
    index,
    size: 1,
    query: { bool: { filter: [{ terms: { kind: [...kinds] } }] } },
    sort: [{ _seq_no: 'desc' }],
    _source: false,
    track_total_hits: true,
  });
  const total = typeof hits.total === 'object' ? hits.total.value : hits.total;
  return JSON.stringify([total ?? null, hits.hits[0]?.sort ?? null]);
}

/** What a hit, or a document that was asked for by its id, says. */
export function toStoredRecord(hit: {
  readonly _source?: RecordDocument;
  readonly _seq_no?: number;
  readonly _primary_term?: number;
}): StoredRecord {
  const { id, value } = hit._source!;
  return { id, value: JSON.parse(value) as JsonObject, revision: printRevision(hit._seq_no!, hit._primary_term!) };
}

/** A search that answers for all records or throws. */
async function search<A = never>(
  client: Client,
  request: estypes.SearchRequest,
): Promise<estypes.SearchResponse<RecordDocument, A>> {
  const reply = await client.search<RecordDocument, A>({
    track_total_hits: false,
    ...request,
    allow_partial_search_results: false,
  });
  if (reply.timed_out || reply._shards.failed > 0) throw new Error('the search did not reach all records');
  return reply;
}

function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((text, index) => text !== b[index]);
  return at === -1 ? 0 : Buffer.compare(Buffer.from(a[at]!), Buffer.from(b[at]!));
}
