import type { BoundExpression } from '../bound-expression.ts';
import type { Comparison } from '../query-plan.ts';
import type { FilterContext, FilterRule } from './rule.ts';
import { anyOf, nothing } from './weak.ts';

type Compare = BoundExpression & { readonly kind: 'compare' };

/** `a < b` is `b > a`. */
const swapped: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** DuckDB's order is total, NaN greatest, so these are false exactly where the others are true, null apart. */
const opposite: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/**
 * A field compared with a value that is known before, on either side: `status = :s`, `5 < n`.
 * Must not fire on two fields, on a field under a cast that loses something, on whole lists and
 * STRUCTs, or on DISTINCT FROM (see distinct-from.ts).
 */
export const comparisons: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'compare') return undefined;
  const { comparison } = condition;
  if (comparison === 'distinct' || comparison === 'not distinct') return undefined;
  const sides = fieldAndValue(condition, context);
  if (sides === undefined) return undefined;
  const { field, value, isSwapped } = sides;
  if (field.type.sql?.kind === 'list' || field.type.sql?.kind === 'struct') return undefined;
  if (outcome === 'null') {
    return anyOf([
      context.leaf({ kind: 'presence', field: field.path, present: false }),
      context.where({ kind: 'null test', child: value, present: false }, 'true'),
    ]);
  }
  if (value.kind === 'constant' && value.value === null) return nothing;
  const operand = context.operand(value, field.type);
  if (operand === undefined) return undefined;
  const asked = isSwapped ? swapped[comparison] : comparison;
  return context.leaf({
    kind: 'compare',
    field: field.path,
    comparison: outcome === 'true' ? asked : opposite[asked],
    operand,
  });
};

/** The sides of a comparison when one is a field. */
export function fieldAndValue(condition: Compare, context: FilterContext) {
  const left = context.field(condition.left);
  if (left !== undefined) return { field: left, value: condition.right, isSwapped: false };
  const right = context.field(condition.right);
  return right === undefined ? undefined : { field: right, value: condition.left, isSwapped: true };
}
