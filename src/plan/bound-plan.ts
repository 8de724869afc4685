import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import {
  expressionsInside,
  readComparison,
  readExpression,
  readOrders,
  type BoundExpression,
  type BoundOrder,
} from './bound-expression.ts';
import { readTableFilters } from './bound-table-filter.ts';
import { listOf, objectsOf, textOf } from './tree.ts';

interface NodeBase {
  readonly children: readonly BoundNode[];
  /** How many columns it yields; undefined when nobody knows, then no column above can be followed below. */
  readonly width: number | undefined;
}

/** Reads a collection, or calls a table function (`table` is empty then). */
export interface GetNode extends NodeBase {
  readonly kind: 'get';
  readonly function: string;
  readonly schema: string;
  readonly table: string;
  /** Names of the fields it reads; undefined for what is no field, such as a row's number. */
  readonly fields: readonly (string | undefined)[];
  /** What it yields: places in `fields`, then what a table function passes on. */
  readonly outputs: readonly (number | undefined)[];
  /** All must hold; columns are places in `fields`. */
  readonly conditions: readonly BoundExpression[];
  /** Of a table function: columns of its child that come after its own. */
  readonly passed: readonly number[];
}

export interface ProjectionNode extends NodeBase {
  readonly kind: 'projection';
  readonly expressions: readonly BoundExpression[];
}

/** All expressions must hold. */
export interface FilterNode extends NodeBase {
  readonly kind: 'filter';
  readonly expressions: readonly BoundExpression[];
}

export interface JoinCondition {
  readonly comparison: ReturnType<typeof readComparison>;
  /** Over the left child's columns. */
  readonly left: BoundExpression;
  /** Over the right child's columns, from 0. */
  readonly right: BoundExpression;
}

export interface JoinNode extends NodeBase {
  readonly kind: 'join';
  readonly form: 'comparison' | 'any' | 'delim' | 'asof';
  /** `INNER`, `LEFT`, `RIGHT`, `FULL`, `SEMI`, `ANTI`, `MARK`, `SINGLE`, `RIGHT_SEMI`, `RIGHT_ANTI`. */
  readonly join: string;
  readonly conditions: readonly JoinCondition[];
  /** Of a delim join: the left child's columns that the right one is given. */
  readonly eliminated: readonly BoundExpression[];
  /** Everything else that it asks, over columns of both sides. */
  readonly others: readonly BoundExpression[];
}

export interface AggregateNode extends NodeBase {
  readonly kind: 'aggregate';
  /** The first columns it yields. */
  readonly groups: readonly BoundExpression[];
  readonly expressions: readonly BoundExpression[];
  /** Places in `groups`; one set of all of them for a plain GROUP BY, empty for none. */
  readonly sets: readonly (readonly number[])[];
  readonly groupingFunctions: number;
}

export interface DistinctNode extends NodeBase {
  readonly kind: 'distinct';
  readonly on: boolean;
  readonly targets: readonly BoundExpression[];
  readonly orders: readonly BoundOrder[];
}

export interface OrderNode extends NodeBase {
  readonly kind: 'order';
  readonly orders: readonly BoundOrder[];
}

export type LimitValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'expression'; readonly expression: BoundExpression }
  /** A percentage. */
  | { readonly kind: 'other' };

export interface LimitNode extends NodeBase {
  readonly kind: 'limit';
  readonly limit: LimitValue;
  readonly offset: LimitValue;
}

/** Yields its child's columns, then one for each expression. */
export interface WindowNode extends NodeBase {
  readonly kind: 'window' | 'unnest';
  readonly expressions: readonly BoundExpression[];
}

/** The first child makes the table; the second, of a materialised one, uses it. */
export interface CteNode extends NodeBase {
  readonly kind: 'materialized cte' | 'recursive cte';
  readonly table: number;
}

export interface CteReferenceNode extends NodeBase {
  readonly kind: 'cte reference';
  readonly table: number;
}

/** `except` and `intersect` compare whole rows, `union` may. */
export interface SetOperationNode extends NodeBase {
  readonly kind: 'union' | 'except' | 'intersect';
  readonly all: boolean;
}

