import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { objectsOf, textOf } from '../tree.ts';

/** A CTE that a query sees. */
export interface CommonTable {
  /** Its entry in `cte_map`. */
  readonly entry: JsonObject;
  readonly body: Json;
  /** What its body sees. */
  readonly scope: Scope;
}

/** CTEs by their names in lower case, in the order in which they were made. */
export type Scope = ReadonlyMap<string, CommonTable>;

export interface ScopedSelect {
  readonly node: JsonObject;
  readonly scope: Scope;
}

/** Every SELECT of a tree with the CTEs it sees. Recursive CTEs are left out, and so is what sees them. */
export function* everySelect(tree: Json, scope: Scope = new Map()): Generator<ScopedSelect> {
  if (Array.isArray(tree)) {
    for (const child of tree as readonly Json[]) yield* everySelect(child, scope);
  }
  if (!isJsonObject(tree) || tree['type'] === 'RECURSIVE_CTE_NODE') return;
  const inner = new Map(scope);
  for (const entry of commonTablesOf(tree)) {
    const body = bodyOf(entry);
    const seen = new Map(inner);
    yield* everySelect(body, seen);
    inner.set(textOf(entry['key']).toLowerCase(), { entry, body, scope: seen });
  }
  if (tree['type'] === 'SELECT_NODE') yield { node: tree, scope: inner };
  for (const [key, child] of Object.entries(tree)) if (key !== 'cte_map') yield* everySelect(child, inner);
}

const commonTablesOf = (node: JsonObject): readonly JsonObject[] =>
  isJsonObject(node['cte_map']) ? objectsOf(node['cte_map']['map']) : [];

function bodyOf(entry: JsonObject): Json {
  const query = isJsonObject(entry['value']) ? entry['value']['query'] : undefined;
  return isJsonObject(query) ? (query['node'] ?? null) : null;
}
