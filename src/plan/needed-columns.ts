import type { BoundExpression } from './bound-expression.ts';
import type { BoundNode, GetNode, JoinNode } from './bound-plan.ts';
import { columnsOf } from './expression-parts.ts';

/** Places in the rows that an operator yields; `all` also where nobody knows. */
type Columns = ReadonlySet<number> | 'all';

/**
 * Which of its outputs are mentioned above each GET. The optimiser that would drop the others is off, as plans fail with it. What only an
 * output that nobody mentions is made of is left out; where an operator is not known, everything below it counts.
 */
export function neededColumns(root: BoundNode): ReadonlyMap<GetNode, Columns> {
  const needs = new Map<GetNode, Columns>();
  const tables = new Map<number, Columns>();
  visit(root, 'all', { needs, tables });
  return needs;
}

interface Findings {
  readonly needs: Map<GetNode, Columns>;
  /** CTE → what its references need. */
  readonly tables: Map<number, Columns>;
}

function visit(node: BoundNode, needed: Columns, findings: Findings): void {
  const [first, second] = node.children;
  const below = (child: BoundNode | undefined, columns: Columns): void => {
    if (child !== undefined) visit(child, columns, findings);
  };
  switch (node.kind) {
    case 'get':
      findings.needs.set(node, needed);
      below(first, 'all');
      return;
    case 'projection':
      below(first, mentioned(kept(node.expressions, needed, 0)));
      return;
    case 'filter':
      below(first, union(needed, mentioned(node.expressions)));
      return;
    case 'order':
      below(first, union(needed, mentioned(node.orders.map((order) => order.expression))));
      return;
    case 'limit': {
      const limits = [node.limit, node.offset].flatMap((limit) =>
        limit.kind === 'expression' ? [limit.expression] : [],
      );
      below(first, union(needed, mentioned(limits)));
      return;
    }
    case 'distinct':
      // Without targets whole rows are compared.
      below(
        first,
        node.on ? union(needed, mentioned([...node.targets, ...node.orders.map((o) => o.expression)])) : 'all',
      );
      return;
    case 'aggregate':
      below(first, mentioned([...node.groups, ...kept(node.expressions, needed, node.groups.length)]));
      return;
    case 'window':
    case 'unnest': {
      if (first?.width === undefined) {
        below(first, 'all');
        return;
      }
      // An UNNEST that nobody mentions still multiplies rows.
      const own = node.kind === 'unnest' ? node.expressions : kept(node.expressions, needed, first.width);
      below(first, union(within(needed, 0, first.width), mentioned(own)));
      return;
    }
    case 'join':
      visitJoin(node, needed, findings);
      return;
    case 'cross product':
      if (first?.width === undefined) {
        node.children.forEach((child) => below(child, 'all'));
        return;
      }
      below(first, within(needed, 0, first.width));
      below(second, within(needed, first.width, Infinity));
      return;
    case 'union':
      for (const child of node.children) below(child, node.all ? needed : 'all');
      return;
    case 'materialized cte':
      below(second, needed);
      below(first, findings.tables.get(node.table) ?? new Set<number>());
      return;
    case 'cte reference':
      findings.tables.set(node.table, union(findings.tables.get(node.table) ?? new Set<number>(), needed));
      return;
    default:
      for (const child of node.children) below(child, 'all');
  }
}

function visitJoin(node: JoinNode, needed: Columns, findings: Findings): void {
  const [left, right] = node.children;
  if (left === undefined || right === undefined) return;
  const rightOnly = node.join === 'RIGHT_SEMI' || node.join === 'RIGHT_ANTI';
  const leftOnly = node.join === 'SEMI' || node.join === 'ANTI' || node.join === 'MARK';
  if (left.width === undefined || node.others.length > 0) {
    for (const child of node.children) visit(child, 'all', findings);
    return;
  }
  const none: Columns = new Set<number>();
  const fromLeft = rightOnly ? none : within(needed, 0, left.width);
  const fromRight = rightOnly ? needed : leftOnly ? none : within(needed, left.width, Infinity);
  const asked = mentioned([...node.conditions.map((condition) => condition.left), ...node.eliminated]);
  visit(left, union(fromLeft, asked), findings);
  visit(right, union(fromRight, mentioned(node.conditions.map((condition) => condition.right))), findings);
}

/** The expressions whose outputs, counted from `first`, are needed. */
function kept(expressions: readonly BoundExpression[], needed: Columns, first: number): readonly BoundExpression[] {
  return needed === 'all' ? expressions : expressions.filter((_, index) => needed.has(first + index));
}

function mentioned(expressions: readonly BoundExpression[]): ReadonlySet<number> {
  return new Set(expressions.flatMap((expression) => [...columnsOf(expression)]));
}

function union(one: Columns, other: Columns): Columns {
  return one === 'all' || other === 'all' ? 'all' : new Set([...one, ...other]);
}

/** Those from `first` to before `end`, counted from 0 again. */
function within(needed: Columns, first: number, end: number): Columns {
  if (needed === 'all') return 'all';
  return new Set([...needed].filter((column) => column >= first && column < end).map((column) => column - first));
}