export interface OtherNode extends NodeBase {
  readonly kind: 'cross product' | 'delim get' | 'no rows' | 'one row' | 'other';
  /** DuckDB's name. */
  readonly operator: string;
  readonly expressions: readonly BoundExpression[];
}

/** An operator of a bound plan. Its identity matters: the same object is the same place of the statement. */
export type BoundNode =
  | GetNode
  | ProjectionNode
  | FilterNode
  | JoinNode
  | AggregateNode
  | DistinctNode
  | OrderNode
  | LimitNode
  | WindowNode
  | CteNode
  | CteReferenceNode
  | SetOperationNode
  | OtherNode;

/** Reads what `json_serialize_plan(…, optimize := true)` printed; undefined when it holds no single plan. */
export function readPlan(plan: Json): BoundNode | undefined {
  const plans = isJsonObject(plan) ? objectsOf(plan['plans']) : [];
  return plans.length === 1 ? readNode(plans[0]!) : undefined;
}

/** Every operator below and with this one, parents first. */
export function* everyNode(root: BoundNode): Generator<BoundNode> {
  yield root;
  for (const child of root.children) yield* everyNode(child);
}

function readNode(json: JsonObject): BoundNode {
  const children = objectsOf(json['children']).map(readNode);
  const expressions = (member: string): readonly BoundExpression[] => objectsOf(json[member]).map(readExpression);
  const [first, second] = children;
  const width = first?.width;
  const operator = textOf(json['type']).replace(/^LOGICAL_/, '');
  const plus = (more: number | undefined): number | undefined =>
    width === undefined || more === undefined ? undefined : width + more;
  const asOther = (kind: OtherNode['kind'], wide: number | undefined): OtherNode => ({
    kind,
    operator,
    expressions: ownExpressions(json),
    children,
    width: wide,
  });
  // A map chooses and orders columns, a flipped join gives its right rows to the left; the optimisers that make them are off.
  const maps = ['projection_map', 'left_projection_map', 'right_projection_map'];
  if (maps.some((map) => listOf(json[map]).length > 0) || json['delim_flipped'] === true)
    return asOther('other', undefined);
  switch (operator) {
    case 'GET':
      return readGet(json, children);
    case 'PROJECTION': {
      const own = expressions('expressions');
      return { kind: 'projection', expressions: own, children, width: own.length };
    }
    case 'FILTER':
      return { kind: 'filter', expressions: expressions('expressions'), children, width };
    case 'COMPARISON_JOIN':
    case 'ANY_JOIN':
    case 'DELIM_JOIN':
    case 'ASOF_JOIN':
      return readJoin(json, operator, children);
    case 'CROSS_PRODUCT':
      return asOther('cross product', plus(second?.width));
    case 'AGGREGATE_AND_GROUP_BY': {
      const [groups, measures] = [expressions('groups'), expressions('expressions')];
      const sets = listOf(json['grouping_sets']).map((set) => listOf(set).filter(isNumber));
      const groupingFunctions = listOf(json['grouping_functions']).length;
      const wide = groups.length + measures.length + groupingFunctions;
      return { kind: 'aggregate', groups, expressions: measures, sets, groupingFunctions, children, width: wide };
    }
    case 'DISTINCT':
      return {
        kind: 'distinct',
        on: json['distinct_type'] === 'DISTINCT_ON',
        targets: expressions('distinct_targets'),
        orders: isJsonObject(json['order_by']) ? readOrders(json['order_by']['orders']) : [],
        children,
        width,
      };
    case 'ORDER_BY':
      return { kind: 'order', orders: readOrders(json['orders']), children, width };
    case 'LIMIT':
      return {
        kind: 'limit',
        limit: readLimit(json['limit_val']),
        offset: readLimit(json['offset_val']),
        children,
        width,
      };
    case 'WINDOW':
    case 'UNNEST': {
      const own = expressions('expressions');
      return { kind: operator === 'WINDOW' ? 'window' : 'unnest', expressions: own, children, width: plus(own.length) };
    }
    case 'UNION':
    case 'EXCEPT':
    case 'INTERSECT': {
      const kind = operator === 'UNION' ? 'union' : operator === 'EXCEPT' ? 'except' : 'intersect';
      return { kind, all: json['setop_all'] === true, children, width };
    }
    case 'MATERIALIZED_CTE':
      return { kind: 'materialized cte', table: numberOf(json['table_index']), children, width: second?.width };
    case 'RECURSIVE_CTE':
      return { kind: 'recursive cte', table: numberOf(json['table_index']), children, width };
    case 'CTE_REF':
      return {
        kind: 'cte reference',
        table: numberOf(json['cte_index']),
        children,
        width: listOf(json['bound_columns']).length,
      };
    case 'DELIM_GET':
      return asOther('delim get', listOf(json['chunk_types']).length);
    case 'DUMMY_SCAN':
      return asOther('one row', 1);
    case 'EMPTY_RESULT':
      return asOther('no rows', listOf(json['return_types']).length);
    case 'EXPRESSION_GET':
      return asOther('other', listOf(json['expr_types']).length);
    case 'SAMPLE':
      return asOther('other', width);
    default:
      return asOther('other', undefined);
  }
}

