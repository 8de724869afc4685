import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { everyObject, listOf, objectsOf, textOf } from '../tree.ts';
import type { Scope } from './scope.ts';
import { statementNode } from './tree-nodes.ts';

/**
 * The statement that yields the keys of a semi-join: its SELECT and the CTEs that it reads. Undefined when two runs of it over growing rows
 * could yield different keys, or when a name means two things.
 */
export function keyStatement(keys: JsonObject, scope: Scope): JsonObject | undefined {
  const entries = new Map<string, JsonObject>();
  if (!collectCommonTables(keys, scope, entries)) return undefined;
  const own = isJsonObject(keys['cte_map']) ? listOf(keys['cte_map']['map']) : [];
  const names = own.map((entry) => (isJsonObject(entry) ? textOf(entry['key']).toLowerCase() : ''));
  if (names.some((name) => entries.has(name))) return undefined;
  const select = { ...keys, cte_map: { map: [...entries.values(), ...own] } };
  return [...everyObject(select)].some(isUnsteady) ? undefined : statementNode(select);
}

/** In the order in which they must stand. False when a name hides another. */
function collectCommonTables(tree: Json, scope: Scope, entries: Map<string, JsonObject>): boolean {
  for (const part of everyObject(tree)) {
    if (part['type'] !== 'BASE_TABLE' || textOf(part['schema_name']) !== '') continue;
    const name = textOf(part['table_name']).toLowerCase();
    const common = scope.get(name);
    if (common === undefined) continue;
    if (entries.has(name)) {
      if (entries.get(name) !== common.entry) return false;
      continue;
    }
    if (!collectCommonTables(common.body, common.scope, entries)) return false;
    entries.set(name, common.entry);
  }
  return true;
}

const unsteadyFunctions =
  /^(random|rand|uuid|gen_random_uuid|uuidv[47]|first|last|any_value|arbitrary|mode|arg_(min|max).*|(min|max)_by|argm(in|ax)|approx_.*|reservoir_quantile)$/;

function isUnsteady(part: JsonObject): boolean {
  const isCut = /^LIMIT/.test(textOf(part['type'])) || part['type'] === 'RECURSIVE_CTE_NODE';
  const isSample = isJsonObject(part['sample']) || part['class'] === 'WINDOW';
  const isOn = objectsOf(part['modifiers']).some((modifier) => listOf(modifier['distinct_on_targets']).length > 0);
  return isCut || isSample || isOn || unsteadyFunctions.test(textOf(part['function_name']).toLowerCase());
}
