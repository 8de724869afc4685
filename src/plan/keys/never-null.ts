import type { BoundExpression } from '../bound-expression.ts';
import type { BoundNode } from '../bound-plan.ts';
import { childrenOf } from '../expression-parts.ts';
import { preservedSides, receivingSides, sideOf } from './join-legality.ts';
import { plainReference } from './plain-reference.ts';
import type { PlanScopes } from './plan-scopes.ts';

/** Whether a column is sure to hold no null: a condition below has already dropped those rows. */
export function isNeverNull(scopes: PlanScopes, node: BoundNode | undefined, column: number): boolean {
  if (node === undefined) return false;
  const [first, second] = node.children;
  const into = (child: BoundNode | undefined, index: number): boolean => isNeverNull(scopes, child, index);
  const intoExpression = (child: BoundNode | undefined, expression: BoundExpression | undefined): boolean => {
    if (expression?.kind === 'constant') return expression.value !== null;
    const reference = plainReference(expression);
    // A member may be null in a struct that is not.
    return reference !== undefined && reference.members.length === 0 && into(child, reference.column);
  };
  switch (node.kind) {
    case 'get': {
      const place = node.outputs[column];
      return place !== undefined && node.conditions.some((condition) => dropsNull(condition, place));
    }
    case 'projection':
      return intoExpression(first, node.expressions[column]);
    case 'filter':
      return node.expressions.some((condition) => dropsNull(condition, column)) || into(first, column);
    case 'order':
    case 'limit':
    case 'distinct':
      return into(first, column);
    case 'aggregate':
      return column < node.groups.length && node.sets.every((set) => set.includes(column))
        ? intoExpression(first, node.groups[column])
        : false;
    case 'window':
    case 'unnest':
      return first?.width !== undefined && column < first.width && into(first, column);
    case 'join': {
      const place = sideOf(node, column);
      if (place === undefined) return false;
      const { side } = place;
      const asks =
        preservedSides(node).includes(side) &&
        receivingSides(node).includes(side) &&
        node.conditions.some((condition) => {
          const own = condition[side];
          const dropsNulls = condition.comparison !== undefined && !/distinct/.test(condition.comparison);
          return dropsNulls && own.kind === 'column' && own.index === place.column;
        });
      return asks || (preservedSides(node).includes(side) && into(side === 'left' ? first : second, place.column));
    }
    case 'cross product':
      if (first?.width === undefined) return false;
      return column < first.width ? into(first, column) : into(second, column - first.width);
    case 'delim get': {
      const join = scopes.delimJoins.get(node);
      return intoExpression(join?.children[0], join?.eliminated[column]);
    }
    case 'cte reference':
      return into(scopes.tables.get(node)?.children[0], column);
    case 'materialized cte':
      return into(second, column);
    case 'union':
    case 'except':
    case 'intersect':
    case 'recursive cte':
    case 'no rows':
    case 'one row':
    case 'other':
      return false;
  }
}

/** The condition is not true where the column is null. */
function dropsNull(condition: BoundExpression, column: number): boolean {
  const isColumn = (expression: BoundExpression): boolean => {
    const reference = plainReference(expression);
    return reference?.column === column;
  };
  switch (condition.kind) {
    case 'compare':
      return condition.comparison !== 'distinct' && condition.comparison !== 'not distinct'
        ? isColumn(condition.left) || isColumn(condition.right)
        : false;
    case 'null test':
      return condition.present && isColumn(condition.child);
    case 'in':
    case 'between':
      return isColumn(condition.value);
    case 'and':
      return childrenOf(condition).some((part) => dropsNull(part, column));
    case 'or':
      return childrenOf(condition).every((part) => dropsNull(part, column));
    default:
      return false;
  }
}
