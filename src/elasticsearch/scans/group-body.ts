import type { JsonObject } from '../../base/json.ts';
import type { DateUnit, GroupKey, Measure } from '../../plan/query-plan.ts';
import type { BoundGroupScan } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import type { Asked } from './asked.ts';
import { findField, type AskedField } from './find-field.ts';
import { groupVerdict, measureVerdict } from './group-verdict.ts';
import { anyQuery, ignoredQueries, negativeZero, unsureName } from './scan-body.ts';
import { translateFilter } from './translate-filter.ts';
import { visible } from './visible.ts';

/** A group scan as its searches need it. */
export interface GroupRequest {
  readonly index: CollectionIndex;
  readonly scan: BoundGroupScan;
  readonly filter: Asked;
  readonly keys: readonly AskedKey[];
  readonly measures: readonly AskedMeasure[];
  /** Documents for which the index alone does not suffice; none: nothing can be unsure. */
  readonly unsure: readonly JsonObject[];
  /** Fields whose documents must hold one value: those that somebody else writes may hold several. */
  readonly single: readonly string[];
  /** The question has an answer for these values. */
  readonly exact: boolean;
  /** Documents without a value are asked for too, not only counted. */
  readonly missing: boolean;
}

export interface AskedKey {
  readonly key: GroupKey;
  readonly field: AskedField;
}

export interface AskedMeasure {
  readonly measure: Measure;
  readonly field: AskedField | undefined;
}

/** A terms aggregation is complete up to so many groups; beyond, groups come in pages. */
export const mostGroups = 10_000;

/** What a group scan becomes at a moment. */
export function groupRequest(index: CollectionIndex, scan: BoundGroupScan, nowMs: number): GroupRequest {
  const filter = visible(index, translateFilter(index, scan.filter), nowMs);
  const keys = scan.groups.flatMap((key) => {
    const field = findField(index, key.field);
    return field === undefined || groupVerdict(field, key).kind !== 'exact' ? [] : [{ key, field }];
  });
  const measures = scan.measures.map((measure) => ({
    measure,
    field: measure.field === undefined ? undefined : findField(index, measure.field),
  }));
  const known = measures.every(({ measure, field }) => measureVerdict(field, measure).kind === 'exact');
  const fields = [...keys.map(({ field }) => field), ...measures.flatMap(({ field }) => field ?? [])];
  const ignored = [...filter.ignored, ...fields.filter(({ mayIgnore }) => mayIgnore).map(({ path }) => path)];
  const zeros = keys
    .filter(({ field }) => field.indexed.kind === 'floating')
    .map(({ field }) => negativeZero(field.path));
  const scalars = fields.filter(({ list, id }) => !list && !id).map(({ path }) => path);
  return {
    index,
    scan,
    filter,
    keys,
    measures,
    unsure: [...ignoredQueries(ignored), ...zeros],
    single: index.origin === 'existing' ? [...new Set(scalars)] : [],
    exact: filter.exact && known && keys.length === scan.groups.length,
    missing: false,
  };
}

/** One search that counts everything: groups inside groups, and with `missing` beside each level the documents without a value. */
export function groupBody(request: GroupRequest): JsonObject {
  return {
    query: request.filter.query,
    size: 0,
    track_total_hits: true,
    ...aggregations({ ...levels(request.keys, request), ...checks(request) }),
  };
}

/** A page of groups, sorted by their keys, after the last one of the page before. */
export function pageBody(request: GroupRequest, after: JsonObject | undefined): JsonObject {
  const sources = request.keys.map(({ key, field }, at) => {
    const missing: JsonObject = key.unnested ? {} : { missing_bucket: true };
    const grouping: JsonObject =
      key.cut === undefined
        ? { terms: { field: field.path, ...missing } }
        : { date_histogram: { ...histogram(field, key.cut), ...missing } };
    return { [`key${at}`]: grouping };
  });
  return {
    query: request.filter.query,
    size: 0,
    track_total_hits: false,
    aggs: {
      groups: {
        composite: { size: mostGroups, sources, ...(after === undefined ? {} : { after }) },
        ...aggregations(measuring(request.measures)),
      },
      ...(after === undefined ? checks(request) : {}),
    },
  };
}

const aggregations = (aggs: JsonObject): JsonObject => (Object.keys(aggs).length === 0 ? {} : { aggs });

function levels(keys: readonly AskedKey[], request: GroupRequest): JsonObject {
  const [first, ...rest] = keys;
  if (first === undefined) return measuring(request.measures);
  const inner = aggregations(levels(rest, request));
  const { key, field } = first;
  const groups: JsonObject =
    key.cut === undefined
      ? { terms: { field: field.path, size: mostGroups } }
      : { date_histogram: { ...histogram(field, key.cut), min_doc_count: 1 } };
  // UNNEST drops rows whose list is empty or missing.
  const missing: JsonObject =
    key.unnested || !request.missing ? {} : { missing: { missing: { field: field.path }, ...inner } };
  return { groups: { ...groups, ...inner }, ...missing };
}

const histogram = ({ path }: AskedField, cut: DateUnit): JsonObject =>
  cut === 'second' ? { field: path, fixed_interval: '1s' } : { field: path, calendar_interval: cut };

/** Every document has an _id, so counting them is counting documents. */
export const isCountOfDocuments = ({ field }: AskedMeasure): boolean => field === undefined || field.id;

function measuring(measures: readonly AskedMeasure[]): JsonObject {
  return Object.fromEntries(
    measures.flatMap(({ measure, field }, at): readonly (readonly [string, JsonObject])[] => {
      if (field === undefined || field.id) return [];
      const metric =
        measure.measure === 'count' ? 'value_count' : measure.measure === 'sum' ? 'stats' : measure.measure;
      return [[`measure${at}`, { [metric]: { field: field.path } }]];
    }),
  );
}

function checks({ unsure, single }: GroupRequest): JsonObject {
  const several = single.flatMap((path, at): readonly (readonly [string, JsonObject])[] => [
    [`values${at}`, { value_count: { field: path } }],
    [`holders${at}`, { filter: { exists: { field: path } } }],
  ]);
  return {
    ...(unsure.length === 0 ? {} : { [unsureName]: { filter: anyQuery(unsure) } }),
    ...Object.fromEntries(several),
  };
}
