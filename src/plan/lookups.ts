import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import { everyObject, listOf, objectsOf, textOf } from './tree.ts';

export interface Lookup {
  readonly collection: QualifiedName;
  readonly field: string;
}

/**
 * The fields that a bound plan compares for equality with a parameter: `f = :x`, `f IN (:a, :b)`, `f IN :list`, `f = ANY(:list)`. They are
 * candidates for look-up indexes, so a field that is missed costs time, never an answer.
 */
export function findLookups(
  plan: Json,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): readonly Lookup[] {
  const tables = commonTables(plan);
  const found = new Map<string, Lookup>();
  const add = (node: JsonObject | undefined, column: Json | undefined): void => {
    const lookup = node === undefined ? undefined : trace(node, refIndex(column), tables, resolve);
    if (lookup !== undefined) found.set(`${printQualified(lookup.collection)}.${lookup.field}`, lookup);
  };
  for (const node of everyObject(plan)) {
    const [left, right] = objectsOf(node['children']);
    if (node['type'] === 'LOGICAL_FILTER') {
      for (const part of conjuncts(node['expressions'])) for (const column of equalColumns(part)) add(left, column);
    }
    for (const condition of objectsOf(node['conditions'])) {
      if (condition['comparison'] !== 'COMPARE_EQUAL') continue;
      if (isGiven(condition['right']) || (right !== undefined && bringsOnlyArguments(right)))
        add(left, condition['left']);
      if (isGiven(condition['left'])) add(right, condition['right']);
    }
  }
  return [...found.values()];
}

/** The parts of a filter that must all hold. */
function* conjuncts(expressions: Json | undefined): Generator<JsonObject> {
  for (const expression of objectsOf(expressions)) {
    if (expression['type'] === 'CONJUNCTION_AND') yield* conjuncts(expression['children']);
    else yield expression;
  }
}

/** The columns that a comparison sets equal to something given. */
function equalColumns(expression: JsonObject): readonly Json[] {
  const { left, right } = expression as { readonly left?: Json; readonly right?: Json };
  if (expression['type'] === 'COMPARE_EQUAL') {
    return [...(isGiven(right) ? [left ?? null] : []), ...(isGiven(left) ? [right ?? null] : [])];
  }
  const children = listOf(expression['children']);
  if (expression['type'] === 'COMPARE_IN' && children.slice(1).every(isGiven)) return children.slice(0, 1);
  // `f IN list` binds to contains(list, f).
  const isContains = /^(list_|array_)?contains$/.test(textOf(expression['name']));
  return isContains && isGiven(children[0]) ? children.slice(1) : [];
}

/** True when an expression holds a parameter and no column. */
function isGiven(expression: Json | undefined): boolean {
  const classes = [...everyObject(expression ?? null)].map((part) => part['expression_class']);
  return classes.includes('BOUND_PARAMETER') && !classes.includes('BOUND_REF') && !classes.includes('BOUND_COLUMN_REF');
}

/** `= ANY(:list)` is a join with UNNEST(:list). */
function bringsOnlyArguments(node: JsonObject): boolean {
  const parts = [...everyObject(node)];
  return (
    parts.some((part) => part['expression_class'] === 'BOUND_PARAMETER') &&
    !parts.some((part) => part['type'] === 'LOGICAL_GET' || part['type'] === 'LOGICAL_CTE_REF')
  );
}

function refIndex(expression: Json | undefined): number | undefined {
  if (!isJsonObject(expression) || expression['expression_class'] !== 'BOUND_REF') return undefined;
  return typeof expression['index'] === 'number' ? expression['index'] : 0;
}

/** CTE number → the node that makes it. */
function commonTables(plan: Json): ReadonlyMap<Json, JsonObject> {
  const tables = new Map<Json, JsonObject>();
  for (const node of everyObject(plan)) {
    const made = objectsOf(node['children'])[0];
    if (node['type'] === 'LOGICAL_MATERIALIZED_CTE' && made !== undefined)
      tables.set(node['table_index'] ?? null, made);
  }
  return tables;
}

/** Output column → field of a collection, through operators that pass columns on as they are; undefined when it is computed. */
function trace(
  node: JsonObject,
  column: number | undefined,
  tables: ReadonlyMap<Json, JsonObject>,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): Lookup | undefined {
  if (column === undefined) return undefined;
  const [left, right] = objectsOf(node['children']);
  const into = (child: JsonObject | undefined, index: number | undefined): Lookup | undefined =>
    child === undefined ? undefined : trace(child, index, tables, resolve);
  switch (node['type']) {
    case 'LOGICAL_GET':
      return fieldOf(node, column, resolve);
    case 'LOGICAL_PROJECTION':
      return into(left, refIndex(listOf(node['expressions'])[column]));
    case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
      return into(left, refIndex(listOf(node['groups'])[column]));
    case 'LOGICAL_CTE_REF':
      return into(tables.get(node['cte_index'] ?? null), column);
    case 'LOGICAL_FILTER':
    case 'LOGICAL_ORDER_BY':
    case 'LOGICAL_DISTINCT':
      return into(left, column);
    case 'LOGICAL_COMPARISON_JOIN':
    case 'LOGICAL_DELIM_JOIN':
    case 'LOGICAL_ANY_JOIN':
    case 'LOGICAL_CROSS_PRODUCT':
    case 'LOGICAL_WINDOW':
    case 'LOGICAL_UNNEST': {
      const width = left === undefined ? undefined : widthOf(left);
      if (width === undefined) return undefined;
      return column < width ? into(left, column) : into(right, column - width);
    }
    default:
      return undefined;
  }
}

function fieldOf(
  node: JsonObject,
  column: number,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): Lookup | undefined {
  const data = isJsonObject(node['function_data']) ? node['function_data'] : {};
  const collection = resolve(textOf(data['schema']), textOf(data['table']));
  const index = objectsOf(node['column_indexes'])[column]?.['index'];
  const field = typeof index === 'number' ? textOf(listOf(node['names'])[index]) : '';
  return collection === undefined || field === '' ? undefined : { collection, field };
}

/** How many columns a node yields; undefined when this page does not know. */
function widthOf(node: JsonObject): number | undefined {
  const [left, right] = objectsOf(node['children']);
  const wide = (child: JsonObject | undefined): number | undefined =>
    child === undefined ? undefined : widthOf(child);
  const plus = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? undefined : a + b;
  switch (node['type']) {
    case 'LOGICAL_GET':
      return left === undefined
        ? listOf(node['column_indexes']).length
        : listOf(node['column_indexes']).length + listOf(node['projected_input']).length;
    case 'LOGICAL_PROJECTION':
      return listOf(node['expressions']).length;
    case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
      return listOf(node['groups']).length + listOf(node['expressions']).length;
    case 'LOGICAL_WINDOW':
    case 'LOGICAL_UNNEST':
      return plus(wide(left), listOf(node['expressions']).length);
    case 'LOGICAL_FILTER':
    case 'LOGICAL_ORDER_BY':
    case 'LOGICAL_LIMIT':
    case 'LOGICAL_DISTINCT':
      return wide(left);
    case 'LOGICAL_CROSS_PRODUCT':
      return plus(wide(left), wide(right));
    case 'LOGICAL_COMPARISON_JOIN':
    case 'LOGICAL_DELIM_JOIN':
    case 'LOGICAL_ANY_JOIN':
      if (node['join_type'] === 'MARK') return plus(wide(left), 1);
      if (node['join_type'] === 'SEMI' || node['join_type'] === 'ANTI') return wide(left);
      return plus(wide(left), wide(right));
    default:
      return undefined;
  }
}
