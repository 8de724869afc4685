import { setTimeout as wait } from 'node:timers/promises';
import { errors, type Client } from '@elastic/elasticsearch';
import { RockpoolError } from '../../base/error.ts';
import { itemMeaning, storeError } from '../errors.ts';

export interface BulkRequest {
  readonly client: Client;
  /** An alias: Elasticsearch must not make an index that is gone, as it would. */
  readonly alias: string;
  /** One per document: the action, and what it needs, each with a line break at its end. */
  readonly entries: readonly string[];
  /** Sending an entry twice means the same as once. */
  readonly isRepeatable: boolean;
  /** Return when searches see it. */
  readonly visible?: boolean;
}

/** What became of one entry. `refused` is final: the document is the cause, and `why` says so. */
export type BulkOutcome =
  | { readonly kind: 'created' | 'updated' | 'conflict' | 'missing' }
  | { readonly kind: 'refused'; readonly why: string; readonly tooLarge: boolean };

/** Requests are about this many characters: larger ones are no faster, and occupy more of the cluster's memory. */
const mostCharacters = 5 * 1024 ** 2;
const mostEntries = 10_000;
const requestsAtOnce = 3;
const pausesMs = [50, 100, 200, 400, 800, 1_600];

/**
 * Sends the entries in requests of bounded size, a few at once; so an `_id` must stand in one entry only. What the cluster is too busy for is
 * sent again for some seconds. A request that is refused as a whole is halved, down to the document that is the cause.
 * Throws STORE_UNAVAILABLE, STORE_FAILED, STORE_TIMEOUT; then any part may be written.
 */
export async function sendBulk(request: BulkRequest): Promise<readonly BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  const groups = split(request.entries)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = groups.next(); next.done !== true; next = groups.next())
      await sendUntilAnswered(request, next.value, outcomes);
  };
  // The first failure is thrown; what is under way then ends by itself.
  await Promise.all(Array.from({ length: requestsAtOnce }, work));
  return outcomes;
}

/** Places of entries that go in one request. */
function* split(entries: readonly string[]): Generator<readonly number[]> {
  let group: number[] = [];
  let characters = 0;
  for (let place = 0; place < entries.length; place += 1) {
    const { length } = entries[place]!;
    if (group.length > 0 && (characters + length > mostCharacters || group.length === mostEntries)) {
      yield group;
      group = [];
      characters = 0;
    }
    group.push(place);
    characters += length;
  }
  if (group.length > 0) yield group;
}

/** Sends until every entry has its outcome. */
async function sendUntilAnswered(
  request: BulkRequest,
  group: readonly number[],
  outcomes: BulkOutcome[],
): Promise<void> {
  let pending = group;
  for (let attempt = 0; pending.length > 0; attempt += 1) {
    const failures = await sendOnce(request, pending, outcomes);
    if (failures.length === 0) return;
    const pauseMs = pausesMs[attempt];
    if (pauseMs === undefined || failures.some(({ mayPass }) => !mayPass)) throw failures[0]!.error;
    await wait(pauseMs * (0.5 + Math.random() / 2));
    pending = failures.map(({ place }) => place);
  }
}

/** An entry without an outcome. */
interface Failure {
  readonly place: number;
  readonly error: RockpoolError;
  /** It may be taken a moment later. */
  readonly mayPass: boolean;
}

interface Item {
  readonly status: number;
  readonly error?: unknown;
}

async function sendOnce(
  request: BulkRequest,
  group: readonly number[],
  outcomes: BulkOutcome[],
): Promise<readonly Failure[]> {
  let items: readonly Item[];
  try {
    items = await post(request, group);
  } catch (error) {
    const status = error instanceof errors.ResponseError ? error.meta.statusCode : undefined;
    const ours = storeError('write documents', error);
    if (status === 429) return group.map((place) => ({ place, error: ours, mayPass: !isBlocked(ours) }));
    if ((status !== 400 && status !== 413) || !isOfDocument(error)) throw ours;
    if (group.length === 1) {
      outcomes[group[0]!] = { kind: 'refused', why: reasonOf(error), tooLarge: status === 413 };
      return [];
    }
    const middle = group.length >> 1;
    const left = await sendOnce(request, group.slice(0, middle), outcomes);
    return [...left, ...(await sendOnce(request, group.slice(middle), outcomes))];
  }
  const failures: Failure[] = [];
  items.forEach(({ status, error }, index) => {
    const place = group[index]!;
    const outcome = outcomeOf(status, error);
    if (outcome === undefined) failures.push({ place, ...failureOf(request, status, error) });
    else outcomes[place] = outcome;
  });
  return failures;
}

async function post(
  { client, alias, entries, isRepeatable, visible }: BulkRequest,
  group: readonly number[],
): Promise<readonly Item[]> {
  let body = '';
  for (const place of group) body += entries[place]!;
  const answer = await client.transport.request<{ readonly items?: readonly Readonly<Record<string, Item>>[] }>(
    {
      method: 'POST',
      path: `/${encodeURIComponent(alias)}/_bulk`,
      querystring: {
        require_alias: true,
        filter_path: 'items.*.status,items.*.error',
        ...(visible === true ? { refresh: 'wait_for' } : {}),
      },
      bulkBody: body,
    },
    { maxRetries: isRepeatable ? 2 : 0 },
  );
  const items = answer.items ?? [];
  if (items.length !== group.length) {
    const message = `The Elasticsearch cluster answered for ${items.length} of ${group.length} documents that it was sent.`;
    throw new RockpoolError('STORE_FAILED', message);
  }
  // One member, the name of the action.
  return items.map((item) => Object.values(item)[0]!);
}

function outcomeOf(status: number, error: unknown): BulkOutcome | undefined {
  if (status === 201) return { kind: 'created' };
  if (status >= 200 && status < 300) return { kind: 'updated' };
  if (status === 409) return { kind: 'conflict' };
  if (status === 404 && error === undefined) return { kind: 'missing' };
  if (status === 400) return { kind: 'refused', why: itemMeaning(status, error).why, tooLarge: false };
  if (status === 413) return { kind: 'refused', why: itemMeaning(status, error).why, tooLarge: true };
  return undefined;
}

function failureOf({ alias }: BulkRequest, status: number, cause: unknown): Omit<Failure, 'place'> {
  const { code, why, hint } = itemMeaning(status, cause);
  const error = new RockpoolError(code, `Elasticsearch cannot write documents to ${alias}: ${why}.`, { hint });
  return { error, mayPass: (status === 429 || status >= 500) && !isBlocked(error) };
}

/** A full disk is not free again within seconds. */
const isBlocked = (error: RockpoolError): boolean => /disk/.test(error.message);

/** Validation and parsing look at documents; anything else that is refused is no document's fault, and must not make dead letters. */
function isOfDocument(error: unknown): boolean {
  if (!(error instanceof errors.ResponseError)) return false;
  if (error.meta.statusCode === 413) return true;
  const { type } = ((error.body as { readonly error?: unknown } | undefined)?.error ?? {}) as {
    readonly type?: string;
  };
  return /validation|parse|parsing|illegal_argument|malformed/.test(type ?? '');
}

function reasonOf(error: unknown): string {
  return storeError('write it', error)
    .message.replace(/^.*?cannot write it: /, '')
    .replace(/\.$/, '');
}
