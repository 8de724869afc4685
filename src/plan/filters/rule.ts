import type { BoundExpression } from '../bound-expression.ts';
import type { FieldPath, Leaf, Operand } from '../query-plan.ts';
import type { BoundType } from '../bound-type.ts';
import type { Weak } from './weak.ts';

/** What a condition in three-valued logic can come to. */
export type Outcome = 'true' | 'false' | 'null';

/** A field as an expression compares it: `type` is what it was cast to without loss. */
export interface FieldUse {
  readonly path: FieldPath;
  readonly type: BoundType;
}

/** What rules ask of the scan they work for. */
export interface FilterContext {
  /** Which rows a condition comes out so for: the rules again, for a part of a condition. */
  where(condition: BoundExpression, outcome: Outcome): Weak;
  /** The field that an expression is; undefined when it is computed, or cast with loss. */
  field(expression: BoundExpression): FieldUse | undefined;
  /** The value of an expression without columns, as `type`; undefined when it cannot be computed beforehand. */
  operand(expression: BoundExpression, type?: BoundType): Operand | undefined;
  /** A question about a field, as far as the engine answers it. */
  leaf(leaf: Leaf<Operand>): Weak;
  /** The expression as SQL for people. */
  print(expression: BoundExpression): string;
}

/** Rows for which the condition comes out so, or more; undefined when the condition is not this rule's. */
export type FilterRule = (condition: BoundExpression, outcome: Outcome, context: FilterContext) => Weak | undefined;
