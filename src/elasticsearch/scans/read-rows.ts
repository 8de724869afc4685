import type { JsonObject } from '../../base/json.ts';
import { printQualified } from '../../base/name.ts';
import type { BoundScan, ScanReply } from '../../query/scan-engine.ts';
import type { CollectionIndex } from '../collection-index.ts';
import { incomplete, type Answer, type Digits, type Hit } from './answer.ts';
import type { DocumentCount } from './document-counts.ts';
import type { GroupRequest } from './group-body.ts';
import { growRows, type GrowingRows } from './hit-columns.ts';
import { readInstant } from '../documents/read-time.ts';
import { holdOthers } from './kept-fields.ts';
import { inDocuments, searchBody, mostHits, unsureName, windowBody, type RowRequest } from './scan-body.ts';
import { keepAlive } from './point-in-time.ts';
import { AnswerTooLong } from './send.ts';
import { eventTimePath, isExpired } from './visible.ts';

/** How searches of a call are sent; each answer is complete and paid for. */
export interface Searching {
  search(
    body: JsonObject,
    request: { readonly index: CollectionIndex; readonly scan: BoundScan },
    options: SearchOptions,
  ): Promise<Searched>;
  /** The first search of a scan, at the moment of the call; undefined when its answer is too long, or would hold too many groups. */
  first(request: RowRequest | GroupRequest): Promise<Searched | undefined>;
  /** The point in time of the collection, opened when it is first asked for. */
  pointInTime(index: CollectionIndex): Promise<string>;
  /** Throws LIMIT_SCAN when the rows, or groups, are more than may be read. Below zero: so many are read again. */
  spend(scan: BoundScan, rows: number): void;
  readonly rowsLeft: number;
  /** Average size of a document in the index; undefined when nobody knows. */
  documentBytes(index: CollectionIndex): number | undefined;
}

export interface SearchOptions {
  readonly digits: Digits;
  /** The answer as it is: a part of it would be printed anew. */
  readonly whole: boolean;
  /** Hits without `_id`: something else must stand in each, or those without a value are left out. */
  readonly withoutIds?: boolean;
  readonly mostBytes: number;
  /** Stops the search, not the call. */
  readonly signal?: AbortSignal;
}

export interface Searched {
  /** Of the body: how many hits were wanted. */
  readonly size: number;
  readonly answer: Answer;
  readonly bytes: number;
}

/** A page is as large as fits well into memory; one that is much larger is asked for again in parts. */
const pageBytes = 4 * 1024 * 1024;
export const mostPageBytes = 64 * 1024 * 1024;
/** Of documents whose size nobody knows. */
const firstPage = 1_000;
/** Searches at once of one scan: more than one core can decode is of no use. */
const [leastSlices, mostSlices] = [3, 4];

/** Hits of a first page of indices whose `max_result_window` we did not set. */
const mostForeign = 2_000;

/** The first search of a scan: the window, or a page that is all when the scan is small. */
export function firstBody(request: RowRequest, rowsLeft: number, documentBytes: number | undefined): JsonObject {
  if (request.window !== undefined) return windowBody(request, request.window);
  return { ...searchBody(request), size: firstSize(request.index, rowsLeft, documentBytes) };
}

export function firstSize({ origin }: CollectionIndex, rowsLeft: number, documentBytes: number | undefined): number {
  const size = documentBytes === undefined ? firstPage : Math.floor(pageBytes / documentBytes);
  // One more than may be read, so that the error is noticed without reading more.
  return Math.max(1, Math.min(size, origin === 'ours' ? mostHits : mostForeign, rowsLeft + 1));
}

/** The rows of a scan, whose first search brought this, or was too long. Throws as the searches. */
export async function readRows(
  request: RowRequest,
  got: Searched | undefined,
  searching: Searching,
): Promise<ScanReply> {
  if (got === undefined) return oneMore(await readAllRows(request, searching), 0);
  const hits = hitsOf(got.answer);
  if (needsDocuments(request, hits)) {
    searching.spend(request.scan, -hits.length);
    const opened = inDocuments(request);
    return oneMore(await readRows(opened, await searching.first(opened), searching), got.bytes);
  }
  const rows = rowsOf(request, got);
  if (rows !== undefined) return { batch: rows.batch(), bytes: got.bytes, requests: 1, exact: areExact(request, hits) };
  searching.spend(request.scan, -hits.length);
  return oneMore(await readAllRows(request, searching), got.bytes);
}

const oneMore = (reply: ScanReply, bytes: number): ScanReply => ({
  ...reply,
  bytes: reply.bytes + bytes,
  requests: reply.requests + 1,
});

const withIds = ({ scan }: RowRequest): boolean => scan.withoutIds !== true;

const needsDocuments = ({ wanted, cutoffMs }: RowRequest, hits: readonly Hit[]): boolean =>
  wanted.kept !== undefined && holdOthers(wanted, cutoffMs !== undefined, hits);

