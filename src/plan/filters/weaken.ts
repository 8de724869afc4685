import type { BoundExpression } from '../bound-expression.ts';
import { sameType } from '../bound-type.ts';
import { typeOf } from '../expression-parts.ts';
import { printForPeople } from '../print-for-people.ts';
import type { Operand } from '../query-plan.ts';
import { askLeaf, bindOperand, unlessFailed, type LeafPlace } from './bind-leaf.ts';
import { fieldOf } from './fields.ts';
import { filterRules } from './rule-order.ts';
import type { FilterContext, Outcome } from './rule.ts';
import { unknown, type Weak } from './weak.ts';

/** Where a condition stands. */
export interface FilterPlace extends LeafPlace {
  /** The field that a column of the condition is; undefined for what is none. */
  nameOf(column: number): string | undefined;
}

/** Alternatives inside each other, and null asked of deep conjunctions, double with every level. */
const mostQuestions = 50_000;

interface Questions {
  left: number;
  readonly whole: BoundExpression;
}

/** A predicate that keeps at least the rows for which the condition is true. */
export function weaken(condition: BoundExpression, place: FilterPlace): Weak {
  return where(condition, 'true', place, { left: mostQuestions, whole: condition });
}

function where(condition: BoundExpression, outcome: Outcome, place: FilterPlace, questions: Questions): Weak {
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
      return bindOperand(expression, place.givens, failures);
    },
    leaf: (leaf) => askLeaf(leaf, place),
    print,
  };
  for (const rule of filterRules) {
    const weak = rule(condition, outcome, context);
    if (weak !== undefined) return unlessFailed(failures, weak);
  }
  const subject = condition === questions.whole ? 'It' : print(condition);
  return unknown(`${subject} does not compare one field with values that are known before.`);
}
