import type { QualifiedName } from '../../base/name.ts';
import type { Abilities } from '../abilities.ts';
import type { BoundExpression } from '../bound-expression.ts';
import type { GivenCollector } from '../givens.ts';
import type { Leaf, Operand } from '../query-plan.ts';
import { anyOf, unknown, type Weak } from './weak.ts';

export interface LeafPlace {
  readonly collection: QualifiedName;
  readonly abilities: Abilities;
  readonly givens: GivenCollector;
}

/** A question whose values are expressions of the plan, as far as the engine answers it. */
export function bindLeaf(leaf: Leaf<BoundExpression>, place: LeafPlace): Weak {
  const failures: Operand[] = [];
  const bind = (expression: BoundExpression): Operand | undefined => bindOperand(expression, place.givens, failures);
  const bound = withOperands(leaf, bind);
  return bound === undefined
    ? unknown('A value cannot be computed before the rows are read.')
    : unlessFailed(failures, askLeaf(bound, place));
}

/** The value as an operand; `failures` get what is true when it cannot be computed. */
export function bindOperand(
  expression: BoundExpression,
  givens: GivenCollector,
  failures: Operand[],
): Operand | undefined {
  const operand = givens.operand(expression);
  const failure = operand === undefined ? undefined : givens.failure(expression);
  if (failure !== undefined) failures.push(failure);
  return operand;
}

/** Where a value cannot be computed every row is read, and the statement itself decides whether that is an error. */
export function unlessFailed(failures: readonly Operand[], weak: Weak): Weak {
  const failed = failures.map((operand): Weak => ({ predicate: { kind: 'given', operand }, exact: true }));
  if (failed.length === 0) return weak;
  const { predicate } = anyOf([...failed, weak]);
  return { predicate, exact: false, why: weak.exact ? 'A value in it may be one that cannot be computed.' : weak.why };
}

/** What the engine makes of the question. */
export function askLeaf(leaf: Leaf<Operand>, { abilities, collection }: Omit<LeafPlace, 'givens'>): Weak {
  const verdict = abilities.leaf(collection, leaf);
  switch (verdict.kind) {
    case 'exact':
      return { predicate: leaf, exact: true };
    case 'superset':
      return { predicate: leaf, exact: false, why: verdict.why };
    case 'here':
      return unknown(verdict.why);
  }
}

function withOperands(
  leaf: Leaf<BoundExpression>,
  bind: (expression: BoundExpression) => Operand | undefined,
): Leaf<Operand> | undefined {
  switch (leaf.kind) {
    case 'presence':
      return leaf;
    case 'compare':
    case 'text': {
      const operand = bind(leaf.operand);
      return operand === undefined ? undefined : { ...leaf, operand };
    }
    case 'in':
    case 'holds': {
      const operands = leaf.operands.map(bind);
      const known = operands.filter((operand): operand is Operand => operand !== undefined);
      return known.length < operands.length ? undefined : { ...leaf, operands: known };
    }
  }
}
