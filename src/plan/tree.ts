import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';

/** Text of a member; empty when it is absent or something else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

/** Every object of a tree, parents first, in the order of the text. A stack of its own: a tree may be deeper than ours. */
export function* everyObject(tree: Json): Generator<JsonObject> {
  const pending: Json[] = [tree];
  while (pending.length > 0) {
    const next = pending.pop()!;
    if (isJsonObject(next)) yield next;
    const children = Array.isArray(next) ? (next as readonly Json[]) : isJsonObject(next) ? Object.values(next) : [];
    // One by one: a list of 200,000 constants would be too many arguments for one call.
    for (let index = children.length - 1; index >= 0; index--) pending.push(children[index]!);
  }
}

/** Byte offset into the text that DuckDB was given; undefined for "none", which DuckDB writes as 2^64−1. */
export function locationOf(node: JsonObject): number | undefined {
  const location = node['query_location'];
  return typeof location === 'number' && Number.isSafeInteger(location) ? location : undefined;
}