/** Whether all of them meet the filter: values that are not indexed come along because they may be what it asks for. */
const areExact = ({ filter }: RowRequest, hits: readonly Hit[]): boolean =>
  filter.exact &&
  (filter.ignored.length === 0 ||
    hits.every(({ _ignored, fields }) => (_ignored ?? fields?.['_ignored']) === undefined));

/** The rows of the first answer; undefined when there are more, or when the index alone does not decide which are first. */
function rowsOf(request: RowRequest, { answer, size }: Searched): GrowingRows | undefined {
  const hits = hitsOf(answer);
  if (request.window === undefined) {
    if (hits.length >= size) return undefined;
  } else if (request.window.unsure.length > 0) {
    const unsure = answer.aggregations?.[unsureName]?.['doc_count'];
    if (unsure === undefined) throw incomplete(`read ${printQualified(request.index)}`, 'the answer lacks a count');
    if (Number(unsure) > 0) return undefined;
  }
  const rows = growRows(request.index, request.wanted, withIds(request));
  rows.add(living(request, hits));
  return rows;
}

const hitsOf = ({ hits }: Answer): readonly Hit[] => hits?.hits ?? [];

/** Without documents that expired, where only `_source` says so. */
function living({ cutoffMs }: RowRequest, hits: readonly Hit[]): readonly Hit[] {
  if (cutoffMs === undefined || !hits.some(({ _ignored }) => _ignored?.includes(eventTimePath))) return hits;
  return hits.filter(({ _ignored, _source }) => {
    const text = _ignored?.includes(eventTimePath) === true ? _source?.[eventTimePath] : undefined;
    return typeof text !== 'string' || !isExpired(readInstant(text), cutoffMs);
  });
}

/** More than so many documents are not tried in one page. */
const manyDocuments = 20_000;

/** Whether the whole of a collection with so many documents is read, and in slices at once. */
export function isLarge({ window, scan }: RowRequest, count: DocumentCount | undefined): boolean {
  if (window !== undefined || scan.filter.kind !== 'everything') return false;
  return (count?.documents ?? 0) > manyDocuments;
}

export const slicesOf = ({ shards }: CollectionIndex): number => Math.min(mostSlices, Math.max(leastSlices, shards));

/** What the searches of one slice have in common. */
export function sliceBody(request: RowRequest, pit: string, slice: number): JsonObject {
  return {
    ...searchBody(request),
    pit: { id: pit, keep_alive: keepAlive },
    slice: { id: slice, max: slicesOf(request.index) },
    sort: ['_shard_doc'],
  };
}

/** Values stand in documents only, so those must be opened. */
class OtherValues extends Error {}

/** All rows of a scan: pages of a point in time, several slices at once. Throws as the searches. */
export async function readAllRows(request: RowRequest, searching: Searching): Promise<ScanReply> {
  const { index } = request;
  const pit = await searching.pointInTime(index);
  const rows = growRows(index, request.wanted, withIds(request));
  const stop = new AbortController();
  let [bytes, requests, spent] = [0, 0, 0];
  let exact = true;
  const readSlice = async (slice: number): Promise<void> => {
    const body = sliceBody(request, pit, slice);
    let size = firstSize(index, searching.rowsLeft, searching.documentBytes(index));
    for (let after: readonly number[] | undefined; ;) {
      const page = await readPage({
        ...body,
        size,
        ...(after === undefined ? {} : { search_after: after }),
      });
      if (page === 'too long') {
        size = Math.max(1, Math.floor(size / 8));
        continue;
      }
      const hits = hitsOf(page.answer);
      if (needsDocuments(request, hits)) throw new OtherValues();
      rows.add(living(request, hits));
      exact &&= areExact(request, hits);
      if (hits.length < size) return;
      after = hits.at(-1)!.sort?.map(Number);
      if (after === undefined) throw incomplete(`read ${printQualified(index)}`, 'a page does not say where it ends');
      size = Math.max(
        1,
        Math.min(mostHits, searching.rowsLeft + 1, Math.floor(pageBytes / (page.bytes / hits.length))),
      );
    }
  };
  const readPage = async (body: JsonObject): Promise<Searched | 'too long'> => {
    requests += 1;
    try {
      const page = await searching.search(body, request, {
        digits: request.wanted.digits,
        whole: request.wanted.whole,
        withoutIds: !withIds(request) && !request.scan.fields.includes('_id'),
        mostBytes: body['size'] === 1 ? Infinity : mostPageBytes,
        signal: stop.signal,
      });
      bytes += page.bytes;
      spent += hitsOf(page.answer).length;
      return page;
    } catch (error) {
      if (error instanceof AnswerTooLong) return 'too long';
      throw error;
    }
  };
  try {
    await Promise.all(Array.from({ length: slicesOf(index) }, (_, slice) => readSlice(slice)));
  } catch (error) {
    // The other slices would read what nobody wants any more.
    stop.abort(error);
    if (!(error instanceof OtherValues)) throw error;
    searching.spend(request.scan, -spent);
    return readAllRows(inDocuments(request), searching);
  }
  return { batch: rows.batch(), bytes, requests, exact };
}
