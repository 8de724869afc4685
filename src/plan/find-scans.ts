import type { BoundNode, GetNode } from './bound-plan.ts';
import type { RowScan } from './query-plan.ts';

/** A place of the plan that reads a collection. */
export interface FoundScan {
  readonly node: GetNode;
  /**
   * The uppermost operator whose condition is part of the scan's filter: a FILTER above the node, or the node itself. When `scan.exact`, the
   * rows that the filter keeps are exactly those that leave this operator.
   */
  readonly top: BoundNode;
  readonly scan: RowScan;
}