function readGet(json: JsonObject, children: readonly BoundNode[]): GetNode {
  const data = isJsonObject(json['function_data']) ? json['function_data'] : {};
  const names = listOf(json['names']).map(textOf);
  const places = objectsOf(json['column_indexes']).map((column) => numberOf(column['index']));
  const projected = listOf(json['projection_ids']).filter(isNumber);
  const passed = listOf(json['projected_input']).filter(isNumber);
  const outputs = [...(projected.length > 0 ? projected : places.keys()), ...passed.map(() => undefined)];
  return {
    kind: 'get',
    function: textOf(json['name']),
    schema: textOf(data['schema']),
    table: textOf(data['table']),
    fields: places.map((place) => names[place]),
    outputs,
    conditions: readTableFilters(json, places),
    passed,
    children,
    width: outputs.length,
  };
}

const forms: Readonly<Record<string, JoinNode['form']>> = {
  COMPARISON_JOIN: 'comparison',
  ANY_JOIN: 'any',
  DELIM_JOIN: 'delim',
  ASOF_JOIN: 'asof',
};

function readJoin(json: JsonObject, operator: string, children: readonly BoundNode[]): JoinNode {
  const join = textOf(json['join_type']);
  const [left, right] = [children[0]?.width, children[1]?.width];
  const both = left === undefined || right === undefined ? undefined : left + right;
  const width =
    join === 'SEMI' || join === 'ANTI'
      ? left
      : join === 'RIGHT_SEMI' || join === 'RIGHT_ANTI'
        ? right
        : join === 'MARK'
          ? left === undefined
            ? undefined
            : left + 1
          : both;
  const { children: _children, conditions, duplicate_eliminated_columns: eliminated, ...rest } = json;
  return {
    kind: 'join',
    form: forms[operator]!,
    join,
    conditions: objectsOf(conditions).map((condition) => ({
      comparison: readComparison(condition['comparison']),
      left: readExpression(condition['left']),
      right: readExpression(condition['right']),
    })),
    eliminated: objectsOf(eliminated).map(readExpression),
    others: expressionsInside(rest),
    children,
    width,
  };
}

/** Everything that an operator mentions itself. */
function ownExpressions(json: JsonObject): readonly BoundExpression[] {
  const { children: _children, ...rest } = json;
  return expressionsInside(rest);
}

function readLimit(value: Json | undefined): LimitValue {
  if (!isJsonObject(value) || value['type'] === 'UNSET') return { kind: 'none' };
  const rows = value['constant_integer'];
  if (value['type'] === 'CONSTANT_VALUE' && typeof rows === 'number' && Number.isSafeInteger(rows))
    return { kind: 'rows', rows };
  if (value['type'] === 'EXPRESSION_VALUE')
    return { kind: 'expression', expression: readExpression(value['expression']) };
  return { kind: 'other' };
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function isNumber(value: Json): value is number {
  return typeof value === 'number';
}
