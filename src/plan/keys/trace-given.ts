import type { BoundExpression } from '../bound-expression.ts';
import type { BoundNode } from '../bound-plan.ts';
import { sameType, boundType, type BoundType } from '../bound-type.ts';
import { childrenOf, typeOf } from '../expression-parts.ts';
import { sideOf } from './join-legality.ts';
import { plainReference } from './plain-reference.ts';
import type { PlanScopes } from './plan-scopes.ts';

/** What no document decides: one value, or the elements of one list. */
export interface Given {
  readonly expression: BoundExpression;
  readonly elements: boolean;
}

/**
 * The parameter or constant that a column's values come from, as in `= ANY(:list)` or `FROM (SELECT :x AS x)`; undefined when documents have a
 * say, or when it is not of the type.
 */
export function traceGiven(
  scopes: PlanScopes,
  node: BoundNode | undefined,
  column: number,
  type: BoundType,
): Given | undefined {
  const given = trace(scopes, node, column);
  if (given === undefined) return undefined;
  const own = typeOf(given.expression);
  if (type.sql === undefined) return undefined;
  if (sameType(own, given.elements ? boundType({ kind: 'list', element: type.sql }) : type)) return given;
  // A column of givens was widened above; a list would have to be cast as one.
  return given.elements ? undefined : { ...given, expression: castOf(given.expression, type) };
}

function trace(scopes: PlanScopes, node: BoundNode | undefined, column: number): Given | undefined {
  if (node === undefined) return undefined;
  const [first, second] = node.children;
  const into = (expression: BoundExpression | undefined): Given | undefined => {
    if (expression !== undefined && isGiven(expression)) return { expression, elements: false };
    const reference = plainReference(expression);
    return reference?.members.length === 0 ? trace(scopes, first, reference.column) : undefined;
  };
  switch (node.kind) {
    case 'projection':
      return into(node.expressions[column]);
    case 'filter':
    case 'order':
    case 'limit':
    case 'distinct':
      return trace(scopes, first, column);
    case 'unnest': {
      if (first?.width === undefined) return undefined;
      if (column < first.width) return trace(scopes, first, column);
      const own = node.expressions[column - first.width];
      const list = own?.kind === 'unnest' ? into(own.child) : undefined;
      return list && !list.elements ? { ...list, elements: true } : undefined;
    }
    case 'get': {
      const projection = node.function === 'unnest' && column === 0 ? first : undefined;
      const list = projection?.kind === 'projection' ? projection.expressions[0] : undefined;
      return list !== undefined && isGiven(list) ? { expression: list, elements: true } : undefined;
    }
    case 'join': {
      const place = sideOf(node, column);
      return place && trace(scopes, place.side === 'left' ? first : second, place.column);
    }
    case 'cross product':
      if (first?.width === undefined) return undefined;
      return column < first.width ? trace(scopes, first, column) : trace(scopes, second, column - first.width);
    case 'cte reference':
      return trace(scopes, scopes.tables.get(node)?.children[0], column);
    default:
      return undefined;
  }
}

/** Parameters and constants only. Functions are left out: what one yields here must be what it yields in the statement. */
function isGiven(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'parameter':
    case 'constant':
      return true;
    case 'cast':
      return isGiven(expression.child);
    case 'call':
      return expression.name === 'list_value' && childrenOf(expression).every(isGiven);
    default:
      return false;
  }
}

function castOf(child: BoundExpression, type: BoundType): BoundExpression {
  return { kind: 'cast', child, type, attempt: false };
}
