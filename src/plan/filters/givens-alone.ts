import type { BoundExpression } from '../bound-expression.ts';
import { boundType, sameType } from '../bound-type.ts';
import { hasColumns } from '../expression-parts.ts';
import type { FilterRule, Outcome } from './rule.ts';
import { everything, nothing, unknown, type Weak } from './weak.ts';

/**
 * A condition without columns, such as `:status IS NULL`: DuckDB computes it before the scans. Constants are decided here.
 * Must not fire on a condition that mentions a column, or one that differs from row to row, such as `random() < 0.5`.
 */
export const givensAlone: FilterRule = (condition, outcome, context) => {
  if (hasColumns(condition)) return undefined;
  if (condition.kind === 'constant') return decided(condition.value, outcome);
  if (condition.kind === 'null test' && condition.child.kind === 'constant')
    return decided((condition.child.value !== null) === condition.present, outcome);
  const equal = condition.kind === 'compare' ? comparedConstants(condition) : undefined;
  if (equal !== undefined) return decided(equal, outcome);
  const asked = outcomeOf(condition, outcome);
  const operand = context.operand(asked, boundType({ kind: 'boolean' }));
  return operand === undefined
    ? unknown(`${context.print(condition)} cannot be computed before the rows are read.`)
    : { predicate: { kind: 'given', operand }, exact: true };
};

/** Of kinds that are equal only when they are the same, as `coalesce(n, 0) = 0` leaves them. */
const identical: ReadonlySet<string> = new Set([
  'boolean',
  'integer',
  'bigint',
  'varchar',
  'date',
  'timestamp',
  'timestamptz',
]);

function comparedConstants({ comparison, left, right }: BoundExpression & { readonly kind: 'compare' }) {
  if (left.kind !== 'constant' || right.kind !== 'constant' || !sameType(left.type, right.type)) return undefined;
  if (comparison !== '=' && comparison !== '<>') return undefined;
  if (left.value === null || right.value === null) return null;
  if (!identical.has(left.type.sql?.kind ?? '')) return undefined;
  return (left.value === right.value) === (comparison === '=');
}

function decided(value: unknown, outcome: Outcome): Weak {
  const is = value === null ? 'null' : value === true ? 'true' : 'false';
  return is === outcome ? everything : nothing;
}

function outcomeOf(condition: BoundExpression, outcome: Outcome): BoundExpression {
  if (outcome === 'true') return condition;
  return outcome === 'false'
    ? { kind: 'not', child: condition }
    : { kind: 'null test', child: condition, present: false };
}
