import type { JsonObject } from '../../base/json.ts';
import type { Comparison } from '../../plan/query-plan.ts';

export type OrderComparison = Exclude<Comparison, '=' | '<>'>;

/** Indexed values on one side of a value: all, none, or a part of a range query. `exact`: no other values. */
export type Bound =
  | { readonly kind: 'all' | 'none'; readonly exact: boolean }
  | { readonly kind: 'part'; readonly exact: boolean; readonly part: JsonObject };

export const all: Bound = { kind: 'all', exact: true };
export const none: Bound = { kind: 'none', exact: true };
export const part = (limits: JsonObject, exact = true): Bound => ({ kind: 'part', part: limits, exact });

const names = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;
export const limitName = (comparison: OrderComparison): 'lt' | 'lte' | 'gt' | 'gte' => names[comparison];
export const isUpper = (comparison: OrderComparison): boolean => comparison === '<' || comparison === '<=';
export const isOrder = (comparison: Comparison): comparison is OrderComparison =>
  comparison !== '=' && comparison !== '<>';

/** Values beyond all others, when they are compared with an infinity. */
export const beside = (comparison: OrderComparison, place: 'above' | 'below'): Bound =>
  isUpper(comparison) === (place === 'above') ? all : none;
