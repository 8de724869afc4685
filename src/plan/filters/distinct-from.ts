import { fieldAndValue } from './comparisons.ts';
import type { FilterRule } from './rule.ts';
import { allOf, anyOf, nothing } from './weak.ts';

/**
 * `f IS [NOT] DISTINCT FROM value`, where null is a value as others are.
 * Must not fire on two fields or computed values; `IS [NOT] TRUE` of a condition is in truth-tests.ts.
 */
export const distinctFrom: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'compare') return undefined;
  if (condition.comparison !== 'distinct' && condition.comparison !== 'not distinct') return undefined;
  const sides = fieldAndValue(condition, context);
  if (sides === undefined) return undefined;
  if (outcome === 'null') return nothing;
  const { field, value } = sides;
  const presence = (present: boolean) => context.leaf({ kind: 'presence', field: field.path, present });
  const valueIs = (present: boolean) => context.where({ kind: 'null test', child: value, present }, 'true');
  const compared = (comparison: '=' | '<>') =>
    context.where({ kind: 'compare', comparison, left: condition.left, right: condition.right }, 'true');
  const equal = (condition.comparison === 'not distinct') === (outcome === 'true');
  return equal
    ? anyOf([compared('='), allOf([valueIs(false), presence(false)])])
    : anyOf([compared('<>'), allOf([valueIs(false), presence(true)]), allOf([valueIs(true), presence(false)])]);
};
