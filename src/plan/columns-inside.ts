import { childrenOf, type BoundExpression } from './bound-expression.ts';

/** Whether a column stands anywhere in it. */
export function hasColumns(expression: BoundExpression): boolean {
  const pending = [expression];
  while (pending.length > 0) {
    const next = pending.pop()!;
    if (next.kind === 'column') return true;
    for (const child of childrenOf(next)) pending.push(child);
  }
  return false;
}
