import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { Value } from '../schema/value.ts';
import { readType, type BoundType } from './bound-type.ts';
import { readValue } from './bound-value.ts';
import type { Comparison } from './query-plan.ts';
import { listOf, objectsOf, textOf } from './tree.ts';

/** An expression of a bound plan. What is not read here is `other`, with the expressions inside it, so that columns are never missed. */
export type BoundExpression =
  /** Column `index` of the children's rows: the left child's columns, then the right's. */
  | { readonly kind: 'column'; readonly index: number; readonly type: BoundType }
  | { readonly kind: 'constant'; readonly type: BoundType; readonly value: Value }
  | { readonly kind: 'interval'; readonly months: number; readonly days: number; readonly micros: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly type: BoundType }
  | { readonly kind: 'cast'; readonly child: BoundExpression; readonly type: BoundType; readonly attempt: boolean }
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison | 'distinct' | 'not distinct';
      readonly left: BoundExpression;
      readonly right: BoundExpression;
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly BoundExpression[] }
  | { readonly kind: 'not'; readonly child: BoundExpression }
  | { readonly kind: 'null test'; readonly child: BoundExpression; readonly present: boolean }
  | {
      readonly kind: 'in';
      readonly value: BoundExpression;
      readonly options: readonly BoundExpression[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'between';
      readonly value: BoundExpression;
      readonly lower: BoundExpression;
      readonly upper: BoundExpression;
      readonly lowerInclusive: boolean;
      readonly upperInclusive: boolean;
    }
  | { readonly kind: 'coalesce'; readonly parts: readonly BoundExpression[]; readonly type: BoundType }
  /** A scalar function. `plain`: the name and the arguments are all there is to it. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly isOperator: boolean;
      readonly arguments: readonly BoundExpression[];
      readonly type: BoundType;
      readonly plain: boolean;
    }
  | {
      readonly kind: 'case';
      readonly checks: readonly { readonly when: BoundExpression; readonly then: BoundExpression }[];
      readonly otherwise: BoundExpression;
      readonly type: BoundType;
    }
  | {
      readonly kind: 'aggregate';
      readonly name: string;
      readonly arguments: readonly BoundExpression[];
      readonly type: BoundType;
      readonly distinct: boolean;
      readonly filter?: BoundExpression;
      readonly orders: readonly BoundOrder[];
    }
  | {
      readonly kind: 'window';
      /** `WINDOW_ROW_NUMBER`, `WINDOW_AGGREGATE` … */
      readonly function: string;
      readonly alias: string;
      readonly partitions: readonly BoundExpression[];
      readonly orders: readonly BoundOrder[];
      /** Everything it mentions, partitions and orders too. */
      readonly children: readonly BoundExpression[];
    }
  | { readonly kind: 'unnest'; readonly child: BoundExpression; readonly type: BoundType }
  | { readonly kind: 'other'; readonly what: string; readonly children: readonly BoundExpression[] };

export interface BoundOrder {
  readonly expression: BoundExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

const comparisons: Readonly<Record<string, Comparison | 'distinct' | 'not distinct'>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'distinct',
  COMPARE_NOT_DISTINCT_FROM: 'not distinct',
};

/** DuckDB's name of a comparison; undefined for another. */
export function readComparison(name: Json | undefined): Comparison | 'distinct' | 'not distinct' | undefined {
  return Object.hasOwn(comparisons, textOf(name)) ? comparisons[textOf(name)] : undefined;
}

/** Reads an expression of a plan; one that this page does not know becomes `other`. */
export function readExpression(json: Json | undefined): BoundExpression {
  if (!isJsonObject(json)) return { kind: 'other', what: 'nothing', children: [] };
  const type = readType(json['return_type']);
  const children = objectsOf(json['children']).map(readExpression);
  switch (json['expression_class']) {
    case 'BOUND_REF':
      return { kind: 'column', index: numberOf(json['index']), type };
    case 'BOUND_CONSTANT':
      return readConstant(json['value']) ?? other(json);
    case 'BOUND_PARAMETER':
      return readParameter(json) ?? other(json);
    case 'BOUND_CAST':
      return { kind: 'cast', child: readExpression(json['child']), type, attempt: json['try_cast'] === true };
    case 'BOUND_COMPARISON': {
      const comparison = readComparison(json['type']);
      if (comparison === undefined) return other(json);
      return { kind: 'compare', comparison, left: readExpression(json['left']), right: readExpression(json['right']) };
    }
    case 'BOUND_CONJUNCTION':
      return { kind: json['type'] === 'CONJUNCTION_OR' ? 'or' : 'and', parts: children };
    case 'BOUND_OPERATOR':
      return readOperator(json, children, type) ?? other(json);
    case 'BOUND_BETWEEN':
      return {
        kind: 'between',
        value: readExpression(json['input']),
        lower: readExpression(json['lower']),
        upper: readExpression(json['upper']),
        lowerInclusive: json['lower_inclusive'] === true,
        upperInclusive: json['upper_inclusive'] === true,
      };
    case 'BOUND_CASE':
      return {
        kind: 'case',
        checks: objectsOf(json['case_checks']).map((check) => ({
          when: readExpression(check['when_expr']),
          then: readExpression(check['then_expr']),
        })),
        otherwise: readExpression(json['else_expr']),
        type,
      };
    case 'BOUND_FUNCTION':
      // What a function keeps beside its arguments (a lambda, a format) cannot be said by name.
      if (hasContent(json['function_data'])) return other(json);
      return (
        hiddenParameter(textOf(json['name']), children) ?? {
          kind: 'call',
          name: textOf(json['name']).toLowerCase(),
          isOperator: json['is_operator'] === true,
          arguments: children,
          type,
          plain: json['has_serialize'] !== true,
        }
      );
    case 'BOUND_AGGREGATE':
      return {
        kind: 'aggregate',
        name: textOf(json['name']).toLowerCase(),
        arguments: children,
        type,
        distinct: json['aggregate_type'] === 'DISTINCT',
        ...(isJsonObject(json['filter']) ? { filter: readExpression(json['filter']) } : {}),
        orders: isJsonObject(json['order_bys']) ? readOrders(json['order_bys']['orders']) : [],
      };
    case 'BOUND_WINDOW':
      return {
        kind: 'window',
        function: textOf(json['type']),
        alias: textOf(json['alias']),
        partitions: objectsOf(json['partitions']).map(readExpression),
        orders: readOrders(json['orders']),
        children: expressionsInside(json),
      };
    case 'BOUND_UNNEST':
      return { kind: 'unnest', child: readExpression(json['child']), type };
    default:
      return other(json);
  }
}

