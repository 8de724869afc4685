import { typeOf } from '../expression-parts.ts';
import type { FilterRule } from './rule.ts';
import { allOf, anyOf } from './weak.ts';

/**
 * `f IS NULL`, `f IS NOT NULL`; of coalesce(…), that all or one are; of a condition, that it comes out null or not.
 * Must not fire on other computed values: when `n + 1` is null is DuckDB's business.
 */
export const nullTests: FilterRule = (condition, outcome, context) => {
  if (condition.kind !== 'null test') return undefined;
  // A test is never null itself.
  if (outcome === 'null') return allOf([{ predicate: { kind: 'nothing' }, exact: true }]);
  const present = condition.present === (outcome === 'true');
  const { child } = condition;
  const field = context.field(child);
  if (field !== undefined) return context.leaf({ kind: 'presence', field: field.path, present });
  if (child.kind === 'coalesce') {
    const tests = child.parts.map((part) => context.where({ kind: 'null test', child: part, present }, 'true'));
    return present ? anyOf(tests) : allOf(tests);
  }
  if (typeOf(child).sql?.kind !== 'boolean') return undefined;
  return present ? anyOf([context.where(child, 'true'), context.where(child, 'false')]) : context.where(child, 'null');
};
