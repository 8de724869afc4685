import type { BoundExpression } from '../bound-expression.ts';
import { typeOf } from '../expression-parts.ts';
import type { FilterContext, FilterRule, Outcome } from './rule.ts';
import { anyOf, nothing } from './weak.ts';

/**
 * A condition compared with TRUE or FALSE: `(n = 1) IS NOT TRUE`, which DuckDB binds as DISTINCT FROM TRUE, and `(n = 1) = FALSE`.
 * Must not fire on a boolean field, which is compared as any field is.
 */
export const truthTests: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'compare') return undefined;
  const { comparison, left, right } = condition;
  const [child, value] = right.kind === 'constant' ? [left, right] : [right, left];
  if (value.kind !== 'constant' || typeof value.value !== 'boolean' || !isCondition(child, context)) return undefined;
  const [same, opposite]: readonly Outcome[] = value.value ? ['true', 'false'] : ['false', 'true'];
  const among = (...outcomes: readonly (Outcome | undefined)[]) =>
    anyOf(outcomes.flatMap((one) => (one === undefined ? [] : [context.where(child, one)])));
  switch (comparison) {
    case '=':
      return among(outcome === 'true' ? same : outcome === 'false' ? opposite : 'null');
    case '<>':
      return among(outcome === 'true' ? opposite : outcome === 'false' ? same : 'null');
    case 'not distinct':
    case 'distinct':
      if (outcome === 'null') return nothing;
      return (comparison === 'not distinct') === (outcome === 'true') ? among(same) : among(opposite, 'null');
    default:
      return undefined;
  }
};

function isCondition(expression: BoundExpression, context: FilterContext): boolean {
  return typeOf(expression).sql?.kind === 'boolean' && context.field(expression) === undefined;
}
