import type { ErrorCodeName } from '../base/error-codes.ts';
import { RockpoolError } from '../base/error.ts';

/** What the errors of the client say, whichever they are. */
interface Facts {
  /** Name of the client's error class, of the innermost type of Elasticsearch's error, and the text of both. */
  readonly name: string;
  readonly types: readonly string[];
  readonly status: number | undefined;
  readonly reason: string;
  readonly message: string;
}

interface Meaning {
  readonly code: ErrorCodeName;
  /** Ends a sentence: `the disk is full`. */
  readonly why: string;
  readonly hint: string;
}

/**
 * Whatever the client threw as a sentence: which cluster, what it cannot do (`read documents`), why, and what to do; without any login.
 * STORE_UNAVAILABLE: it may work later, the same call may be made again. STORE_TIMEOUT: it took too long. STORE_FAILED: the answer is not to be
 * trusted, or is a refusal. A RockpoolError stays as it is.
 */
export function storeError(what: string, cause: unknown): RockpoolError {
  if (cause instanceof RockpoolError) return cause;
  const facts = readFacts(cause);
  const { code, why, hint } = meaningOf(facts);
  const address = addressOf(cause);
  const cluster = address === undefined ? 'The Elasticsearch cluster' : `The Elasticsearch cluster at ${address}`;
  return new RockpoolError(code, `${cluster} cannot ${what}: ${why}.`, { hint, cause: plainCause(cause) });
}

/** True for what Elasticsearch answers when an index or alias does not exist. */
export function isMissingIndex(error: unknown): boolean {
  return readFacts(error).types.includes('index_not_found_exception');
}

/** True when what was to be made is there already. */
export function isExistingIndex(error: unknown): boolean {
  return readFacts(error).types.includes('resource_already_exists_exception');
}

const addresses = new WeakMap<object, string>();

/** Notes which nodes were asked. */
export function setAddress(error: unknown, address: string): void {
  if (typeof error === 'object' && error !== null) addresses.set(error, address);
}

/** Origins of the nodes that were asked, if that was noted. */
export function addressOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? addresses.get(error) : undefined;
}

/** What Elasticsearch says of one item of a bulk, or of one shard, as the same sentences. */
export function itemMeaning(status: number | undefined, error: unknown): Meaning {
  return meaningOf({ name: 'ResponseError', ...readBody(error), status, message: '' });
}

function meaningOf(facts: Facts): Meaning {
  return byType(facts) ?? byStatus(facts) ?? byClient(facts) ?? byMessage(facts);
}

const disk =
  'Free disk space on its nodes; Elasticsearch lifts the block itself then (else set index.blocks.read_only_allow_delete to null).';
const login = 'Check `api_key`, or `username` and `password`, of the store, and what they may do.';
const later = 'It is tried again; the log of the cluster says more.';

function byType({ types, reason, status }: Facts): Meaning | undefined {
  const text = shorten(reason);
  const has = (...names: readonly string[]): boolean => names.some((name) => types.includes(name));
  if (has('cluster_block_exception')) {
    if (/flood[- ]stage|read-only-allow-delete|read_only_allow_delete|FORBIDDEN\/12/i.test(reason))
      return unavailable('the disk of a node is nearly full, so the index may not be written', disk);
    return unavailable(`it is blocked (${text})`, 'Wait for the cluster to recover, or lift the block.');
  }
  if (has('index_not_found_exception'))
    return failed(
      `there is no such index (${text})`,
      'Somebody deleted it; declare the collection again, and its sources are read from their start.',
    );
  if (has('index_closed_exception')) return failed(`the index is closed (${text})`, 'Open it with POST <index>/_open.');
  if (has('too_many_nested_clauses', 'too_many_clauses'))
    return failed(
      'the condition has too many parts for the cluster',
      'Ask for fewer values, or simplify the condition.',
    );
  if (has('too_many_buckets_exception'))
    return failed(
      'there are more groups than the cluster allows',
      'Group by fewer values, or raise search.max_buckets.',
    );
  if (has('circuit_breaking_exception'))
    return unavailable('its memory is used up', 'Give its nodes more memory, or ask for less at once.');
  if (has('search_context_missing_exception'))
    return failed(
      'what was being read has expired',
      'Run the query again; it took longer than a point in time is kept.',
    );
  if (has('es_rejected_execution_exception', 'rejected_execution_exception'))
    return unavailable('it has more work than it can take', later);
  if (has('media_type_header_exception'))
    return failed('it does not speak the protocol of version 8', 'Elasticsearch 8 or 9 is needed.');
  if (has('validation_exception') && /maximum (?:normal )?shards open/.test(reason))
    return failed(
      'it holds as many shards as it may',
      'Delete indices, add nodes, or raise cluster.max_shards_per_node.',
    );
  if (has('master_not_discovered_exception', 'not_master_exception', 'no_shard_available_action_exception'))
    return unavailable('a part of it is away', later);
  if (has('unavailable_shards_exception', 'node_closed_exception', 'node_not_connected_exception'))
    return unavailable('a part of it is away', later);
  if (has('process_cluster_event_timeout_exception')) return unavailable('its master is busy', later);
  if (has('security_exception') || status === 401 || status === 403)
    return unavailable(status === 403 ? 'the login may not do this' : 'the login is refused', login);
  return undefined;
}

