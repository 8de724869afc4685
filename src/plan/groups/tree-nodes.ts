import type { Json, JsonObject } from '../../base/json.ts';

/** Nodes of DuckDB's parse tree, as it prints them. A member that is left out has its default. */
export const columnNode = (...names: readonly string[]): JsonObject => ({
  class: 'COLUMN_REF',
  type: 'COLUMN_REF',
  alias: '',
  column_names: names,
});

export const callNode = (name: string, children: readonly Json[], isOperator = false): JsonObject => ({
  class: 'FUNCTION',
  type: 'FUNCTION',
  alias: '',
  function_name: name,
  schema: '',
  children,
  filter: null,
  order_bys: { type: 'ORDER_MODIFIER', orders: [] },
  distinct: false,
  is_operator: isOperator,
  export_state: false,
  catalog: '',
});

export const castNode = (child: Json, type: 'BIGINT' | 'DOUBLE'): JsonObject => ({
  class: 'CAST',
  type: 'OPERATOR_CAST',
  alias: '',
  child,
  cast_type: { id: type, type_info: null },
  try_cast: false,
});

export const coalesceNode = (...children: readonly Json[]): JsonObject => ({
  class: 'OPERATOR',
  type: 'OPERATOR_COALESCE',
  alias: '',
  children,
});

export const integerNode = (value: number): JsonObject => constantNode('INTEGER', value);
export const textNode = (value: string): JsonObject => constantNode('VARCHAR', value);

const constantNode = (type: string, value: Json): JsonObject => ({
  class: 'CONSTANT',
  type: 'VALUE_CONSTANT',
  alias: '',
  value: { type: { id: type, type_info: null }, is_null: false, value },
});

export const comparisonNode = (type: string, left: Json, right: Json): JsonObject => ({
  class: 'COMPARISON',
  type,
  alias: '',
  left,
  right,
});

/** All that are there; null for none. */
export function andNode(conditions: readonly Json[]): Json {
  if (conditions.length < 2) return conditions[0] ?? null;
  return { class: 'CONJUNCTION', type: 'CONJUNCTION_AND', alias: '', children: conditions };
}

export const tableNode = (schema: string, table: string, alias: string): JsonObject => ({
  type: 'BASE_TABLE',
  alias,
  sample: null,
  schema_name: schema,
  table_name: table,
  column_name_alias: [],
  catalog_name: '',
  at_clause: null,
});

export const selectNode = (list: readonly Json[], from: Json, commonTables: readonly Json[] = []): JsonObject => ({
  type: 'SELECT_NODE',
  modifiers: [],
  cte_map: { map: commonTables },
  select_list: list,
  from_table: from,
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  aggregate_handling: 'STANDARD_HANDLING',
  having: null,
  sample: null,
  qualify: null,
});

/** A whole statement. */
export const statementNode = (node: Json): JsonObject => ({
  error: false,
  statements: [{ node, named_param_map: [] }],
});
