import type { BoundExpression } from './bound-expression.ts';
import { boundType, type BoundType } from './bound-type.ts';

const boolean = boundType({ kind: 'boolean' });

/** The type of what it yields; empty when nobody knows. */
export function typeOf(expression: BoundExpression): BoundType {
  switch (expression.kind) {
    case 'compare':
    case 'and':
    case 'or':
    case 'not':
    case 'null test':
    case 'in':
    case 'between':
      return boolean;
    case 'interval':
      return { text: 'INTERVAL' };
    case 'window':
    case 'other':
      return {};
    default:
      return expression.type;
  }
}

/** The expressions directly inside this one. */
export function childrenOf(expression: BoundExpression): readonly BoundExpression[] {
  switch (expression.kind) {
    case 'column':
    case 'constant':
    case 'interval':
    case 'parameter':
      return [];
    case 'cast':
    case 'not':
    case 'null test':
    case 'unnest':
      return [expression.child];
    case 'compare':
      return [expression.left, expression.right];
    case 'and':
    case 'or':
    case 'coalesce':
      return expression.parts;
    case 'in':
      return [expression.value, ...expression.options];
    case 'between':
      return [expression.value, expression.lower, expression.upper];
    case 'call':
      return expression.arguments;
    case 'case':
      return [...expression.checks.flatMap(({ when, then }) => [when, then]), expression.otherwise];
    case 'aggregate':
      return [
        ...expression.arguments,
        ...(expression.filter === undefined ? [] : [expression.filter]),
        ...expression.orders.map((order) => order.expression),
      ];
    case 'window':
    case 'other':
      return expression.children;
  }
}

/** It and every expression inside it, at any depth. A stack of its own: a condition may be deeper than ours. */
export function* everyPart(expression: BoundExpression): Generator<BoundExpression> {
  const pending = [expression];
  while (pending.length > 0) {
    const next = pending.pop()!;
    yield next;
    for (const child of childrenOf(next)) pending.push(child);
  }
}

/** Columns that it mentions, at any depth. */
export function columnsOf(expression: BoundExpression): ReadonlySet<number> {
  const found = new Set<number>();
  for (const part of everyPart(expression)) if (part.kind === 'column') found.add(part.index);
  return found;
}

/** Whether a column stands anywhere in it. */
export function hasColumns(expression: BoundExpression): boolean {
  for (const part of everyPart(expression)) if (part.kind === 'column') return true;
  return false;
}

/** Parts that must all hold. */
export function conjunctsOf(condition: BoundExpression): readonly BoundExpression[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjunctsOf) : [condition];
}
