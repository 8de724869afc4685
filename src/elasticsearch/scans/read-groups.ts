import { isLosslessNumber } from 'lossless-json';
import type { JsonObject } from '../../base/json.ts';
import { printQualified } from '../../base/name.ts';
import type { Value } from '../../schema/value.ts';
import type { ScanReply } from '../../query/scan-engine.ts';
import { incomplete, type Aggregation, type Answer } from './answer.ts';
import { isCountOfDocuments, mostGroups, pageBody, type AskedKey, type GroupRequest } from './group-body.ts';
import { groupValue, measureValue, type Metric } from './group-values.ts';
import { mostPageBytes, type Searching } from './read-rows.ts';
import { unsureName } from './scan-body.ts';

interface Bucket {
  readonly key?: unknown;
  readonly doc_count?: unknown;
  readonly [name: string]: unknown;
}

/** Groups that do not fit into one answer, and a guess of the documents in each. */
type TooMany = { readonly documentsPerGroup: number };

/** A group costs Elasticsearch as much as sending so many documents. */
const rowsPerGroup = 4;

/**
 * The groups of the first answer, or else page by page. Undefined when they would not be exact, or cost more than the rows. Throws as the
 * searches do.
 */
export async function readGroups(
  request: GroupRequest,
  answer: Answer | undefined,
  bytes: number,
  searching: Searching,
): Promise<ScanReply | undefined> {
  const what = `read ${printQualified(request.index)}`;
  if (answer !== undefined) {
    if (!isSure(request, answer, what)) return undefined;
    const rows: Value[][] = [];
    const top: Bucket = { ...answer.aggregations, doc_count: answer.hits?.total?.value ?? 0 };
    const failed = collect(request, request.keys, top, [], rows);
    if (failed === undefined) return { batch: toColumns(request, rows), bytes, requests: 1 };
    if (failed === 'inexact') return undefined;
    if (failed === 'missing') return askForMissing(request, bytes, searching);
    if (failed.documentsPerGroup < rowsPerGroup) return undefined;
  }
  return readPages(request, bytes, searching, what);
}

/** The same with the documents that have no value: they are asked for only where there are some, because that costs as much as the groups. */
async function askForMissing(
  request: GroupRequest,
  spentBytes: number,
  searching: Searching,
): Promise<ScanReply | undefined> {
  const again: GroupRequest = { ...request, missing: true };
  const asked = await searching.first(again);
  const reply = await readGroups(again, asked?.answer, spentBytes + (asked?.bytes ?? 0), searching);
  return reply === undefined ? undefined : { ...reply, requests: reply.requests + 1 };
}

/** False when documents among the matches hold values that the index does not show as they are. */
function isSure({ unsure, single }: GroupRequest, { aggregations = {} }: Answer, what: string): boolean {
  const number = (name: string, member: string): number => {
    const found = aggregations[name]?.[member];
    if (found === undefined) throw incomplete(what, 'the answer lacks a count');
    return Number(found);
  };
  if (unsure.length > 0 && number(unsureName, 'doc_count') > 0) return false;
  return single.every((_, at) => number(`values${at}`, 'value') === number(`holders${at}`, 'doc_count'));
}

