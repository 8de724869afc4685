import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { everyObject, listOf, objectsOf, textOf } from '../tree.ts';
import { outputOf, type Output, type Side } from './outputs.ts';
import { selectNode, andNode } from './tree-nodes.ts';
import type { Scope } from './scope.ts';

/** A condition that keeps the documents which hold one of the keys: a semi-join, IN, or list_has_any. */
export interface KeyJoin {
  readonly output: Output;
  readonly match: 'in' | 'holds';
  /** A SELECT of one column, the keys, and the CTEs it sees. */
  readonly keys: JsonObject;
  readonly scope: Scope;
}

/** `c SEMI JOIN k USING (f)`, `ON c.f = k.x`, `ON list_contains(c.list, k.x)`; undefined for any other condition. */
export function readKeyJoin(join: JsonObject, side: Side, scope: Scope): readonly KeyJoin[] | undefined {
  const right = join['right'];
  if (!isJsonObject(right) || join['ref_type'] !== 'REGULAR') return undefined;
  const keysOf = (column: Json): JsonObject => selectNode([column], right);
  const using = listOf(join['using_columns']).map(textOf);
  if (using.length > 0) {
    const column = { class: 'COLUMN_REF', type: 'COLUMN_REF', alias: '', column_names: [using[0]!] };
    const output = outputOf(column, side);
    return using.length === 1 && output !== undefined
      ? [{ output, match: 'in', keys: keysOf(column), scope }]
      : undefined;
  }
  const condition = join['condition'];
  if (!isJsonObject(condition)) return undefined;
  if (condition['type'] === 'COMPARE_EQUAL') {
    const [left, other] = [condition['left'] ?? null, condition['right'] ?? null];
    for (const [one, two] of [
      [left, other],
      [other, left],
    ] as const) {
      const output = outputOf(one, side);
      if (output !== undefined && isColumnOf(two, right, side))
        return [{ output, match: 'in', keys: keysOf(two), scope }];
    }
    return undefined;
  }
  const [list, key] = isCall(condition, /^(list|array)_(contains|has)$/) ? listOf(condition['children']) : [];
  const output = list === undefined ? undefined : outputOf(list, side);
  if (output === undefined || key === undefined || !isColumnOf(key, right, side)) return undefined;
  return [{ output, match: 'holds', keys: keysOf(key), scope }];
}

function isColumnOf(node: Json, right: JsonObject, side: Side): boolean {
  if (!isJsonObject(node) || node['class'] !== 'COLUMN_REF') return false;
  const parts = listOf(node['column_names']).map((part) => textOf(part).toLowerCase());
  const name = (textOf(right['alias']) || textOf(right['table_name'])).toLowerCase();
  if (parts.length === 2) return name !== '' && parts[0] === name && name !== side.qualifier.toLowerCase();
  return parts.length === 1 && !side.outputs.has(parts[0]!);
}

/** The conditions of a WHERE: those about fields alone, together, and those that ask for keys. */
export function splitWhere(
  where: Json,
  side: Side,
  scope: Scope,
): { readonly plain: Json; readonly keyJoins: readonly KeyJoin[] } | { readonly why: string } {
  const plain: JsonObject[] = [];
  const keyJoins: KeyJoin[] = [];
  for (const condition of conjuncts(where)) {
    const keyJoin = readKeyCondition(condition, side, scope);
    if (keyJoin !== undefined) keyJoins.push(keyJoin);
    else {
      const why = whyNotPlain(condition, side);
      if (why !== undefined) return { why };
      plain.push(condition);
    }
  }
  return { plain: andNode(plain), keyJoins };
}

function* conjuncts(where: Json): Generator<JsonObject> {
  if (!isJsonObject(where)) return;
  if (where['type'] === 'CONJUNCTION_AND') for (const child of listOf(where['children'])) yield* conjuncts(child);
  else yield where;
}

/** `f IN (SELECT …)`, `list_has_any(f, (SELECT list(x) FROM …))`. */
function readKeyCondition(condition: JsonObject, side: Side, scope: Scope): KeyJoin | undefined {
  if (condition['class'] === 'SUBQUERY' && condition['subquery_type'] === 'ANY') {
    const output =
      condition['comparison_type'] === 'COMPARE_EQUAL' ? outputOf(condition['child'] ?? null, side) : undefined;
    const keys = selectOf(condition);
    return output === undefined || keys === undefined ? undefined : { output, match: 'in', keys, scope };
  }
  if (!isCall(condition, /^((list|array)_has_any|&&)$/)) return undefined;
  for (const [list, keys] of [listOf(condition['children']), listOf(condition['children']).toReversed()]) {
    const output = outputOf(list ?? null, side);
    const select = isJsonObject(keys) && keys['subquery_type'] === 'SCALAR' ? selectOf(keys) : undefined;
    const column = select === undefined ? undefined : listedColumn(select);
    if (output !== undefined && select !== undefined && column !== undefined) {
      return { output, match: 'holds', keys: { ...select, select_list: [column] }, scope };
    }
  }
  return undefined;
}

function selectOf(subquery: JsonObject): JsonObject | undefined {
  const query = isJsonObject(subquery['subquery']) ? subquery['subquery']['node'] : undefined;
  const isOne = isJsonObject(query) && query['type'] === 'SELECT_NODE' && listOf(query['select_list']).length === 1;
  return isOne ? query : undefined;
}

/** `x` of `SELECT list(x) FROM …` without groups. */
function listedColumn(select: JsonObject): Json | undefined {
  const call = objectsOf(select['select_list'])[0]!;
  const isList = isCall(call, /^(list|array_agg)$/) && call['filter'] === null && listOf(call['children']).length === 1;
  const isWhole =
    ['modifiers', 'group_expressions', 'group_sets'].every((key) => listOf(select[key]).length === 0) &&
    ['having', 'sample', 'qualify'].every((key) => select[key] == null) &&
    select['aggregate_handling'] === 'STANDARD_HANDLING';
  return isList && isWhole ? listOf(call['children'])[0] : undefined;
}

const isCall = (node: JsonObject, name: RegExp): boolean =>
  node['class'] === 'FUNCTION' && textOf(node['schema']) === '' && name.test(textOf(node['function_name']));

/** Every column must be a field that the scan can ask for; the words of an outer query, and other queries, are none. */
function whyNotPlain(condition: JsonObject, side: Side): string | undefined {
  for (const part of everyObject(condition)) {
    if (part['class'] === 'SUBQUERY') return 'its condition holds a subquery that is no list of keys';
    if (part['class'] !== 'COLUMN_REF') continue;
    const names = listOf(part['column_names']).map(textOf);
    const member = outputOf({ ...part, column_names: names.slice(0, 1) }, side);
    const output = outputOf(part, side) ?? (member?.type.kind === 'struct' ? member : undefined);
    if (output === undefined) return `its condition asks for "${names.join('.')}", which is no field of the collection`;
    if (output.unnested) return 'its condition is about an element of a list';
  }
  return undefined;
}
