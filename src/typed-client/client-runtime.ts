import type { ErrorCodeName } from '../base/error-codes.ts';

/** What a call of a lambda can be refused with; others of docs/errors.md belong to other calls. */
const callErrors = [
  'ARGUMENT_INVALID',
  'ARGUMENT_MISSING',
  'ARGUMENT_UNKNOWN',
  'REQUEST_INVALID',
  'REQUEST_TOO_LARGE',
  'KEY_MISSING',
  'KEY_INVALID',
  'KEY_EXPIRED',
  'ACCESS_DENIED',
  'LAMBDA_NOT_FOUND',
  'LAMBDA_INVALID',
  'TAG_NOT_FOUND',
  'SQL_BIND',
  'SQL_EXECUTION',
  'LIMIT_ROWS',
  'LIMIT_MEMORY',
  'LIMIT_SCAN',
  'QUERY_TIMEOUT',
  'QUERY_CANCELLED',
  'BUSY',
  'RATE_LIMIT',
  'STORE_UNAVAILABLE',
  'STORE_FAILED',
  'STORE_TIMEOUT',
  'SERVER_STOPPING',
  'INTERNAL',
] as const satisfies readonly ErrorCodeName[];

/** The part of the file that is the same for every project; `tag` is called unless a call names another. */
export const clientRuntime = (
  tag: string,
): string => `export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type NoArguments = Readonly<Record<string, never>>;
/** Of a lambda that takes arguments by names that nobody declared. */
export type AnyArguments = Readonly<Record<string, Argument>>;
export type Argument = Json | bigint | Date | readonly Argument[];

/** A row of a lambda: \`Row<'commons', 'recommendation'>\`. */
export type Row<W extends keyof Lambdas, L extends keyof Lambdas[W]> = Lambdas[W][L] extends { readonly row: infer R } ? R : never;

export interface ConnectOptions {
  /** \`https://lambdas.example.com\`, with the path at which a proxy serves it, if there is one. */
  readonly address: string;
  /** Sent as \`Authorization: ApiKey …\`. */
  readonly key?: string | undefined;
  /** Called unless a call names another. Default: ${JSON.stringify(tag)}. */
  readonly tag?: string | undefined;
  /** Default: the global one. */
  readonly fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  readonly tag?: string | undefined;
  /** Cuts the rows. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a call gives: it never throws and never rejects. Numbers beyond 2^53 lose digits, as they do in JSON.parse. */
export type Answer<R> =
  | {
      readonly ok: true;
      readonly rows: readonly R[];
      /** Of the newest document that was read. */
      readonly dataAgeMs?: number;
      /** \`workspace.name::version\` */
      readonly lambda?: string;
      readonly queryId: string;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly error: CallError };

export type CallError =
  /** The server's answer; \`message\` and \`hint\` are written for people. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: ErrorCode; readonly message: string; readonly hint: string; readonly queryId?: string }
  /** No answer, or none of a Rockpool server. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly cause?: unknown }
  /** The signal of the call was aborted. */
  | { readonly kind: 'aborted'; readonly reason: unknown };

export type ErrorCode =
${callErrors.map((code) => `  | '${code}'`).join('\n')}
  | (string & {});

interface Shape {
  readonly arguments: object;
  readonly row: unknown;
}

type Call<S> = S extends Shape
  ? {} extends S['arguments']
    ? (args?: S['arguments'], options?: CallOptions) => Promise<Answer<S['row']>>
    : (args: S['arguments'], options?: CallOptions) => Promise<Answer<S['row']>>
  : never;

/** What has a \`then\` is taken for a promise: a workspace or lambda of that name is \`$then\`. */
type Called<N> = N extends 'then' ? '$then' : N;

export type Rockpool = { readonly [W in keyof Lambdas as Called<W>]: { readonly [L in keyof Lambdas[W] as Called<L>]: Call<Lambdas[W][L]> } };

/** Calls the lambdas of one server. Nothing is sent before the first call. */
export function connect(options: ConnectOptions): Rockpool {
  return byName((workspace) =>
    byName((lambda) => (args?: object, call?: CallOptions) => execute(options, workspace, lambda, args ?? {}, call ?? {})),
  ) as Rockpool;
}

/** An object that makes each member when it is asked for; it has no \`then\`, so that it may be returned by an async function. */
function byName(make: (name: string) => unknown): object {
  const get = (_: object, name: string | symbol): unknown =>
    typeof name !== 'string' || name === 'then' ? undefined : make(name === '$then' ? 'then' : name);
  return new Proxy({}, { get });
}

async function execute(
  options: ConnectOptions,
  workspace: string,
  lambda: string,
  args: object,
  call: CallOptions,
): Promise<Answer<never>> {
  const tag = call.tag ?? options.tag ?? ${JSON.stringify(tag)};
  const path = ['v1', 'orgs', 'self', 'ws', workspace, 'lambdas', lambda, 'tags', tag].map(encodeURIComponent).join('/');
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  if (options.key !== undefined) headers['authorization'] = \`ApiKey \${options.key}\`;
  const body = printJson({ arguments: args, ...(call.limit === undefined ? {} : { default_row_limit: call.limit }) });
  try {
    const send = options.fetch ?? fetch;
    const reply = await send(new URL(\`\${options.address.replace(/\\/+$/, '')}/\${path}\`).href, {
      method: 'POST',
      headers,
      body,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return readAnswer(reply.status, await reply.text());
  } catch (cause) {
    if (call.signal?.aborted === true) return { ok: false, error: { kind: 'aborted', reason: call.signal.reason } };
    return { ok: false, error: { kind: 'unreachable', message: \`No server answers at \${options.address}.\`, cause } };
  }
}

/** JSON has no bigint, and JSON.stringify refuses one: its digits go out as they are. */
function printJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return \`[\${value.map((one) => printJson(one ?? null)).join(',')}]\`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  return \`{\${members.map(([name, one]) => \`\${JSON.stringify(name)}:\${printJson(one)}\`).join(',')}}\`;
}

function readAnswer(status: number, text: string): Answer<never> {
  const body = parseObject(text);
  if (status >= 200 && status < 300 && body !== undefined && Array.isArray(body['results'])) {
    return {
      ok: true,
      rows: body['results'] as never[],
      queryId: String(body['query_id']),
      warnings: Array.isArray(body['warnings']) ? (body['warnings'] as string[]) : [],
      ...(typeof body['data_age_ms'] === 'number' ? { dataAgeMs: body['data_age_ms'] } : {}),
      ...(typeof body['query_lambda_path'] === 'string' ? { lambda: body['query_lambda_path'] } : {}),
    };
  }
  if (body === undefined || typeof body['message'] !== 'string') {
    return { ok: false, error: { kind: 'unreachable', message: \`What answered with status \${status} is no Rockpool server.\` } };
  }
  const { code, message, hint, query_id: queryId } = body;
  return {
    ok: false,
    error: {
      kind: 'refused',
      status,
      code: typeof code === 'string' ? code : 'INTERNAL',
      message,
      hint: typeof hint === 'string' ? hint : '',
      ...(typeof queryId === 'string' ? { queryId } : {}),
    },
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
`;