/** Adds a row for each group below the bucket. `missing`: there are documents of which only the number is known, and that is not enough. */
function collect(
  request: GroupRequest,
  keys: readonly AskedKey[],
  bucket: Bucket,
  values: readonly Value[],
  rows: Value[][],
): TooMany | 'inexact' | 'missing' | undefined {
  const [first, ...rest] = keys;
  if (first === undefined) return addRow(request, bucket, values, rows);
  const groups = bucket['groups'] as (Aggregation & { readonly buckets?: readonly Bucket[] }) | undefined;
  if (groups?.buckets === undefined)
    throw incomplete(`read ${printQualified(request.index)}`, 'the answer lacks its groups');
  const others = Number(groups['sum_other_doc_count'] ?? 0);
  if (others > 0) return { documentsPerGroup: Number(groups.buckets.at(-1)?.doc_count ?? 1) };
  if (Number(groups['doc_count_error_upper_bound'] ?? 0) !== 0) return { documentsPerGroup: Infinity };
  for (const inner of groups.buckets) {
    const value = groupValue(first, inner.key);
    if (value === undefined) return 'inexact';
    const failed = collect(request, rest, inner, [...values, value], rows);
    if (failed !== undefined) return failed;
  }
  if (first.key.unnested) return undefined;
  const held = groups.buckets.reduce((sum, inner) => sum + Number(inner.doc_count), 0);
  const missing = (bucket['missing'] as Bucket | undefined) ?? { doc_count: Number(bucket.doc_count) - held };
  if (Number(missing.doc_count) === 0) return undefined;
  // Documents of somebody else may stand for several (`_doc_count`).
  if (Number(missing.doc_count) < 0) return 'inexact';
  const countSuffices = rest.length === 0 && request.measures.every(isCountOfDocuments);
  if (!request.missing && !countSuffices) return 'missing';
  return collect(request, rest, missing, [...values, null], rows);
}

function addRow(
  { measures }: GroupRequest,
  bucket: Bucket,
  values: readonly Value[],
  rows: Value[][],
): 'inexact' | undefined {
  const row: Value[] = [...values];
  for (const [at, { measure, field }] of measures.entries()) {
    const metric = bucket[`measure${at}`] as Metric | undefined;
    const value = measureValue(measure, field, metric, Number(bucket.doc_count));
    if (value === undefined) return 'inexact';
    row.push(value);
  }
  rows.push(row);
  return undefined;
}

/** All groups in the order of their keys, out of one point in time. */
async function readPages(
  request: GroupRequest,
  spentBytes: number,
  searching: Searching,
  what: string,
): Promise<ScanReply | undefined> {
  const pit = { id: await searching.pointInTime(request.index), keep_alive: '1m' };
  const rows: Value[][] = [];
  let [bytes, requests, documents] = [spentBytes, 1, 0];
  for (let after: JsonObject | undefined; ;) {
    const options = { digits: 'whole', whole: false, mostBytes: mostPageBytes } as const;
    const page = await searching.search({ ...pageBody(request, after), pit }, request, options);
    bytes += page.bytes;
    requests += 1;
    if (after === undefined && !isSure(request, page.answer, what)) return undefined;
    const groups = page.answer.aggregations?.['groups'] as
      { readonly buckets?: readonly Bucket[]; readonly after_key?: Readonly<Record<string, unknown>> } | undefined;
    if (groups?.buckets === undefined) throw incomplete(what, 'the answer lacks its groups');
    for (const bucket of groups.buckets) {
      const key = bucket.key as Readonly<Record<string, unknown>>;
      const values = request.keys.map((one, at) =>
        key[`key${at}`] === null ? null : groupValue(one, key[`key${at}`]),
      );
      if (values.includes(undefined)) return undefined;
      if (addRow(request, bucket, values as readonly Value[], rows) !== undefined) return undefined;
      documents += Number(bucket.doc_count);
    }
    searching.spend(request.scan, groups.buckets.length);
    if (groups.buckets.length < mostGroups) return { batch: toColumns(request, rows), bytes, requests };
    // Keys come in their order, so the first page is as good a sample as any.
    if (documents < rows.length * rowsPerGroup) return undefined;
    if (groups.after_key === undefined) throw incomplete(what, 'a page of groups does not say where it ends');
    after = withDigits(groups.after_key);
  }
}

/** Digits beyond 2^53 go back as a text. */
function withDigits(after: Readonly<Record<string, unknown>>): JsonObject {
  const exact = Object.entries(after).map(([name, value]) => [name, isLosslessNumber(value) ? value.value : value]);
  return Object.fromEntries(exact) as JsonObject;
}

function toColumns({ keys, measures }: GroupRequest, rows: readonly (readonly Value[])[]): ScanReply['batch'] {
  const width = keys.length + measures.length;
  return { rowCount: rows.length, columns: Array.from({ length: width }, (_, at) => rows.map((row) => row[at]!)) };
}
