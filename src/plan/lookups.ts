import type { Json } from '../base/json.ts';
import { printQualified, type QualifiedName } from '../base/name.ts';
import type { BoundExpression } from './bound-expression.ts';
import { everyNode, readPlan, type BoundNode, type JoinNode } from './bound-plan.ts';
import { conjunctsOf, everyPart, hasColumns, typeOf } from './expression-parts.ts';
import { plainReference } from './keys/plain-reference.ts';
import { readScopes, type PlanScopes } from './keys/plan-scopes.ts';
import { traceGiven } from './keys/trace-given.ts';
import { traceTargetExpression } from './keys/trace-targets.ts';

export interface Lookup {
  readonly collection: QualifiedName;
  readonly field: string;
}

/**
 * The fields that a bound plan compares for equality with a parameter: `f = :x`, `f IN (:a, :b)`, `f IN :list`, `f = ANY(:list)`. They are
 * candidates for look-up indexes, so a field that is missed costs time, never an answer.
 */
export function findLookups(
  plan: Json,
  resolve: (schema: string, table: string) => QualifiedName | undefined,
): readonly Lookup[] {
  const root = readPlan(plan);
  if (root === undefined) return [];
  const scopes = readScopes(root);
  const gets = [...everyNode(root)].filter((node) => node.kind === 'get');
  const indexes = new Map<BoundNode, number>(gets.map((node, index) => [node, index]));
  const found = new Map<string, Lookup>();
  for (const node of everyNode(root)) {
    for (const { child, column } of equalToGivens(scopes, node)) {
      for (const { scan, field, element } of traceTargetExpression({ scopes, indexes }, child, column, new Set())) {
        const { schema, table } = gets[scan]!;
        const collection = resolve(schema, table);
        if (collection === undefined || element || field.length > 1) continue;
        found.set(`${printQualified(collection)}.${field[0]}`, { collection, field: field[0] });
      }
    }
  }
  return [...found.values()];
}

/** An expression over the columns of a child. */
interface Place {
  readonly child: BoundNode | undefined;
  readonly column: BoundExpression;
}

/** What an operator keeps rows for only where it equals something given. */
function equalToGivens(scopes: PlanScopes, node: BoundNode): readonly Place[] {
  const [child] = node.children;
  if (node.kind === 'filter')
    return node.expressions
      .flatMap(conjunctsOf)
      .flatMap(comparedWithGivens)
      .map((column) => ({ child, column }));
  return node.kind === 'join' ? joinedWithGivens(scopes, node) : [];
}

function comparedWithGivens(condition: BoundExpression): readonly BoundExpression[] {
  switch (condition.kind) {
    case 'compare': {
      if (condition.comparison !== '=') return [];
      const { left, right } = condition;
      return [...(isGiven(right) ? [left] : []), ...(isGiven(left) ? [right] : [])];
    }
    case 'in':
      return !condition.negated && condition.options.every(isGiven) ? [condition.value] : [];
    case 'call': {
      // `f IN :list` binds to contains(:list, f).
      const [list, value] = condition.arguments;
      const isContains = /^(list_|array_)?contains$/.test(condition.name);
      return isContains && list !== undefined && value !== undefined && isGiven(list) ? [value] : [];
    }
    default:
      return [];
  }
}

/** `= ANY(:list)` is a join with UNNEST(:list). */
function joinedWithGivens(scopes: PlanScopes, { conditions, children }: JoinNode): readonly Place[] {
  const [first, second] = children;
  return conditions.flatMap(({ comparison, left, right }) => {
    if (comparison !== '=') return [];
    return [
      ...(bringsGivens(scopes, second, right) ? [{ child: first, column: left }] : []),
      ...(bringsGivens(scopes, first, left) ? [{ child: second, column: right }] : []),
    ];
  });
}

function bringsGivens(scopes: PlanScopes, node: BoundNode | undefined, column: BoundExpression): boolean {
  const reference = plainReference(column);
  if (reference === undefined) return isGiven(column);
  const given = traceGiven(scopes, node, reference.column, typeOf(column));
  return given !== undefined && isGiven(given.expression);
}

/** A parameter and no column. */
function isGiven(expression: BoundExpression): boolean {
  return !hasColumns(expression) && [...everyPart(expression)].some(({ kind }) => kind === 'parameter');
}
