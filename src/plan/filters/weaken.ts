import type { QualifiedName } from '../../base/name.ts';
import type { Abilities } from '../abilities.ts';
import type { BoundExpression } from '../bound-expression.ts';
import { sameType } from '../bound-type.ts';
import { typeOf } from '../bound-expression.ts';
import type { GivenCollector } from '../givens.ts';
import { printForPeople } from '../print-for-people.ts';
import type { Leaf, Operand } from '../query-plan.ts';
import { fieldOf } from './fields.ts';
import { filterRules } from './rule-order.ts';
import type { FilterContext, Outcome } from './rule.ts';
import { anyOf, unknown, type Weak } from './weak.ts';

/** Where a condition stands. */
export interface FilterPlace {
  readonly collection: QualifiedName;
  readonly abilities: Abilities;
  readonly givens: GivenCollector;
  /** The field that a column of the condition is; undefined for what is none. */
  nameOf(column: number): string | undefined;
}

/** Alternatives inside each other, and null asked of deep conjunctions, double with every level. */
const mostQuestions = 50_000;

/** A predicate that keeps at least the rows for which the condition is true. */
export function weaken(condition: BoundExpression, place: FilterPlace): Weak {
  return where(condition, 'true', place, { left: mostQuestions });
}

function where(condition: BoundExpression, outcome: Outcome, place: FilterPlace, questions: { left: number }): Weak {
  questions.left -= 1;
  if (questions.left < 0) return unknown('The condition is too deep to be asked.');
  const failures: Operand[] = [];
  const print = (expression: BoundExpression): string =>
    printForPeople(expression, (column) => place.nameOf(column) ?? '…');
  const context: FilterContext = {
    where: (part, partOutcome) => where(part, partOutcome, place, questions),
    field: (expression) => fieldOf(expression, (column) => place.nameOf(column)),
    operand: (expression, type) => {
      if (type !== undefined && !sameType(typeOf(expression), type)) return undefined;
      const failure = place.givens.failure(expression);
      const operand = place.givens.operand(expression);
      if (operand !== undefined && failure !== undefined) failures.push(failure);
      return operand;
    },
    leaf: (leaf) => ask(leaf, place),
    print,
  };
  for (const rule of filterRules) {
    const weak = rule(condition, outcome, context);
    if (weak === undefined) continue;
    // Where a value cannot be computed every row is read, and the statement itself decides whether that is an error.
    const failed = failures.map((operand): Weak => ({ predicate: { kind: 'given', operand }, exact: true }));
    return failed.length === 0 ? weak : anyOf([...failed, weak]);
  }
  return unknown(`${print(condition)} is no question about one field that can be asked.`);
}

function ask(leaf: Leaf<Operand>, { abilities, collection }: FilterPlace): Weak {
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
