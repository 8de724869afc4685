import { RockpoolError } from '../base/error.ts';
import { errorFromReply } from './error-from-reply.ts';

/** Turns the text of a reply into a value. The default is JSON.parse; a caller that prints numbers passes one that keeps their digits. */
export type ParseJson = (text: string) => unknown;

export interface ClientOptions {
  /** `http://127.0.0.1:8080`, without the path. */
  readonly address: string;
  readonly key?: string;
  readonly parse?: ParseJson;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Members that are undefined are left out; a list is repeated. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON; text is sent as it is, so that the digits of its numbers survive. */
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Talks to one server. Everything that is not a success is thrown as the RockpoolError that the server sent. */
export interface HttpClient {
  readonly address: string;
  /** The parsed body; the caller names its shape, which src/api/ promises. Throws SERVER_UNREACHABLE and whatever the server answers. */
  json<T>(path: string, call?: Call): Promise<T>;
  text(path: string, call?: Call): Promise<string>;
}

export function makeHttpClient(options: ClientOptions): HttpClient {
  const parse = options.parse ?? ((text: string): unknown => JSON.parse(text));

  async function text(path: string, call: Call = {}): Promise<string> {
    const reply = await send(options, path, call);
    const body = await readBody(options.address, reply);
    if (!reply.ok) throw errorFromReply(options.address, reply, body);
    return body;
  }

  return {
    address: options.address,
    text,
    async json<T>(path: string, call: Call = {}): Promise<T> {
      const body = await text(path, call);
      let value: unknown;
      try {
        value = parse(body);
      } catch (cause) {
        throw noServer(options.address, cause);
      }
      // All replies are objects.
      if (typeof value !== 'object' || value === null) throw noServer(options.address);
      return value as T;
    },
  };
}

const noServer = (address: string, cause?: unknown): RockpoolError =>
  new RockpoolError('SERVER_UNREACHABLE', `What answers at ${address} is no Rockpool server.`, { cause });

/** The `data` of a reply, which is all that most of them hold. */
export async function readData<T>(client: HttpClient, path: string, call?: Call): Promise<T> {
  const { data } = await client.json<{ readonly data?: T }>(path, call);
  if (data === undefined) throw noServer(client.address);
  return data;
}

/** Joins percent-encoded segments below `/v1/orgs/self`. */
export function apiPath(...segments: readonly string[]): string {
  return `/v1/orgs/self/${segments.map(encodeURIComponent).join('/')}`;
}

/** Path and query string; lists repeat their name. */
export function withQuery(path: string, query: Call['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) search.append(name, one);
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function send(options: ClientOptions, path: string, call: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: call.accept ?? 'application/json' };
  if (options.key !== undefined) headers['authorization'] = `ApiKey ${options.key}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(new URL(withQuery(path, call.query), options.address), {
      method: call.method ?? 'GET',
      headers,
      redirect: 'error',
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (cause) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    throw unreachable(options.address, cause);
  }
}

async function readBody(address: string, reply: Response): Promise<string> {
  try {
    return await reply.text();
  } catch (cause) {
    throw new RockpoolError('SERVER_UNREACHABLE', `${address} broke off in the middle of its reply.`, { cause });
  }
}

/** fetch says only "fetch failed"; what a person can act on is the code of its cause. */
function unreachable(address: string, cause: unknown): RockpoolError {
  const code = causeCode(cause);
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    const hint = 'Write the address with http://.';
    return new RockpoolError('SERVER_UNREACHABLE', `What answers at ${address} speaks no TLS.`, { cause, hint });
  }
  if (code !== undefined && /CERT|SIGNED|SSL|TLS|ISSUER/.test(code)) {
    const hint =
      'Trust its certificate with NODE_EXTRA_CA_CERTS=<file>, and use the name that the certificate is made for.';
    return new RockpoolError('SERVER_UNREACHABLE', `The certificate of ${address} is not trusted (${code}).`, {
      cause,
      hint,
    });
  }
  return new RockpoolError(
    'SERVER_UNREACHABLE',
    `No server answers at ${address}${code === undefined ? '' : ` (${code})`}.`,
    { cause },
  );
}

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : undefined;
}
