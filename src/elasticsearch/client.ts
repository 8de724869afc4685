import { readFileSync } from 'node:fs';
import {
  Client,
  ClusterConnectionPool,
  Transport,
  UndiciConnection,
  type ConnectionPoolOptions,
  type TransportOptions,
  type TransportRequestOptions,
  type TransportRequestParams,
} from '@elastic/elasticsearch';
import { RockpoolError } from '../base/error.ts';
import { addressOf, setAddress } from './errors.ts';

export interface ClientOptions {
  /** URLs. One that is down is passed over. */
  readonly nodes: readonly string[];
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** PEM file of the authority that signed the certificates of the cluster. */
  readonly ca?: string;
  readonly requestTimeoutMs: number;
}

/** How long a node may take to accept a connection, before the next one is asked. */
const mostConnectMs = 5_000;
const retries = 2;
/** How long a dead node is left alone the first time; doubles up to 32 times as long. */
const deadMs = 2_000;

/**
 * A client of the cluster for versions 8 and 9. What only reads is sent again, at most twice, when a node is away; what writes only when it was
 * never sent, because a second write may not mean the same: who knows that it does sets `maxRetries`.
 * Throws CONFIG_INVALID when the file of the authority cannot be read.
 */
export function makeClient(options: ClientOptions): Client {
  const { nodes, apiKey, username, password, ca, requestTimeoutMs } = options;
  const timeout = Math.min(mostConnectMs, requestTimeoutMs);
  const urls = nodes.map((node) => new URL(node));
  const [withLogin] = urls.filter((url) => url.username !== '');
  const user = username ?? (withLogin === undefined ? undefined : decodeURIComponent(withLogin.username));
  const secret = password ?? (withLogin === undefined ? '' : decodeURIComponent(withLogin.password));
  const auth =
    apiKey !== undefined ? { apiKey } : user === undefined ? undefined : { username: user, password: secret };
  return new Client({
    nodes: urls.map(withoutLogin),
    ...(auth === undefined ? {} : { auth }),
    Transport: CarefulTransport,
    Connection: KeptConnection,
    ConnectionPool: PatientPool,
    resurrectStrategy: 'ping',
    // A pool of connections per node, kept open. `tls` replaces `connect`, so the time stands in both.
    agent: { connections: 64, connect: { timeout } } as never,
    ...(urls.some((url) => url.protocol === 'https:')
      ? { tls: { timeout, ...(ca === undefined ? {} : { ca: readAuthority(ca) }) } }
      : {}),
    requestTimeout: requestTimeoutMs,
    maxRetries: retries,
    sniffOnStart: false,
    sniffOnConnectionFault: false,
    enableMetaHeader: false,
  });
}

/** A path in a URL may be the prefix of a proxy and stays. */
function withoutLogin(url: URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new RockpoolError('CONFIG_INVALID', `The file ${path}, the \`ca\` of the store, cannot be read (${why}).`, {
      hint: 'Give the path of a PEM file with the certificate of the authority.',
    });
  }
}

/** A server refuses media types of a version above its own: those of 8 are understood by both lines. */
const vendoredHeaders = {
  jsonContentType: 'application/vnd.elasticsearch+json; compatible-with=8',
  ndjsonContentType: 'application/vnd.elasticsearch+x-ndjson; compatible-with=8',
  accept: 'application/vnd.elasticsearch+json; compatible-with=8,text/plain',
};

/**
 * After a DELETE with a body, which is how points in time are given back, undici closes the connection, for servers that do not expect one.
 * Elasticsearch does.
 */
class KeptConnection extends UndiciConnection {
  constructor(options: ConstructorParameters<typeof UndiciConnection>[0]) {
    super(options);
    const { pool } = this;
    const dispatch = pool.dispatch.bind(pool);
    pool.dispatch = (request, handler) => dispatch({ ...request, reset: false }, handler);
  }
}

/** Leaves a node out once it was found dead, and looks after it again in the background. */
class PatientPool extends ClusterConnectionPool {
  constructor(options: ConnectionPoolOptions) {
    super(options);
    this.resurrectTimeout = deadMs;
  }
}

/** The client creates its transport itself, from a class; so this is one. */
class CarefulTransport extends Transport {
  constructor(options: TransportOptions) {
    super({ ...options, vendoredHeaders, openTelemetry: { enabled: false } });
  }

  // The overloads differ only in what `meta` makes of the answer.
  override async request(params: TransportRequestParams, options: TransportRequestOptions = {}): Promise<never> {
    const { connections } = this.connectionPool;
    const careful = options.maxRetries === undefined && !onlyReads(params) ? { ...options, maxRetries: 0 } : options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await super.request<never>(params, careful);
      } catch (error) {
        if (attempt < connections.length && wasNeverSent(error)) continue;
        setAddress(error, addressOf(error) ?? connections.map(({ url }) => url.origin).join(', '));
        throw error;
      }
    }
  }
}

const readingCalls = /\/_(?:search|msearch|mget|count|pit|field_caps|analyze|explain)(?:\/|\?|$)/;

function onlyReads({ method, path }: TransportRequestParams): boolean {
  return method === 'GET' || method === 'HEAD' || (method === 'POST' && readingCalls.test(path));
}

/** No connection stood: nothing can have been done. */
function wasNeverSent(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ConnectionError' &&
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Connect Timeout/.test(error.message)
  );
}
