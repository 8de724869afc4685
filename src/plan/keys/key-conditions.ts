import type { BoundExpression } from '../bound-expression.ts';
import type { BoundNode, JoinCondition, JoinNode } from '../bound-plan.ts';
import { boundType, sameType, type BoundType } from '../bound-type.ts';
import { typeOf } from '../expression-parts.ts';
import { receivingSides, type Side } from './join-legality.ts';
import { plainReference, type PlainReference } from './plain-reference.ts';

/** One side of a condition: a column of the node, or a member of it. */
export interface ConditionSide extends PlainReference {
  readonly node: BoundNode;
  /** The condition is about the elements of a list. */
  readonly list: boolean;
  /** The condition drops rows of this side. */
  readonly receives: boolean;
}

export type KeyComparison = '=' | 'not distinct' | '<' | '<=' | '>' | '>=';

/** Rows meet only where some value of the one side stands to some value of the other as the comparison says, read from the first to the second. */
export interface KeyCondition {
  readonly comparison: KeyComparison;
  /** As which both sides are compared. */
  readonly type: BoundType;
  readonly sides: readonly [ConditionSide, ConditionSide];
}

/** A column with its place; `list` is not known before the condition is. */
type Place = Omit<ConditionSide, 'list'> & { readonly type: BoundType };

/** The conditions of a filter or a join that relate two columns. A row matters only where all of them hold. */
export function keyConditions(node: BoundNode): readonly KeyCondition[] {
  if (node.kind === 'filter') {
    const place = (expression: BoundExpression): Place | undefined => {
      const [child] = node.children;
      const reference = plainReference(expression);
      const type = typeOf(expression);
      return child && reference && { ...reference, node: child, type, receives: true };
    };
    return node.expressions.flatMap((expression) => readCondition(expression, place));
  }
  if (node.kind !== 'join' || receivingSides(node).length === 0) return [];
  return [
    ...node.conditions.flatMap((condition) => compared(node, condition)),
    ...node.others.flatMap((expression) => readCondition(expression, (part) => placeInJoin(node, part))),
  ];
}

function compared(join: JoinNode, { comparison, left, right }: JoinCondition): readonly KeyCondition[] {
  const [one, other] = [placeOnSide(join, 'left', left), placeOnSide(join, 'right', right)];
  return one && other ? makeComparison(comparison, one, other) : [];
}

function placeOnSide(join: JoinNode, side: Side, expression: BoundExpression): Place | undefined {
  const node = join.children[side === 'left' ? 0 : 1];
  const reference = plainReference(expression);
  const type = typeOf(expression);
  return node && reference && { ...reference, node, type, receives: receivingSides(join).includes(side) };
}

/** An expression over the columns of both children. */
function placeInJoin(join: JoinNode, expression: BoundExpression): Place | undefined {
  const width = join.children[0]?.width;
  const column = plainReference(expression)?.column;
  if (width === undefined || column === undefined) return undefined;
  const place = placeOnSide(join, column < width ? 'left' : 'right', expression);
  return place && { ...place, column: column < width ? column : column - width };
}

function readCondition(
  expression: BoundExpression,
  placeOf: (part: BoundExpression) => Place | undefined,
): readonly KeyCondition[] {
  if (expression.kind === 'and') return expression.parts.flatMap((part) => readCondition(part, placeOf));
  const [left, right] =
    expression.kind === 'compare'
      ? [expression.left, expression.right]
      : expression.kind === 'call' && expression.arguments.length === 2
        ? expression.arguments
        : [];
  const [one, other] = [left && placeOf(left), right && placeOf(right)];
  if (one === undefined || other === undefined) return [];
  if (expression.kind === 'compare') return makeComparison(expression.comparison, one, other);
  if (expression.kind !== 'call') return [];
  if (holdsOne.has(expression.name)) return makeOverlap(one, other, false);
  if (holdsAny.has(expression.name)) return makeOverlap(one, other, true);
  return [];
}

const holdsOne = new Set(['list_contains', 'array_contains', 'list_has', 'array_has', 'contains']);
const holdsAny = new Set(['list_has_any', 'array_has_any', '&&']);

function makeComparison(comparison: JoinCondition['comparison'], one: Place, other: Place): readonly KeyCondition[] {
  if (comparison === undefined || comparison === '<>' || comparison === 'distinct') return [];
  return makeCondition(comparison, { ...one, list: false }, { ...other, list: false });
}

function makeOverlap(one: Place, other: Place, otherIsList: boolean): readonly KeyCondition[] {
  const elements = (place: Place): Place | undefined =>
    place.type.sql?.kind === 'list' ? { ...place, type: boundType(place.type.sql.element) } : undefined;
  const first = elements(one);
  const second = otherIsList ? elements(other) : other;
  if (first === undefined || second === undefined) return [];
  return makeCondition('=', { ...first, list: true }, { ...second, list: otherIsList });
}

function makeCondition(
  comparison: KeyComparison,
  one: ConditionSide & { readonly type: BoundType },
  other: ConditionSide & { readonly type: BoundType },
): readonly KeyCondition[] {
  const kind = one.type.sql?.kind;
  const isScalar = kind !== undefined && kind !== 'list' && kind !== 'struct' && kind !== 'json';
  return isScalar && sameType(one.type, other.type) ? [{ comparison, type: one.type, sides: [one, other] }] : [];
}