function byStatus({ status, types, reason }: Facts): Meaning | undefined {
  if (status === undefined || status === 0 || status < 400) return undefined;
  const said = types.length === 0 ? `status ${status}` : `${types[0]}: ${shorten(reason)}`;
  if (status === 429) return unavailable('it has more work than it can take', later);
  if (status === 413)
    return failed('the request is larger than it allows', 'Raise http.max_content_length of its nodes.');
  if (status === 502 || status === 503 || status === 504)
    return unavailable(`it, or a proxy before it, is away (${said})`, later);
  if (status >= 500) return unavailable(`it failed (${said})`, later);
  if (status === 404) return failed(`there is no such thing (${said})`, 'Check `node` of the store.');
  return failed(`it refuses the request (${said})`, 'The log of the cluster says more.');
}

function byClient({ name, message }: Facts): Meaning | undefined {
  switch (name) {
    case 'TimeoutError':
      return { code: 'STORE_TIMEOUT', why: 'it does not answer in time', hint: 'Check its load, and the network.' };
    case 'DeserializationError':
      return failed('its answer is no JSON, or was cut off', 'Check `node` of the store, and what stands before it.');
    case 'ProductNotSupportedError':
      return failed('what answers is not Elasticsearch', 'Check `node` of the store: Elasticsearch 8 or 9 is needed.');
    case 'RequestAbortedError':
      if (/content length/i.test(message)) return failed('its answer is too large', 'Ask for less at once.');
      return { code: 'QUERY_CANCELLED', why: 'the request was cancelled', hint: 'Run it again.' };
    case 'NoLivingConnectionsError':
      return unavailable('none of its nodes can be reached', 'Check `node` of the store, and that it runs.');
    default:
      return undefined;
  }
}

/** The client keeps of Node's errors only their words. */
const connectionMeanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /ECONNREFUSED/,
    unavailable('the connection was refused', 'Check `node` of the store, and that Elasticsearch runs there.'),
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    unavailable('its host name is unknown here', 'Check `node` of the store, and the name service of this machine.'),
  ],
  [
    /altnames|ERR_TLS_CERT_ALTNAME/i,
    unavailable('its certificate is for another host name', 'Use the name of the certificate in `node` of the store.'),
  ],
  [
    /expired/i,
    unavailable('its certificate has expired', 'Renew the certificate, and check the clock of this machine.'),
  ],
  [
    /self[- ]signed|unable to (?:verify|get)|issuer|UNABLE_TO|CERT_/i,
    unavailable(
      'its certificate is of an authority that is not trusted',
      'Give `ca` of the store the PEM file of the authority that signed it.',
    ),
  ],
  [
    /wrong version number|EPROTO|SSL routines|packet length/i,
    unavailable('it does not speak TLS at this address', 'Write http instead of https in `node` of the store.'),
  ],
  [
    /Parse Error|HTTPParser|Invalid (?:header|character|response)|Expected HTTP/i,
    unavailable('what answers does not speak HTTP', 'Check `node` of the store: http or https, host and port.'),
  ],
  [
    /other side closed|socket hang up|ECONNRESET|EPIPE|terminated|closed|aborted|connection failed/i,
    unavailable('the connection broke', 'It may be restarting, or want https in `node` of the store.'),
  ],
  [/timeout|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/i, unavailable('it cannot be reached', 'Check the network to it.')],
];

function byMessage({ message }: Facts): Meaning {
  const found = connectionMeanings.find(([pattern]) => pattern.test(message));
  return found?.[1] ?? unavailable(shorten(message), later);
}

function unavailable(why: string, hint: string): Meaning {
  return { code: 'STORE_UNAVAILABLE', why, hint };
}
function failed(why: string, hint: string): Meaning {
  return { code: 'STORE_FAILED', why, hint };
}

function readFacts(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: '', types: [], status: undefined, reason: '', message: String(error) };
  const { meta } = error as { readonly meta?: { readonly statusCode?: number; readonly body?: unknown } };
  const body = meta?.body as { readonly error?: unknown } | null | undefined;
  return { name: error.name, message: error.message, status: meta?.statusCode, ...readBody(body?.error) };
}

/** Types of Elasticsearch's error with all its causes, and their reasons in one text. */
function readBody(error: unknown): Pick<Facts, 'types' | 'reason'> {
  const types: string[] = [];
  const reasons: string[] = [];
  const visit = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null || depth > 5) return;
    const { type, reason, ...inner } = one as Readonly<Record<string, unknown>>;
    if (typeof type === 'string') types.push(type);
    if (typeof reason === 'string') reasons.push(reason);
    else visit(reason, depth + 1);
    visit(inner['caused_by'], depth + 1);
    for (const list of [inner['root_cause'], inner['failed_shards']])
      if (Array.isArray(list)) list.slice(0, 5).forEach((entry) => visit(entry, depth + 1));
  };
  visit(error, 0);
  return { types, reason: [...new Set(reasons)].join('; ') };
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replace(/[.\s]+$/, '');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** Without the request, whose headers hold the login and whose body may hold documents. */
function plainCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message, stack } = error;
  return Object.assign(new Error(shorten(message)), { name, stack: stack ?? '' });
}
