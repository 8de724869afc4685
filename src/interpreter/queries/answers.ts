import { bodyCode } from '../expressions/code.ts';
import type { Reader } from '../kind.ts';
import { restRequest, type Resource } from './rest-request.ts';

/** What a run of a query brought. */
export interface Answer {
  readonly rawData: unknown;
  readonly metadata: unknown;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Sends a RESTQuery's request. Throws Error with the message that `id.error` holds: the answer's own message, else its status. */
export async function fetchAnswer(
  query: Reader,
  { fetch, resources }: { readonly fetch: Fetch; readonly resources: ReadonlyMap<string, Resource> },
  signal: AbortSignal,
): Promise<Answer> {
  const { url, ...init } = restRequest(query, resources);
  const response = await fetch(url, { ...init, signal });
  const text = await response.text();
  const rawData = isJson(response) ? (JSON.parse(text) as unknown) : text;
  if (!response.ok) throw new Error(messageOf(rawData) ?? `${response.status} ${response.statusText}`);
  return {
    rawData: frozen(rawData),
    metadata: frozen({ status: response.status, headers: Object.fromEntries(response.headers) }),
  };
}

const isJson = (response: Response): boolean => /\bjson\b/.test(response.headers.get('content-type') ?? '');

function messageOf(body: unknown): string | undefined {
  const message = (body as { readonly message?: unknown } | null)?.message;
  return typeof message === 'string' && message !== '' ? message : undefined;
}

/** `data` of the answer: what the transformer makes of it. Throws what the transformer throws. */
export function transformed(query: Reader, { rawData, metadata }: Answer): unknown {
  if (query.raw('enableTransformer') !== true) return rawData;
  return frozen(query.run(bodyCode(query.written('transformer')), { data: rawData, metadata }));
}

/** Sorting an answer in place would change it for every other reader; here it fails, and becomes a problem. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) frozen(one);
  }
  return value;
}
