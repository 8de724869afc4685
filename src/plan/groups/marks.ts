import type { Json, JsonObject } from '../../base/json.ts';
import type { Abilities } from '../abilities.ts';
import type { Operand, Predicate, QueryPlan, RowScan } from '../query-plan.ts';
import { andNode, columnNode, comparisonNode, textNode } from './tree-nodes.ts';

/**
 * A place of the statement's text and a scan of its plan are matched by a mark: a condition on `_id` that every document meets. It is part of
 * a text that is planned and never run, and is taken out of the plan again.
 */
export const markOf = (index: number): string => `rp:counts:${index}`;

const isMark = (value: unknown): boolean => typeof value === 'string' && /^rp:counts:\d+$/.test(value);

/** The SELECT with a mark among its conditions. */
export function marked(select: JsonObject, where: Json, qualifier: string, index: number): JsonObject {
  const mark = comparisonNode('COMPARE_NOTEQUAL', columnNode(qualifier, '_id'), textNode(markOf(index)));
  return { ...select, where_clause: andNode([...(where === null ? [] : [where]), mark]) };
}

/** The same abilities; a mark weakens nothing. */
export const withMarks = (abilities: Abilities): Abilities => ({
  ...abilities,
  leaf: (collection, leaf) => (markIn(leaf) === undefined ? abilities.leaf(collection, leaf) : { kind: 'exact' }),
});

/** The scans that carry a mark. */
export function scansMarked(
  plan: QueryPlan,
  index: number,
): readonly { readonly scan: RowScan; readonly at: number }[] {
  return plan.scans.flatMap((scan, at) =>
    scan.kind === 'rows' && marksIn(scan.filter).includes(markOf(index)) ? [{ scan, at }] : [],
  );
}

function marksIn(filter: Predicate<Operand>): readonly string[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.flatMap(marksIn);
  const mark = markIn(filter);
  return mark === undefined ? [] : [mark];
}

function markIn(filter: Predicate<Operand>): string | undefined {
  const operands = filter.kind === 'compare' ? [filter.operand] : filter.kind === 'in' ? filter.operands : [];
  const values = operands.map((operand) => (operand.kind === 'constant' ? operand.value : undefined));
  return values.find(isMark) as string | undefined;
}

/** The filter without marks. */
export function unmarked(filter: Predicate<Operand>): Predicate<Operand> {
  if (markIn(filter) !== undefined) return { kind: 'everything' };
  if (filter.kind !== 'and') return filter;
  const parts = filter.parts.map(unmarked).filter((part) => part.kind !== 'everything');
  return parts.length > 1 ? { kind: 'and', parts } : (parts[0] ?? { kind: 'everything' });
}
