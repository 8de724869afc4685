import type { Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import type { JsonObject } from '../../base/json.ts';
import { printQualified } from '../../base/name.ts';
import type { BoundScan, ScanReply, ScanSession, ScanSessionOptions } from '../../query/scan-engine.ts';
import type { CollectionIndex, IndexRegistry } from '../collection-index.ts';
import type { DeclaredMappings } from '../documents/declared-mapping.ts';
import { assertComplete, incomplete, type Answer, type Digits } from './answer.ts';
import type { DocumentCount } from './document-counts.ts';
import { groupBody, groupRequest, type GroupRequest } from './group-body.ts';
import { closePointInTime, keepAlive, openPointInTime } from './point-in-time.ts';
import { readGroups } from './read-groups.ts';
import {
  firstBody,
  isLarge,
  mostPageBytes,
  readAllRows,
  readRows,
  type Searched,
  type Searching,
  type SearchOptions,
} from './read-rows.ts';
import { rowRequest, type RowRequest } from './scan-body.ts';
import { makeSpending } from './scan-budget.ts';
import { AnswerTooLong, send } from './send.ts';

interface SessionFacts {
  readonly client: Client;
  readonly registry: IndexRegistry;
  readonly counts: (index: CollectionIndex) => DocumentCount | undefined;
  readonly mappings: DeclaredMappings;
  readonly nowMs: number;
}

type Request = RowRequest | GroupRequest;

interface First {
  readonly request: Request;
  readonly body: JsonObject;
}

/** The reading of one call: one round trip a stage, more only for what does not fit into one answer. */
export function openSession(
  { client, registry, counts, mappings, nowMs }: SessionFacts,
  options: ScanSessionOptions,
): ScanSession {
  const { signal } = options;
  const spending = makeSpending(options.budget);
  const pinned = new Set(options.pinned.map(printQualified));
  const moments = new Map<string, Promise<string>>();

  const searching: Searching = {
    get rowsLeft() {
      return spending.rowsLeft;
    },
    first: async (request) => askAlone(await first(request)),
    spend: (scan, rows) => spending.spend(scan, rows, 0),
    documentBytes: (index) => counts(index)?.bytes,
    pointInTime(index) {
      const name = printQualified(index);
      const open = moments.get(name) ?? openPointInTime(client, index, signal, `read ${name}`);
      moments.set(name, open);
      return open;
    },
    async search(body, { index, scan }, { digits, whole, withoutIds, mostBytes, signal: stop }) {
      const what = `read ${printQualified(index)}`;
      const path = 'pit' in body ? '/_search' : `/${encodeURIComponent(index.index)}/_search`;
      const limit = Math.min(mostBytes, spending.bytesLeft);
      const sent = await send(
        {
          method: 'POST',
          path,
          querystring: whole ? complete : { ...complete, filter_path: withoutIds === true ? idless : named },
          body,
        },
        {
          client,
          signal: stop === undefined ? signal : AbortSignal.any([signal, stop]),
          what,
          digits,
          mostBytes: limit,
        },
      ).catch((error: unknown) => {
        throw error instanceof AnswerTooLong && limit < mostBytes ? spending.tooManyBytes(scan) : error;
      });
      return { ...checked(sent.answer as Answer, sent.bytes, scan, what), size: Number(body['size']) };
    },
  };

  function checked(answer: Answer | undefined, bytes: number, scan: BoundScan, what: string): Omit<Searched, 'size'> {
    assertComplete(answer, what);
    spending.spend(scan, answer.hits?.hits?.length ?? 0, bytes);
    return { answer, bytes };
  }

  async function first(request: Request): Promise<First> {
    const { index } = request;
    const body = 'wanted' in request ? firstBody(request, spending.rowsLeft, counts(index)?.bytes) : groupBody(request);
    if (!pinned.has(printQualified(index))) return { request, body };
    return { request, body: { ...body, pit: { id: await searching.pointInTime(index), keep_alive: keepAlive } } };
  }

  const askAlone = ({ request, body }: First): Promise<Searched | undefined> =>
    searching.search(body, request, optionsOf(request)).catch(unlessTooLong);

  /** The first answers of all scans in one round trip; undefined where one was too long. */
  async function ask(firsts: readonly First[]): Promise<readonly (Searched | undefined)[]> {
    const [only, ...more] = firsts;
    if (only === undefined) return [];
    if (more.length === 0) return [await askAlone(only)];
    const names = [...new Set(firsts.map(({ request }) => printQualified(request.index)))].join(', ');
    const lines = firsts.flatMap(({ request, body }) => [headerOf(request.index, body), body]);
    const digits = firsts.map(({ request }) => digitsOf(request)).reduce(finer);
    const requestsWhole = firsts.some(({ request }) => wantsWhole(request));
    const mostBytes = Math.min(mostPageBytes * firsts.length, spending.bytesLeft);
    const sent = await send(
      {
        method: 'POST',
        path: '/_msearch',
        ...(requestsWhole ? {} : { querystring: { filter_path: multiFilterPath } }),
        bulkBody: lines,
      },
      { client, signal, what: `read ${names}`, digits, mostBytes },
    ).catch(unlessTooLong);
    if (sent === undefined) {
      if (mostBytes === spending.bytesLeft) throw spending.tooManyBytes(only.request.scan);
      return firsts.map(() => undefined);
    }
    const { responses } = sent.answer as { readonly responses?: readonly Answer[] };
    if (responses === undefined || responses.length !== firsts.length)
      throw incomplete(`read ${names}`, `it gave ${responses?.length ?? 0} answers to ${firsts.length} searches`);
    const bytes = Math.ceil(sent.bytes / firsts.length);
    return firsts.map(({ request, body }, at) =>
      !('wanted' in request) && isTooManyGroups(responses[at])
        ? undefined
        : {
            ...checked(responses[at], bytes, request.scan, `read ${printQualified(request.index)}`),
            size: Number(body['size']),
          },
    );
  }

  const isReadInSlices = (request: Request): boolean => 'wanted' in request && isLarge(request, counts(request.index));

  async function rest(request: Request, got: Searched | undefined): Promise<ScanReply | undefined> {
    return 'wanted' in request
      ? readRows(request, got, searching)
      : readGroups(request, got?.answer, got?.bytes ?? 0, searching);
  }

  async function assertDeclared(requests: readonly Request[]): Promise<void> {
    const check = (index: CollectionIndex): Promise<void> =>
      mappings.assert(index, `read ${printQualified(index)}`, signal);
    await Promise.all([...new Set(requests.map(({ index }) => index))].map(check));
  }

  return {
    async fetch(scans) {
      signal.throwIfAborted();
      const requests = scans.map((scan): Request => {
        const index = registry.require(scan.collection);
        return scan.kind === 'rows' ? rowRequest(index, scan, nowMs) : groupRequest(index, scan, nowMs);
      });
      const asked = requests.filter(
        (request) => !bringsNothing(request) && !isInexact(request) && !isReadInSlices(request),
      );
      // Beside the searches: their answers count when it was what they were meant for.
      const declared = assertDeclared(requests.filter((request) => !bringsNothing(request) && !isInexact(request)));
      declared.catch(() => undefined);
      const reply = async (request: Request, answers: readonly (Searched | undefined)[]) => {
        if (bringsNothing(request)) return nothingOf(request);
        if (isInexact(request)) return undefined;
        const at = asked.indexOf(request);
        return at < 0 ? readAllRows(request as RowRequest, searching) : rest(request, answers[at]);
      };
      try {
        const firsts = await Promise.all(asked.map(first));
        const answers = await ask(firsts);
        const replies = await Promise.all(requests.map((request) => reply(request, answers)));
        await declared;
        return replies;
      } catch (error) {
        // Why it is not what it was says more than what Elasticsearch found wrong then.
        if (error instanceof RockpoolError && error.code === 'STORE_FAILED') await declared;
        throw error;
      }
    },
    async close() {
      const open = [...moments.values()];
      moments.clear();
      const ids = await Promise.all(open.map((moment) => moment.catch(() => undefined)));
      await Promise.all(ids.flatMap((id) => (id === undefined ? [] : [closePointInTime(client, id)])));
    },
  };
}

/** What is read of an answer: the rest is neither sent nor parsed. */
const parts =
  'timed_out,terminated_early,_shards,hits.hits._id,hits.hits._source,hits.hits._ignored,hits.hits.sort,hits.hits.fields,hits.total,aggregations,error,status'.split(
    ',',
  );
const named = parts.join(',');
const idless = parts.filter((part) => part !== 'hits.hits._id').join(',');
const multiFilterPath = `${parts.map((part) => `responses.${part}`).join(',')},error,status`;
const complete = { allow_partial_search_results: false };

const headerOf = ({ index }: CollectionIndex, body: JsonObject): JsonObject => ({
  ...('pit' in body ? {} : { index }),
  allow_partial_search_results: false,
});

const fineness: readonly Digits[] = ['double', 'whole', 'decimal', 'text'];
const finer = (one: Digits, other: Digits): Digits => (fineness.indexOf(other) > fineness.indexOf(one) ? other : one);
const digitsOf = (request: Request): Digits => ('wanted' in request ? request.wanted.digits : 'whole');
const wantsWhole = (request: Request): boolean => 'wanted' in request && request.wanted.whole;
const optionsOf = (request: Request): SearchOptions => ({
  digits: digitsOf(request),
  whole: wantsWhole(request),
  mostBytes: mostPageBytes,
});

function unlessTooLong(error: unknown): undefined {
  if (error instanceof AnswerTooLong || saysTooManyGroups(error)) return undefined;
  throw error;
}

/** `search.max_buckets` is below what one search would count; pages need less. */
const isTooManyGroups = (answer: Answer | undefined): boolean =>
  answer?.error !== undefined && JSON.stringify(answer.error).includes('"too_many_buckets_exception"');

/** The same where the whole request failed: the client lists the types of Elasticsearch's errors. */
const saysTooManyGroups = (error: unknown): boolean =>
  error instanceof RockpoolError &&
  error.cause instanceof Error &&
  error.cause.message.includes('too_many_buckets_exception');

const isInexact = (request: Request): boolean => !('wanted' in request) && (!request.exact || isNowhere(request));

/** No index matches the pattern of the collection yet. */
const isNowhere = ({ index }: Request): boolean => index.shards === 0;

/** Of groups, only a count without GROUP BY says something of no documents. */
function bringsNothing(request: Request): boolean {
  if ('wanted' in request)
    return isNowhere(request) || 'match_none' in request.filter.query || request.window?.rows === 0;
  return 'match_none' in request.filter.query && request.scan.groups.length > 0;
}

function nothingOf(request: Request): ScanReply {
  const columns =
    'wanted' in request ? request.wanted.columns.length + 1 : request.keys.length + request.measures.length;
  return { batch: { rowCount: 0, columns: Array.from({ length: columns }, () => []) }, bytes: 0, requests: 0 };
}
