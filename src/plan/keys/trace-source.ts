import type { BoundExpression } from '../bound-expression.ts';
import type { AggregateNode, BoundNode, GetNode } from '../bound-plan.ts';
import type { FoundScan } from '../find-scans.ts';
import type { FieldPath } from '../query-plan.ts';
import { sideOf } from './join-legality.ts';
import { plainReference } from './plain-reference.ts';
import type { ScanPlaces } from './plan-scopes.ts';
import { unnestedCall } from './unnested-call.ts';

/** Values of a column are among those of this field of a scan's rows. */
export interface Origin {
  /** Index of the scan. */
  readonly scan: number;
  readonly field: FieldPath;
  /** They are elements of the list field. */
  readonly unnested: boolean;
  /** They are lists that `list(…)` made of such values. */
  readonly gathered?: true;
  /** There is one value at most: the greatest (least) of exactly the rows that the scan brings. */
  readonly extreme?: 'max' | 'min';
}

/** A plan with its scans. */
export interface TracedPlan extends ScanPlaces {
  readonly scans: readonly FoundScan[];
}

/**
 * Follows a column down to the field that its values come from. Rows may be lost on the way, never made: what comes back is a superset of the
 * values, nulls aside. Undefined when they are computed or come from several fields.
 */
export function traceSource(plan: TracedPlan, node: BoundNode | undefined, column: number): Origin | undefined {
  if (node === undefined) return undefined;
  const [first] = node.children;
  const into = (expression: BoundExpression | undefined): Origin | undefined =>
    traceSourceExpression(plan, first, expression);
  switch (node.kind) {
    case 'get':
      return traceGet(plan, node, column);
    case 'projection':
      return into(valueOf(node.expressions[column]));
    case 'filter':
    case 'order':
    case 'limit':
    case 'distinct':
    // Of what they yield, all was in their first child.
    case 'except':
    case 'intersect':
      return traceSource(plan, first, column);
    case 'aggregate':
      return column < node.groups.length ? into(node.groups[column]) : traceMeasure(plan, node, column);
    case 'window':
    case 'unnest': {
      if (first?.width === undefined) return undefined;
      if (column < first.width) return traceSource(plan, first, column);
      const own = node.expressions[column - first.width];
      return own?.kind === 'unnest' ? elements(into(own.child)) : undefined;
    }
    case 'join': {
      const place = sideOf(node, column);
      return place && traceSource(plan, node.children[place.side === 'left' ? 0 : 1], place.column);
    }
    case 'cross product':
      if (first?.width === undefined) return undefined;
      return column < first.width
        ? traceSource(plan, first, column)
        : traceSource(plan, node.children[1], column - first.width);
    case 'delim get': {
      const join = plan.scopes.delimJoins.get(node);
      return traceSourceExpression(plan, join?.children[0], join?.eliminated[column]);
    }
    case 'cte reference':
      return traceSource(plan, plan.scopes.tables.get(node)?.children[0], column);
    case 'materialized cte':
      return traceSource(plan, node.children[1], column);
    case 'recursive cte':
    case 'union':
    case 'no rows':
    case 'one row':
    case 'other':
      return undefined;
  }
}

/** As `traceSource`, of an expression over the node's columns. */
export function traceSourceExpression(
  plan: TracedPlan,
  node: BoundNode | undefined,
  expression: BoundExpression | undefined,
): Origin | undefined {
  const reference = plainReference(expression);
  const origin = reference && traceSource(plan, node, reference.column);
  if (origin === undefined || reference === undefined || reference.members.length === 0) return origin;
  // The greatest struct does not hold the greatest member.
  if (origin.unnested) return undefined;
  return { scan: origin.scan, field: [...origin.field, ...reference.members], unnested: false };
}

function traceGet(plan: TracedPlan, node: GetNode, column: number): Origin | undefined {
  const scan = plan.indexes.get(node);
  const place = node.outputs[column];
  const field = place === undefined ? undefined : node.fields[place];
  if (scan !== undefined) return field === undefined ? undefined : { scan, field: [field], unnested: false };
  const call = unnestedCall(node);
  if (call === undefined) return undefined;
  const passed = call.passed(column);
  if (passed !== undefined) return traceSource(plan, call.delimGet, passed);
  return call.list === undefined ? undefined : elements(traceSource(plan, call.delimGet, call.list));
}

/** The elements of lists. */
export function elements(list: Origin | undefined): Origin | undefined {
  if (list === undefined) return undefined;
  const { scan, field, unnested } = list;
  if (list.gathered) return { scan, field, unnested };
  return unnested ? undefined : { scan, field, unnested: true };
}

/** Aggregates whose value is one of those that they were given. */
const choosing: ReadonlySet<string> = new Set(['max', 'min', 'first', 'last', 'any_value', 'arg_max', 'arg_min']);

function traceMeasure(plan: TracedPlan, node: AggregateNode, column: number): Origin | undefined {
  const measure = node.expressions[column - node.groups.length];
  const [below] = node.children;
  if (measure?.kind !== 'aggregate') return undefined;
  const [argument, second] = measure.arguments;
  if (measure.name === 'list' || measure.name === 'array_agg') {
    const listed = traceSourceExpression(plan, below, argument);
    return listed && !listed.gathered
      ? { scan: listed.scan, field: listed.field, unnested: listed.unnested, gathered: true }
      : undefined;
  }
  // max(x, 3) is a list of three.
  const isOne = second === undefined ? !measure.name.startsWith('arg_') : measure.name.startsWith('arg_');
  if (!choosing.has(measure.name) || !isOne || measure.arguments.length > 2) return undefined;
  const origin = traceSourceExpression(plan, below, argument);
  if (origin === undefined || (measure.name !== 'max' && measure.name !== 'min')) return origin;
  const isWhole = node.groups.length === 0 && measure.filter === undefined && !origin.unnested && !origin.gathered;
  const scan = plan.scans[origin.scan]!;
  return isWhole && bringsExactly(below, scan) ? { ...origin, extreme: measure.name } : origin;
}

/** Nothing between the operator and the scan loses a row, and the scan's filter loses exactly those that the statement loses. */
function bringsExactly(node: BoundNode | undefined, { scan, top }: FoundScan): boolean {
  let below = node;
  while (below !== top && (below?.kind === 'projection' || below?.kind === 'order')) below = below.children[0];
  return below === top && scan.exact && scan.window === undefined;
}

/** What a scalar subquery yields: DuckDB wraps it so that a second row is an error. */
function valueOf(expression: BoundExpression | undefined): BoundExpression | undefined {
  if (expression?.kind !== 'case') return expression;
  const isGuard = expression.checks.every(({ then }) => isError(then));
  return isGuard ? expression.otherwise : expression;
}

function isError(expression: BoundExpression): boolean {
  if (expression.kind === 'cast') return isError(expression.child);
  return expression.kind === 'call' && expression.name === 'error';
}
