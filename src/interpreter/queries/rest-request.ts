import type { Reader } from '../kind.ts';
import { refused } from '../refused.ts';

/** A resource of Retool, as far as a query needs it. */
export interface Resource {
  /** Absolute; the query's text is appended as a path. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RestRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The request that a RESTQuery would send now. Throws TypeError for an address that is none, RETOOL_APP_INVALID for a resource that was not given. */
export function restRequest(query: Reader, resources: ReadonlyMap<string, Resource>): RestRequest {
  const resource = resourceOf(query, resources);
  const path = query.text('query');
  const url = resource === undefined ? path : `${resource.baseUrl.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  const body = bodyOf(query);
  const headers = Object.fromEntries(listOf(query, 'headers').map(({ key, value }) => [key, String(value)]));
  return {
    // A check and the usual escapes: a space becomes %20.
    url: new URL(url).href,
    method: query.written('type'),
    headers: { ...resource?.headers, ...body?.headers, ...headers },
    ...(body === undefined ? {} : { body: body.text }),
  };
}

/** Undefined: the query has an absolute address. */
export function resourceOf(query: Reader, resources: ReadonlyMap<string, Resource>): Resource | undefined {
  const name = query.plugin.resource?.name ?? '';
  if (name === 'REST-WithoutResource') return undefined;
  const resource = resources.get(name);
  if (resource === undefined) throw refused(query.plugin.id, `its resource ${name} was not given`);
  return resource;
}

interface Body {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

function bodyOf(query: Reader): Body | undefined {
  const bodyType = query.written('bodyType');
  switch (bodyType) {
    case 'none':
      return undefined;
    case 'raw':
      // Its content type stands in the query's headers.
      return { text: query.text('body'), headers: {} };
    case 'json': {
      const members = listOf(query, 'body').map(({ key, value }) => [key, value] as const);
      return { text: JSON.stringify(Object.fromEntries(members)), headers: { 'content-type': 'application/json' } };
    }
    case 'form': {
      const members = listOf(query, 'body').map(({ key, value }) => [key, String(value)]);
      return {
        text: new URLSearchParams(members).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      };
    }
    default:
      throw refused(query.plugin.id, `its bodyType ${bodyType} is not known`);
  }
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** Headers and bodies are JSON text that holds a list of key and value. */
function listOf(query: Reader, key: string): readonly Entry[] {
  const text = query.written(key);
  if (text === '') return [];
  const entries = query.evaluate(key, JSON.parse(text)) as readonly Entry[];
  return entries.filter((entry) => entry.key !== '');
}
