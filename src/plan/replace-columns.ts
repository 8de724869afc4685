import type { BoundExpression, BoundOrder } from './bound-expression.ts';
import type { BoundType } from './bound-type.ts';

/** The expression with every column replaced, as when an operator is looked through. */
export function replaceColumns(
  expression: BoundExpression,
  replacement: (index: number, type: BoundType) => BoundExpression,
): BoundExpression {
  const one = (child: BoundExpression): BoundExpression => replaceColumns(child, replacement);
  const all = (children: readonly BoundExpression[]): readonly BoundExpression[] => children.map(one);
  const sorted = (orders: readonly BoundOrder[]): readonly BoundOrder[] =>
    orders.map((order) => ({ ...order, expression: one(order.expression) }));
  switch (expression.kind) {
    case 'column':
      return replacement(expression.index, expression.type);
    case 'constant':
    case 'interval':
    case 'parameter':
      return expression;
    case 'cast':
    case 'not':
    case 'null test':
    case 'unnest':
      return { ...expression, child: one(expression.child) };
    case 'compare':
      return { ...expression, left: one(expression.left), right: one(expression.right) };
    case 'and':
    case 'or':
    case 'coalesce':
      return { ...expression, parts: all(expression.parts) };
    case 'in':
      return { ...expression, value: one(expression.value), options: all(expression.options) };
    case 'between':
      return {
        ...expression,
        value: one(expression.value),
        lower: one(expression.lower),
        upper: one(expression.upper),
      };
    case 'call':
      return { ...expression, arguments: all(expression.arguments) };
    case 'case':
      return {
        ...expression,
        checks: expression.checks.map(({ when, then }) => ({ when: one(when), then: one(then) })),
        otherwise: one(expression.otherwise),
      };
    case 'aggregate':
      return {
        ...expression,
        arguments: all(expression.arguments),
        ...(expression.filter === undefined ? {} : { filter: one(expression.filter) }),
        orders: sorted(expression.orders),
      };
    case 'window':
      return {
        ...expression,
        partitions: all(expression.partitions),
        orders: sorted(expression.orders),
        children: all(expression.children),
      };
    case 'other':
      return { ...expression, children: all(expression.children) };
  }
}
