import type { BoundExpression } from '../bound-expression.ts';
import type { AggregateNode, BoundNode, DistinctNode, GetNode, JoinNode, WindowNode } from '../bound-plan.ts';
import type { FieldPath } from '../query-plan.ts';
import { droppableSides, sideOf } from './join-legality.ts';
import { plainReference } from './plain-reference.ts';
import type { ScanPlaces } from './plan-scopes.ts';
import { unnestedCall } from './unnested-call.ts';

/** A field whose documents need not be read when their value is none that matters. */
export interface Target {
  readonly scan: number;
  readonly field: FieldPath;
  /** The column is an element of the list field: a document matters when any element does. */
  readonly element: boolean;
}

/**
 * Follows a column down to the fields where rows may be dropped because a condition on the column, never true of null, drops what becomes of
 * them anyway. `entered`: delim joins from whose right side the condition drops left rows too. Several targets: of a set operation, all together.
 */
export function traceTargets(
  plan: ScanPlaces,
  node: BoundNode | undefined,
  column: number,
  entered: ReadonlySet<BoundNode>,
): readonly Target[] {
  if (node === undefined) return [];
  const [first] = node.children;
  const into = (child: BoundNode | undefined, index: number): readonly Target[] =>
    traceTargets(plan, child, index, entered);
  const intoExpression = (expression: BoundExpression | undefined): readonly Target[] =>
    traceTargetExpression(plan, first, expression, entered);
  switch (node.kind) {
    case 'get':
      return traceGet(plan, node, column, entered);
    case 'projection':
      return intoExpression(node.expressions[column]);
    case 'filter':
    case 'order':
      return into(first, column);
    case 'distinct':
      return keepsGroups(node, column) ? into(first, column) : [];
    case 'aggregate':
      return isGroup(node, column) ? intoExpression(node.groups[column]) : [];
    case 'window':
      if (first?.width === undefined || column >= first.width) return [];
      return isPartition(node, column) || plan.scopes.numberings.has(node) ? into(first, column) : [];
    case 'unnest': {
      if (first?.width === undefined) return [];
      const own = node.expressions[column - first.width];
      if (column < first.width) return into(first, column);
      return own?.kind === 'unnest' ? elements(intoExpression(own.child)) : [];
    }
    case 'join':
      return traceJoin(plan, node, column, entered);
    case 'cross product':
      if (first?.width === undefined) return [];
      return column < first.width ? into(first, column) : into(node.children[1], column - first.width);
    case 'union':
    case 'except':
    case 'intersect':
      // A row is compared with rows that are equal in this column too, so those go together. What one side lacks the other may still yield.
      return node.children.flatMap((child) => traceTargets(plan, child, column, new Set()));
    case 'delim get': {
      const join = plan.scopes.delimJoins.get(node);
      const given = join?.eliminated[column];
      return join && entered.has(join) ? traceTargetExpression(plan, join.children[0], given, entered) : [];
    }
    case 'cte reference': {
      const table = plan.scopes.tables.get(node);
      // Another reader would miss the rows.
      return table && plan.scopes.readOnce.has(table) ? into(table.children[0], column) : [];
    }
    case 'materialized cte':
      return into(node.children[1], column);
    case 'limit':
    case 'recursive cte':
    case 'no rows':
    case 'one row':
    case 'other':
      return [];
  }
}

/** As `traceTargets`, of an expression over the node's columns. */
export function traceTargetExpression(
  plan: ScanPlaces,
  node: BoundNode | undefined,
  expression: BoundExpression | undefined,
  entered: ReadonlySet<BoundNode>,
): readonly Target[] {
  const reference = plainReference(expression);
  if (reference === undefined) return [];
  const targets = traceTargets(plan, node, reference.column, entered);
  if (reference.members.length === 0) return targets;
  return targets.flatMap((target) =>
    target.element ? [] : [{ ...target, field: [...target.field, ...reference.members] as const }],
  );
}

function traceGet(plan: ScanPlaces, node: GetNode, column: number, entered: ReadonlySet<BoundNode>): readonly Target[] {
  const scan = plan.indexes.get(node);
  const place = node.outputs[column];
  const field = place === undefined ? undefined : node.fields[place];
  if (scan !== undefined) return field === undefined ? [] : [{ scan, field: [field], element: false }];
  const call = unnestedCall(node);
  if (call === undefined) return [];
  const passed = call.passed(column);
  if (passed !== undefined) return traceTargets(plan, call.delimGet, passed, entered);
  return call.list === undefined ? [] : elements(traceTargets(plan, call.delimGet, call.list, entered));
}

/** A document of whose elements none matters yields no row that matters. */
function elements(lists: readonly Target[]): readonly Target[] {
  return lists.flatMap((list) => (list.element ? [] : [{ ...list, element: true }]));
}

function traceJoin(
  plan: ScanPlaces,
  join: JoinNode,
  column: number,
  entered: ReadonlySet<BoundNode>,
): readonly Target[] {
  const place = sideOf(join, column);
  if (place === undefined || !droppableSides(join).includes(place.side)) return [];
  if (place.side === 'left') return traceTargets(plan, join.children[0], place.column, entered);
  const inside = join.form === 'delim' ? new Set([...entered, join]) : entered;
  return traceTargets(plan, join.children[1], place.column, inside);
}

/** DISTINCT ON keeps one row of a group; a group is kept or dropped whole when the column is part of its key. */
function keepsGroups(node: DistinctNode, column: number): boolean {
  return !node.on || node.targets.some((target) => target.kind === 'column' && target.index === column);
}

function isGroup(node: AggregateNode, column: number): boolean {
  return column < node.groups.length && node.sets.every((set) => set.includes(column));
}

/** Rows of other partitions count for none of its windows. */
function isPartition(node: WindowNode, column: number): boolean {
  return node.expressions.every(
    (window) =>
      window.kind === 'window' && window.partitions.some((part) => part.kind === 'column' && part.index === column),
  );
}
