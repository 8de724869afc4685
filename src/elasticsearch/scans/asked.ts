import type { JsonObject } from '../../base/json.ts';

/** A question in Elasticsearch's words. It never leaves out a document for which the question is true. */
export interface Asked {
  readonly query: JsonObject;
  /** It brings no other documents, unless one of the fields of `ignored` has a value there that was not indexed. */
  readonly exact: boolean;
  /** Paths of fields whose values that are not indexed come along, because they may be what is asked for. */
  readonly ignored: readonly string[];
}

export const everything: Asked = { query: { match_all: {} }, exact: true, ignored: [] };
/** What cannot be asked brings everything. */
export const unknown: Asked = { query: { match_all: {} }, exact: false, ignored: [] };
export const nothing: Asked = { query: { match_none: {} }, exact: true, ignored: [] };

export const isEverything = ({ query }: Asked): boolean => 'match_all' in query;
export const isNothing = ({ query }: Asked): boolean => 'match_none' in query;

export const asked = (query: JsonObject, exact = true): Asked => ({ query, exact, ignored: [] });

/** Documents that all parts ask for; everything when there are none. */
export function allOf(parts: readonly Asked[]): Asked {
  // Parts are supersets: when one brings nothing, nothing is right.
  if (parts.some(isNothing)) return nothing;
  const queries = parts.filter((part) => !isEverything(part)).map((part) => part.query);
  const [query = everything.query] = queries;
  return {
    query: queries.length < 2 ? query : { bool: { filter: queries } },
    exact: parts.every((part) => part.exact),
    ignored: union(parts),
  };
}

/** Documents that any part asks for; nothing when there are none. */
export function anyOf(parts: readonly Asked[]): Asked {
  const whole = parts.filter(isEverything);
  if (whole.length > 0) return whole.some((part) => part.exact) ? everything : unknown;
  const some = parts.filter((part) => !isNothing(part));
  if (some.length < 2) return some[0] ?? nothing;
  return {
    query: { bool: { should: some.map((part) => part.query) } },
    exact: some.every((part) => part.exact),
    ignored: union(some),
  };
}

/** Documents with an indexed value in the field that the question does not bring. An inexact question takes none away. */
export function noneOf(part: Asked): Asked {
  if (isNothing(part)) return everything;
  if (!part.exact) return unknown;
  return isEverything(part) ? nothing : asked({ bool: { must_not: [part.query] } });
}

/** The question, or a value of the field that is not indexed. */
export function orIgnored(part: Asked, path: string): Asked {
  if (isEverything(part)) return part;
  const ignored = { term: { _ignored: path } };
  return {
    query: isNothing(part) ? ignored : { bool: { should: [part.query, ignored] } },
    exact: part.exact,
    ignored: [...new Set([...part.ignored, path])],
  };
}

function union(parts: readonly Asked[]): readonly string[] {
  return [...new Set(parts.flatMap((part) => part.ignored))];
}
