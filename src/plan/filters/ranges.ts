import type { FilterRule } from './rule.ts';

/**
 * BETWEEN is two comparisons.
 * Must not fire on anything else: what its parts are is for the other rules.
 */
export const ranges: FilterRule = (condition, outcome, { where }) => {
  if (condition.kind !== 'between') return undefined;
  const { value, lower, upper } = condition;
  return where(
    {
      kind: 'and',
      parts: [
        { kind: 'compare', comparison: condition.lowerInclusive ? '>=' : '>', left: value, right: lower },
        { kind: 'compare', comparison: condition.upperInclusive ? '<=' : '<', left: value, right: upper },
      ],
    },
    outcome,
  );
};