/** `[{type, null_order, expression}]`. */
export function readOrders(orders: Json | undefined): readonly BoundOrder[] {
  return objectsOf(orders).map((order) => ({
    expression: readExpression(order['expression']),
    descending: order['type'] === 'DESCENDING',
    nullsFirst: order['null_order'] === 'NULLS FIRST',
  }));
}

/** `{type, is_null, value}` as a constant; undefined for a type or a number that cannot be read. */
export function readConstant(constant: Json | undefined): BoundExpression | undefined {
  if (!isJsonObject(constant)) return undefined;
  const type = readType(constant['type']);
  const value = type.sql === undefined ? undefined : readValue(constant, type.sql);
  if (value !== undefined) return { kind: 'constant', type, value };
  const inner = constant['value'];
  if (type.text !== 'INTERVAL' || !isJsonObject(inner)) return undefined;
  const [months, days, micros] = [inner['months'], inner['days'], inner['micros']];
  if (!Number.isSafeInteger(months) || !Number.isSafeInteger(days) || !Number.isSafeInteger(micros)) return undefined;
  return { kind: 'interval', months: Number(months), days: Number(days), micros: Number(micros) };
}

function readOperator(
  json: JsonObject,
  children: readonly BoundExpression[],
  type: BoundType,
): BoundExpression | undefined {
  const [first, ...rest] = children;
  if (first === undefined) return undefined;
  switch (json['type']) {
    case 'OPERATOR_NOT':
      return { kind: 'not', child: first };
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL':
      return { kind: 'null test', child: first, present: json['type'] === 'OPERATOR_IS_NOT_NULL' };
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN':
      return {
        kind: 'in',
        value: first,
        options: rest,
        negated: json['type'] === 'COMPARE_NOT_IN',
      };
    case 'OPERATOR_COALESCE':
      return { kind: 'coalesce', parts: children, type };
    default:
      return undefined;
  }
}

function other(json: JsonObject): BoundExpression {
  const name = textOf(json['name']);
  return {
    kind: 'other',
    what: name === '' ? textOf(json['type']) : name,
    children: expressionsInside(json),
  };
}

/** The expressions nearest below an object, wherever they stand in it. */
export function expressionsInside(json: JsonObject): readonly BoundExpression[] {
  const found: BoundExpression[] = [];
  const visit = (value: Json): void => {
    if (isJsonObject(value) && typeof value['expression_class'] === 'string') found.push(readExpression(value));
    else
      for (const child of Array.isArray(value) ? listOf(value) : isJsonObject(value) ? Object.values(value) : [])
        visit(child);
  };
  for (const child of Object.values(json)) visit(child);
  return found;
}

/** Its own type stands beside the NULL that it was planned with. Without one DuckDB has lost casts around it, and nobody knows what it is. */
function readParameter(json: JsonObject): BoundExpression | undefined {
  const data = isJsonObject(json['parameter_data']) ? json['parameter_data'] : {};
  const value = isJsonObject(data['value']) ? data['value'] : {};
  const type = readType(value['type']);
  return type.text === undefined ? undefined : { kind: 'parameter', name: textOf(json['identifier']), type };
}

/** Planned texts hold parameters as the only element of a list, see LocalEngine.plan. */
function hiddenParameter(name: string, children: readonly BoundExpression[]): BoundExpression | undefined {
  const [list, place] = children;
  if (name !== 'list_extract' || list?.kind !== 'call' || list.name !== 'list_value' || place?.kind !== 'constant')
    return undefined;
  const [element, ...more] = list.arguments;
  return element?.kind === 'parameter' && more.length === 0 && place.value === 1n ? element : undefined;
}

function hasContent(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).length > 0;
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
