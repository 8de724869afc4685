import type { FilterRule } from './rule.ts';
import { allOf, anyOf } from './weak.ts';

/**
 * AND, OR and NOT in three-valued logic: NOT is pushed down by asking its part for the other outcome, so it never stands above a weakened part.
 * Must not fire on anything that is no boolean conjunction.
 */
export const conjunctions: FilterRule = (condition, outcome, { where }) => {
  if (condition.kind === 'not') {
    return where(condition.child, outcome === 'true' ? 'false' : outcome === 'false' ? 'true' : 'null');
  }
  if (condition.kind !== 'and' && condition.kind !== 'or') return undefined;
  const { parts } = condition;
  // What all parts must be, and what one part suffices for.
  const [all, any] = condition.kind === 'and' ? (['true', 'false'] as const) : (['false', 'true'] as const);
  if (outcome === all) return allOf(parts.map((part) => where(part, all)));
  if (outcome === any) return anyOf(parts.map((part) => where(part, any)));
  return allOf([
    anyOf(parts.map((part) => where(part, 'null'))),
    ...parts.map((part) => anyOf([where(part, all), where(part, 'null')])),
  ]);
};
