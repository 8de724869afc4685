import type { Json, JsonObject } from '../../base/json.ts';
import type { SortKey, Window } from '../../plan/query-plan.ts';
import type { BoundRowScan } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { Asked } from './asked.ts';
import { findField, type AskedField } from './find-field.ts';
import { wantedFields, type WantedFields } from './hit-columns.ts';
import { keptFields } from './kept-fields.ts';
import { orderVerdict } from './order-verdict.ts';
import { timeRange } from './time-bounds.ts';
import { translateFilter } from './translate-filter.ts';
import { eventTimePath, visible } from './visible.ts';

/** `index.max_result_window` of an index that nobody changed. */
export const mostHits = 10_000;
/** Name of the aggregation that counts documents among the matches for which the index alone does not suffice. */
export const unsureName = 'unsure';

/** A scan as its searches need it. */
export interface RowRequest {
  readonly index: CollectionIndex;
  readonly scan: BoundRowScan;
  readonly filter: Asked;
  readonly wanted: WantedFields;
  /** The first rows suffice, when nothing is unsure. */
  readonly window?: {
    readonly rows: number;
    readonly sort: readonly JsonObject[];
    readonly unsure: readonly JsonObject[];
  };
  /** Times of expiry, of documents that say it in `_source` only. */
  readonly cutoffMs?: number;
}

/** What a row scan becomes at a moment. */
export function rowRequest(index: CollectionIndex, scan: BoundRowScan, nowMs: number): RowRequest {
  const filter = visible(index, translateFilter(index, scan.filter), nowMs);
  const window = scan.window === undefined ? undefined : windowOf(index, scan.window, filter);
  return {
    index,
    scan,
    filter,
    wanted: (scan.withoutIds === true ? keptApart(index, scan) : undefined) ?? wantedFields(index, scan.fields),
    ...(window === undefined ? {} : { window }),
    ...(index.retentionMs === undefined ? {} : { cutoffMs: nowMs - index.retentionMs }),
  };
}

/** The same, of documents that are opened. */
export function inDocuments(request: RowRequest): RowRequest {
  return { ...request, wanted: wantedFields(request.index, request.scan.fields) };
}

/** Documents that stand together and are wanted whole are read faster than their values. */
function keptApart(index: CollectionIndex, { fields, filter }: BoundRowScan): WantedFields | undefined {
  const kept = keptFields(index, fields);
  const paths = kept?.columns.map(({ field }) => field.path) ?? [];
  return filter.kind === 'everything' && areAll(index, paths) ? undefined : kept;
}

/** The members of a search that are the same for each page. */
export function searchBody({ index, filter, wanted, cutoffMs }: RowRequest): JsonObject {
  const { source, formatted, kept } = wanted;
  if (kept !== undefined)
    return {
      query: filter.query,
      _source: false,
      stored_fields: '_none_',
      docvalue_fields: [...kept, '_ignored'],
      // A hit without a value would be left out of the answer if nothing else stood there.
      sort: ['_doc'],
      track_total_hits: false,
    };
  const event = cutoffMs !== undefined && (source === false || !source.includes(eventTimePath)) ? [eventTimePath] : [];
  const paths = [...(source === false ? [] : source), ...event];
  return {
    query: filter.query,
    _source: paths.length === 0 ? false : wanted.whole || areAll(index, paths) || paths,
    ...(formatted.length === 0
      ? {}
      : { fields: formatted.map((field) => ({ field, format: 'strict_date_optional_time_nanos' })) }),
    track_total_hits: false,
  };
}

/** Leaving nothing out costs Elasticsearch half as much as looking for what to leave out. Versions that we keep in documents are much that nobody reads. */
function areAll({ origin, versions, fields }: CollectionIndex, paths: readonly string[]): boolean {
  if (origin !== 'ours' || versions !== 'external') return false;
  return fields.every(({ path }) => path === '_id' || paths.includes(path));
}

/** The search for the first rows; with what makes the order unsure counted, where anything may. */
export function windowBody(request: RowRequest, window: NonNullable<RowRequest['window']>): JsonObject {
  const { sort, unsure, rows } = window;
  return {
    ...searchBody(request),
    size: rows,
    ...(sort.length === 0 ? {} : { sort }),
    ...(unsure.length === 0 ? {} : { aggs: { [unsureName]: { filter: anyQuery(unsure) } } }),
  };
}

export const anyQuery = (queries: readonly JsonObject[]): JsonObject =>
  queries.length === 1 ? queries[0]! : { bool: { should: queries } };

function windowOf(index: CollectionIndex, { order, rows }: Window<number>, filter: Asked): RowRequest['window'] {
  const count = rows.reduce((sum, one) => sum + one, 0);
  if (!filter.exact || count > mostHits) return undefined;
  const keys = order.map((key) => ({ key, field: findField(index, key.field) }));
  if (keys.some(({ field }) => orderVerdict(field).kind !== 'exact')) return undefined;
  const fields = keys.flatMap(({ field }) => field ?? []);
  const ignored = [...filter.ignored, ...fields.filter((field) => field.mayIgnore).map(({ path }) => path)];
  const zeros = fields.slice(0, -1).filter(({ indexed }) => indexed.kind === 'floating');
  return {
    rows: count,
    sort: keys.map(({ key, field }) => sortOf(key, field!.path)),
    unsure: [
      ...ignoredQueries(ignored),
      ...zeros.map(({ path }) => negativeZero(path)),
      ...keys.flatMap(({ key, field }) => likeMissing(key, field!)),
    ],
  };
}

/** Documents with the value that stands for a missing one where an index sorts: the greatest or the least that the field can hold. */
function likeMissing({ descending, nullsFirst }: SortKey, { indexed, path }: AskedField): readonly JsonObject[] {
  const isGreatest = descending === nullsFirst;
  if (indexed.kind === 'date' && indexed.nanos) {
    const limit: JsonObject = isGreatest ? { gte: '2262-04-11T23:47:16.854775807Z' } : { lte: '1970-01-01T00:00:00Z' };
    return [{ range: { [path]: timeRange(true, limit) } }];
  }
  if (indexed.kind !== 'whole') return [];
  const { bits, unsigned } = indexed;
  const least = unsigned ? 0n : -(2n ** BigInt(bits - 1));
  return [{ term: { [path]: String(isGreatest ? least + 2n ** BigInt(bits) - 1n : least) } }];
}

function sortOf({ descending, nullsFirst }: SortKey, path: string): JsonObject {
  return { [path]: { order: descending ? 'desc' : 'asc', missing: nullsFirst ? '_first' : '_last' } };
}

/** Documents in which a value of these fields is not indexed. */
export function ignoredQueries(paths: readonly string[]): readonly JsonObject[] {
  const distinct: readonly Json[] = [...new Set(paths)];
  return distinct.length === 0 ? [] : [{ terms: { _ignored: distinct } }];
}

/** Documents with -0, which an index sorts before 0 and groups apart from it; to DuckDB they are one number. */
export const negativeZero = (path: string): JsonObject => ({ range: { [path]: { gte: '-0.0', lte: '-0.0' } } });
