import { hasColumns } from '../expression-parts.ts';
import type { BoundExpression } from '../bound-expression.ts';
import type { FilterContext, FilterRule, Outcome } from './rule.ts';
import { allOf, anyOf, type Weak } from './weak.ts';

/** Every alternative is asked twice, so deep ones grow. */
const mostAlternatives = 8;

interface Alternative {
  readonly guards: readonly Weak[];
  readonly value: BoundExpression;
}

/**
 * `coalesce(f, 0) = 0`, `CASE WHEN … THEN k = 'a' ELSE … END`, and either compared with a known value: each alternative under what leads to it.
 * Must not fire on one compared with a field, or with more alternatives than pay.
 */
export const alternatives: FilterRule = (condition, outcome, context) => {
  // What comes out true or false was not null.
  const isDistinct = condition.kind === 'compare' && /distinct/.test(condition.comparison);
  const tellsNulls = outcome === 'null' || isDistinct;
  const own = alternativesOf(condition, tellsNulls, context);
  if (own !== undefined) return join(own, (value) => context.where(value, outcome));
  if (condition.kind !== 'compare') return undefined;
  const left = alternativesOf(condition.left, tellsNulls, context);
  if (left !== undefined && !hasColumns(condition.right))
    return join(left, (value) => context.where({ ...condition, left: value }, outcome));
  const right = alternativesOf(condition.right, tellsNulls, context);
  if (right !== undefined && !hasColumns(condition.left))
    return join(right, (value) => context.where({ ...condition, right: value }, outcome));
  return undefined;
};

function join(alternatives: readonly Alternative[], ask: (value: BoundExpression) => Weak): Weak {
  return anyOf(alternatives.map(({ guards, value }) => allOf([...guards, ask(value)])));
}

function alternativesOf(
  expression: BoundExpression,
  tellsNulls: boolean,
  context: FilterContext,
): readonly Alternative[] | undefined {
  if (!hasColumns(expression)) return undefined;
  if (expression.kind === 'coalesce' && expression.parts.length <= mostAlternatives) {
    const test = (child: BoundExpression, present: boolean): Weak =>
      context.where({ kind: 'null test', child, present }, 'true');
    return expression.parts.map((value, index) => {
      const before = expression.parts.slice(0, index).map((part) => test(part, false));
      const isLast = index === expression.parts.length - 1;
      return { guards: isLast || !tellsNulls ? before : [...before, test(value, true)], value };
    });
  }
  if (expression.kind === 'case' && expression.checks.length < mostAlternatives) {
    const whens = expression.checks.map(({ when }) => when);
    const notTaken = (upTo: number): readonly Weak[] =>
      whens.slice(0, upTo).map((when) => anyOf(inOutcomes(when, ['false', 'null'], context)));
    return [
      ...expression.checks.map(({ when, then }, index) => ({
        guards: [...notTaken(index), context.where(when, 'true')],
        value: then,
      })),
      { guards: notTaken(whens.length), value: expression.otherwise },
    ];
  }
  return undefined;
}

function inOutcomes(condition: BoundExpression, outcomes: readonly Outcome[], context: FilterContext): readonly Weak[] {
  return outcomes.map((outcome) => context.where(condition, outcome));
}
